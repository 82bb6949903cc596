"""Leases: one worker at a time has one, for as long as it renews it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from itp_cms.core.models import Lease

pytestmark = pytest.mark.django_db


def _let_pass(seconds: float) -> None:
    for lease in Lease.objects.all():
        Lease.objects.filter(pk=lease.pk).update(until=lease.until - timedelta(seconds=seconds))


def test_one_has_it_and_nobody_else():
    assert Lease.claim("edge", "first")
    assert not Lease.claim("edge", "second")
    assert not Lease.claim("edge", "first")
    assert Lease.claim("other", "second")


def test_given_back_it_is_free_but_not_by_another():
    Lease.claim("edge", "first")
    Lease.release("edge", "second")
    assert not Lease.claim("edge", "second")
    Lease.release("edge", "first")
    assert Lease.claim("edge", "second")


def test_it_ends_by_itself_unless_it_is_renewed():
    Lease.claim("edge", "first")
    _let_pass(9)
    Lease.renew("first")
    _let_pass(9)
    assert not Lease.claim("edge", "second")
    assert [lease.name for lease in Lease.held()] == ["edge"]
    _let_pass(2)
    assert not Lease.held()
    assert Lease.claim("edge", "second")


def test_what_has_ended_is_not_renewed():
    Lease.claim("edge", "first")
    _let_pass(11)
    Lease.renew("first")
    assert Lease.claim("edge", "second")


def test_it_ends_by_the_clock_of_the_database(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    Lease.claim("edge", "first")
    monkeypatch.undo()
    assert not Lease.claim("edge", "second")
