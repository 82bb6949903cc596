"""Chores: done when their time has come, and again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from itp_cms.core import chores
from itp_cms.core.changes import content_version, since
from itp_cms.core.models import ChoreState
from tests.factories.home import StandardPageFactory, make_site

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def done():
    """How often a chore was done."""
    times: list[int] = []
    chores.register(chores.Chore("counted", "Counted", HOUR, lambda: times.append(1)))
    yield times
    chores._registered.pop("counted")


def _state(name: str = "counted") -> ChoreState:
    return ChoreState.objects.get(name=name)


def test_it_is_due_at_first_and_then_each_time_it_has_not_been_done_for_long(done):
    assert "counted" in chores.due()
    chores.run("counted")
    assert "counted" not in chores.due()
    assert timedelta(minutes=59) < _state().next_attempt_at - timezone.now() <= HOUR
    ChoreState.objects.update(next_attempt_at=timezone.now())
    assert "counted" in chores.due()


def test_one_that_fails_tells_and_is_tried_again_soon(done):
    def fail() -> None:
        raise ZeroDivisionError("division by zero")

    chores.register(chores.Chore("counted", "Counted", HOUR, fail))
    chores.run("counted")
    state = _state()
    assert (state.failures, state.last_error) == (1, "ZeroDivisionError: division by zero")
    assert state.next_attempt_at - timezone.now() < timedelta(seconds=2)
    chores.register(chores.Chore("counted", "Counted", HOUR, lambda: None))
    chores.run("counted")
    assert _state().failures == 0


def test_it_can_ask_to_be_done_sooner_but_not_later(done):
    for asked, waits in ((timedelta(minutes=5), timedelta(minutes=5)), (2 * HOUR, HOUR)):
        chores.register(chores.Chore("counted", "Counted", HOUR, lambda asked=asked: timezone.now() + asked))
        chores.run("counted")
        assert abs(_state().next_attempt_at - timezone.now() - waits) < timedelta(seconds=5)


def test_a_moment_that_passes_is_recorded_when_it_passes(monkeypatch):
    page = StandardPageFactory(parent=make_site().root_page.specific)
    chores.run("record_moments")
    expires = timezone.now() + timedelta(seconds=5)
    type(page).objects.filter(pk=page.pk).update(expire_at=expires)
    chores.run("record_moments")
    assert _state("record_moments").next_attempt_at == expires
    before = content_version()
    monkeypatch.setattr(timezone, "now", lambda: expires + timedelta(seconds=1))
    chores.run("record_moments")
    (change,) = since(before)
    assert (change.object_id, change.kind) == (str(page.pk), "unpublished")


def test_what_is_scheduled_is_published(monkeypatch):
    page = StandardPageFactory(parent=make_site().root_page.specific, live=False)
    page.go_live_at = timezone.now() + timedelta(minutes=30)
    page.save_revision().publish()
    chores.run("publish_scheduled")
    assert not type(page).objects.get(pk=page.pk).live
    later = timezone.now() + HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    chores.run("publish_scheduled")
    assert type(page).objects.get(pk=page.pk).live


@pytest.mark.parametrize("edge", [{"EDGE_VARNISH": ["http://127.0.0.1"]}, {"EDGE_CDN": {"cloudflare": {}}}])
def test_keeping_answers_at_an_edge_that_nobody_has_forget_is_warned_of(settings, edge):
    settings.EDGE_MAX_AGE = 3600
    told = StringIO()
    call_command("check", stderr=told)
    assert "itp.W001" in told.getvalue()
    for name, value in edge.items():
        setattr(settings, name, value)
    told = StringIO()
    call_command("check", stderr=told)
    assert "itp.W001" not in told.getvalue()
