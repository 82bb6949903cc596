"""Followers of the change log: what each is told, when, and where it goes on."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from itp_cms.core import followers
from itp_cms.core.models import FollowerState
from itp_cms.core.models.work import LONGEST_PAUSE, pause_after
from tests.factories.changes import empty_log, forget_changes, make_changes
from tests.factories.followers import recorder as another

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_log(db):
    empty_log()


@pytest.fixture
def recorder():
    with another() as follower:
        yield follower


def _state() -> FollowerState:
    return FollowerState.objects.get(name="recorder")


def _no_pause() -> None:
    FollowerState.objects.update(next_attempt_at=timezone.now())


def _run_all(name: str = "recorder") -> None:
    while name in followers.due() and followers.run(name):
        pass


def test_a_new_follower_starts_afresh_and_then_is_told_of_what_comes(recorder):
    make_changes(3)
    _run_all()
    assert (recorder.afresh, recorder.told) == (1, [])
    numbers = make_changes(2)
    _run_all()
    assert (recorder.afresh, recorder.told) == (1, [numbers])


def test_it_is_told_of_every_change_in_order_and_in_batches(recorder):
    _run_all()
    numbers = make_changes(10)
    _run_all()
    assert recorder.told == [numbers[:4], numbers[4:8], numbers[8:]]
    assert "recorder" not in followers.due()


def test_one_that_fails_is_told_again_and_keeps_pauses_that_grow(recorder):
    _run_all()
    numbers = make_changes(2)
    recorder.fails_at = numbers[0]
    waits = []
    for _attempt in range(8):
        _no_pause()
        before = timezone.now()
        assert not followers.run("recorder")
        assert "recorder" not in followers.due()
        waits.append(_state().next_attempt_at - before)
    assert _state().failures == 8
    assert _state().last_error == "ConnectionError: nobody there"
    assert all(numbers[0] in told for told in recorder.told)
    assert waits[0] <= timedelta(seconds=1.5)
    assert waits[3] > waits[0]
    assert max(waits) <= LONGEST_PAUSE + timedelta(seconds=1)
    recorder.fails_at = None
    _no_pause()
    _run_all()
    assert _state().failures == 0
    assert [number for told in recorder.told[8:] for number in told] == numbers


def test_pauses_differ_so_that_not_all_come_back_together():
    assert len({pause_after(5) for _ in range(5)}) > 1
    assert timedelta(seconds=30) <= pause_after(1000) <= LONGEST_PAUSE


def test_after_failures_it_gets_as_far_as_the_change_it_fails_with(recorder):
    _run_all()
    numbers = make_changes(4)
    recorder.fails_at = numbers[2]
    for _attempt in range(6):
        _no_pause()
        _run_all()
    assert _state().cursor == numbers[1]
    assert recorder.told[-1] == [numbers[2]]


def test_others_go_on(recorder):
    with another("other") as other:
        _run_all()
        _run_all("other")
        numbers = make_changes(1)
        recorder.fails_at = numbers[0]
        _run_all()
        _run_all("other")
    assert other.told == [numbers]


def test_one_further_behind_than_the_log_goes_back_starts_afresh(recorder):
    _run_all()
    numbers = make_changes(5)
    forget_changes(numbers[2])
    _run_all()
    assert (recorder.afresh, recorder.told) == (2, [])
    assert _state().cursor == numbers[-1]


def test_one_that_is_ahead_of_a_database_restored_from_a_copy_starts_afresh(recorder):
    _run_all()
    FollowerState.objects.update(cursor=make_changes(2)[-1] + 50)
    _run_all()
    assert recorder.afresh == 2


def test_what_fails_to_start_afresh_does_so_later(recorder):
    recorder.start_afresh = lambda: 1 / 0
    _run_all()
    assert _state().cursor is None
    assert _state().failures == 1
    del recorder.start_afresh
    _no_pause()
    _run_all()
    assert recorder.afresh == 1


def test_one_that_lacks_something_starts_afresh_when_a_worker_looks(recorder):
    _run_all()
    recorder.is_whole = lambda: False
    assert "recorder" not in followers.due()  # it was looked at a moment ago
    followers.look_again()
    recorder.start_afresh = lambda: 1 / 0
    _run_all()
    assert _state().cursor is None
    del recorder.start_afresh, recorder.is_whole
    _no_pause()
    _run_all()
    assert recorder.afresh == 2
    assert _state().cursor is not None


def test_one_that_cannot_be_looked_at_keeps_a_pause_and_what_it_has(recorder):
    _run_all()
    recorder.is_whole = lambda: 1 / 0
    followers.look_again()
    _run_all()
    assert (_state().failures, _state().cursor is None, recorder.afresh) == (1, False, 1)


def test_it_starts_again_from_any_number(recorder):
    _run_all()
    numbers = make_changes(3)
    _run_all()
    followers.restart("recorder", numbers[0])
    _run_all()
    assert recorder.told == [numbers, numbers[1:]]
    followers.restart("recorder", None)
    _run_all()
    assert recorder.afresh == 2


def test_starting_again_ends_a_pause(recorder):
    _run_all()
    recorder.fails_at = make_changes(1)[0]
    _run_all()
    assert "recorder" not in followers.due()
    followers.restart("recorder", 0)
    assert "recorder" in followers.due()


def test_a_cursor_moved_while_it_follows_stays_where_it_was_moved(recorder):
    _run_all()
    numbers = make_changes(3)
    recorder.follow = lambda changes: followers.restart("recorder", numbers[0])
    followers.run("recorder")
    assert _state().cursor == numbers[0]


def test_catching_up_tells_at_once_what_goes_wrong(recorder):
    followers.catch_up("recorder")
    numbers = make_changes(6)
    recorder.fails_at = numbers[5]
    with pytest.raises(ConnectionError):
        followers.catch_up()
    recorder.fails_at = None
    followers.catch_up()
    assert recorder.told == [numbers[:4], numbers[4:], numbers[4:]]


def test_progress_tells_rows_and_time_behind(recorder):
    _run_all()
    make_changes(3, at=timezone.now() - timedelta(minutes=5))
    (progress,) = [one for one in followers.progress() if one.follower is recorder]
    assert progress.rows == 3
    assert timedelta(minutes=5) <= progress.lag < timedelta(minutes=6)
    _run_all()
    (progress,) = [one for one in followers.progress() if one.follower is recorder]
    assert (progress.rows, progress.lag) == (0, timedelta())


def test_the_command_shows_and_restarts(recorder):
    _run_all()
    numbers = make_changes(2)
    recorder.fails_at = numbers[0]
    _run_all()
    told = StringIO()
    call_command("followers", stdout=told)
    assert "recorder  at 0, 2 behind" in told.getvalue()
    assert "failed 1 times" in told.getvalue()
    assert "nobody there" in told.getvalue()
    call_command("followers", "recorder", number=numbers[0], stdout=told)
    assert _state().cursor == numbers[0]
    call_command("followers", "recorder", afresh=True, stdout=told)
    assert _state().cursor is None


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["recorder"], "--from NUMBER"),
        (["--afresh"], "Name the follower"),
        (["nobody", "--afresh"], "there are: "),
        (["recorder", "--from", "99"], "between 0 and 0"),
        (["recorder", "--from", "-1"], "between 0 and 0"),
    ],
)
def test_the_command_refuses_what_cannot_be(recorder, arguments, problem):
    with pytest.raises(CommandError, match=problem):
        call_command("followers", *arguments)
