"""The worker in processes of its own: stopped, killed, and two at a time."""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from itp_cms.core.models import ChoreState, FollowerState, Lease
from tests.factories.changes import make_changes
from tests.worker.conftest import ROOT

pytestmark = pytest.mark.django_db


def _queue(word: str) -> None:
    """As a server does that is configured to queue tasks."""
    DBTaskResult.objects.create(
        args_kwargs={"args": [word], "kwargs": {}},
        task_path="tests.worker.traces.traced_task",
        backend_name="default",
        run_after=get_date_max(),
    )


def _runs_at_once(lines: list[list[str]]) -> int:
    """How many runs went on at the same time, at most."""
    running = most = 0
    for what, _pid in lines:
        running += 1 if what == "begin" else -1
        most = max(most, running)
    return most


def test_changes_are_told_fast_whatever_else_takes_long_or_fails(workplace):
    (workplace.folder / "tasks.slow").write_text("30")
    (workplace.folder / "second.fails").touch()
    with workplace.worker():
        workplace.wait_until_ready()
        _queue("slow")
        workplace.wait_for(lambda: workplace.lines("tasks"))
        waited = []
        for _change in range(20):
            begun = time.time()
            (number,) = make_changes(1)
            workplace.wait_for(lambda number=number: number in workplace.told("first"))
            waited.append(float(workplace.lines("first.told")[-1][1]) - begun)
            time.sleep(random.uniform(0, 0.2))
        assert workplace.told("first") == list(range(1, 21))
        assert statistics.median(waited) < 0.6
        second = FollowerState.objects.get(name="second")
        assert second.failures >= 2
        assert second.last_error == "ConnectionError: told to fail"
        (workplace.folder / "second.fails").unlink()
        workplace.wait_for(lambda: sorted(set(workplace.told("second"))) == list(range(1, 21)))


def test_two_workers_never_run_a_follower_at_the_same_time_and_share_the_tasks(workplace):
    (workplace.folder / "first.slow").write_text("0.03")
    with workplace.worker(), workplace.worker():
        workplace.wait_for(lambda: Lease.held().filter(name__startswith="worker:").count() == 2)
        workplace.wait_until_ready()
        for _change in range(40):
            make_changes(3)
            time.sleep(0.03)
        for number in range(6):
            _queue(f"task-{number}")
        workplace.wait_for(lambda: workplace.told("first")[-1:] == [120] and workplace.told("second")[-1:] == [120])
        workplace.wait_for(lambda: len(workplace.lines("tasks")) == 12)
    assert workplace.told("first") == workplace.told("second") == list(range(1, 121))
    assert _runs_at_once(workplace.lines("first.runs")) == 1
    assert sorted(workplace.lines("tasks")) == sorted(
        [what, f"task-{number}"] for what in ("begin", "end") for number in range(6)
    )


def test_killed_at_any_moment_it_loses_no_change(workplace):
    (workplace.folder / "first.slow").write_text("0.1")
    last = 0
    for round_ in range(3):
        with workplace.worker() as process:
            # A lease of the worker before has to end first.
            workplace.wait_for(lambda: workplace.lines("first.afresh"))
            (last,) = make_changes(15)[-1:]
            told = len(workplace.told("first"))
            workplace.wait_for(lambda told=told: len(workplace.told("first")) > told)
            time.sleep(random.uniform(0, 0.7))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert workplace.told("first")[-1] < last, f"round {round_}: killed too late to show anything"
    with workplace.worker():
        workplace.wait_for(lambda: FollowerState.objects.get(name="first").cursor == last)
    told = workplace.told("first")
    assert sorted(set(told)) == list(range(1, last + 1))
    firsts = [number for place, number in enumerate(told) if number not in told[:place]]
    assert firsts == sorted(firsts)


def test_tasks_of_a_worker_that_was_killed_are_done_by_another(workplace):
    (workplace.folder / "tasks.slow").write_text("60")
    with workplace.worker() as process:
        _queue("left")
        workplace.wait_for(lambda: workplace.lines("tasks") == [["begin", "left"]])
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    (workplace.folder / "tasks.slow").unlink()
    with workplace.worker():
        workplace.wait_for(lambda: ["end", "left"] in workplace.lines("tasks"))
        workplace.wait_for(lambda: DBTaskResult.objects.successful().exists())
    assert workplace.lines("tasks").count(["begin", "left"]) == 2


def test_a_task_that_kills_its_workers_is_given_up(workplace):
    _queue("deadly")
    gone = [f"worker:gone:{number}" for number in range(3)]
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=gone)
    with workplace.worker("--once") as process:
        assert process.wait(60) == 0
    assert workplace.lines("tasks") == []
    (task,) = DBTaskResult.objects.failed()
    assert "WorkerLostError" in task.traceback


def test_told_to_stop_it_finishes_what_it_does_and_leaves_nothing_behind(workplace):
    (workplace.folder / "tasks.slow").write_text("2")
    with workplace.worker() as process:
        workplace.wait_until_ready()
        _queue("running")
        _queue("waiting")
        workplace.wait_for(lambda: workplace.lines("tasks"))
        process.terminate()
        assert process.wait(20) == 0
    assert workplace.lines("tasks") == [["begin", "running"], ["end", "running"]]
    assert not Lease.objects.exists()
    assert DBTaskResult.objects.ready().count() == 1


def test_once_it_does_what_is_due_and_ends(workplace):
    _queue("due")
    with workplace.worker("--once") as process:
        assert process.wait(60) == 0
    assert workplace.lines("tasks") == [["begin", "due"], ["end", "due"]]
    assert len(workplace.lines("first.afresh")) == 1
    assert set(ChoreState.objects.filter(failures=0).values_list("name", flat=True)) >= {
        "publish_scheduled",
        "record_moments",
        "forget_changes",
        "forget_tasks",
        "send_form_mail",
    }
    assert not ChoreState.objects.exclude(failures=0)
    assert not Lease.objects.exists()


def test_it_ends_with_the_process_that_started_it(workplace):
    """… even one that was killed: here a shell."""
    command = f'"{sys.executable}" manage.py worker --parent $$ & echo $!; wait'
    shell = subprocess.Popen(
        ["sh", "-c", command], cwd=ROOT, env=workplace.environment, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        worker = int(next(iter(shell.stdout or ())))
        workplace.wait_until_ready()
        shell.kill()
        shell.wait()
        workplace.wait_for(lambda: not _is_running(worker), seconds=10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_follower_is_restarted_while_the_worker_runs(workplace):
    with workplace.worker():
        workplace.wait_until_ready()
        make_changes(4)
        workplace.wait_for(lambda: workplace.told("first") == [1, 2, 3, 4])
        FollowerState.objects.filter(name="first").update(cursor=2)
        workplace.wait_for(lambda: workplace.told("first") == [1, 2, 3, 4, 3, 4])
