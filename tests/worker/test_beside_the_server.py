"""The server of development and the worker beside it: begun together, ended together."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from django.db import connection

from itp_cms.core.models import Lease
from tests.databases import connected_to
from tests.services.ports import free_port
from tests.services.web import database_url
from tests.worker.conftest import ROOT, Workplace

pytestmark = [pytest.mark.project, pytest.mark.django_db]


@contextmanager
def _started(workplace: Workplace, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, as a shell starts it; none of the group is left afterwards."""
    with (workplace.folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=workplace.environment | environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def server(workplace: Workplace) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process that a terminal would have started, and the server's address."""
    port = free_port()
    with _started(workplace, "runserver", "--worker", "--skip-checks", f"127.0.0.1:{port}") as process:
        address = f"http://127.0.0.1:{port}"
        workplace.wait_for(lambda: _answers(address) and _workers())
        yield process, address


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=5, headers={"Host": "localhost"}).ok
    except requests.RequestException:
        return False


def _workers() -> list[int]:
    """The processes of the workers that run."""
    return [
        int(name.split(":")[2])
        for name in Lease.held().filter(name__startswith="worker:").values_list("name", flat=True)
    ]


def _parent(pid: int) -> int:
    return int(subprocess.check_output(["ps", "-o", "ppid=", "-p", str(pid)]))


def _wait_until_all_are_gone(workplace: Workplace, process: subprocess.Popen[bytes]) -> None:
    def are_gone() -> bool:
        process.poll()
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    workplace.wait_for(are_gone, seconds=20)


def test_one_ctrl_c_ends_both(workplace, server):
    process, address = server
    os.killpg(process.pid, signal.SIGINT)
    _wait_until_all_are_gone(workplace, process)
    assert not _answers(address)
    assert not Lease.objects.exists()


def test_told_to_end_it_takes_the_worker_with_it(workplace, server):
    process, _address = server
    process.terminate()
    _wait_until_all_are_gone(workplace, process)


def test_nothing_outlives_a_server_that_is_killed(workplace, server):
    process, _address = server
    os.kill(_parent(_workers()[0]), signal.SIGKILL)
    _wait_until_all_are_gone(workplace, process)


def test_nothing_outlives_a_reloader_that_is_killed(workplace, server):
    process, _address = server
    process.kill()
    _wait_until_all_are_gone(workplace, process)


def test_a_worker_that_is_killed_is_started_again(workplace, server):
    _process, address = server
    (worker,) = _workers()
    os.kill(worker, signal.SIGKILL)
    workplace.wait_for(lambda: set(_workers()) - {worker})
    assert _answers(address)


def test_the_demo_site_has_a_worker(demo_database: tuple[str, Path], tmp_path: Path, django_db_blocker):
    """`make run` is `serve_demo`, here with the site loaded already."""
    if connection.vendor != "sqlite":
        pytest.skip("`make run` is on SQLite")
    name = str(shutil.copyfile(demo_database[0], tmp_path / "demo.sqlite3"))
    workplace, port = Workplace(database_url(name), tmp_path), free_port()
    settings = {"DJANGO_SETTINGS_MODULE": "itp_cms.settings.dev"}
    with (
        django_db_blocker.unblock(),
        connected_to(name),
        _started(workplace, "serve_demo", "--port", str(port), **settings) as process,
    ):
        workplace.wait_for(lambda: _answers(f"http://127.0.0.1:{port}") and _workers(), seconds=120)
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _wait_until_all_are_gone(workplace, process)
