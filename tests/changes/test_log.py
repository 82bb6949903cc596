"""The log itself: what is written when, and what a reader gets."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from itp_cms.core.changes import Change, Kind, TooFarBehind, content_version, prune, record, record_all, since
from itp_cms.core.models import Country
from tests.factories.core import CountryFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CODES = ["EG", "SD", "CN", "IN", "OM"]


@pytest.fixture
def countries():
    made = [CountryFactory(code=code) for code in CODES]
    Change.objects.all().delete()
    return made


def told(number):
    return [(change.kind, change.object_type, change.object_id) for change in since(number)]


def test_numbers_count_up_without_a_gap(countries):
    start = content_version()
    for country in countries:
        with transaction.atomic():
            record(Kind.CHANGED, country)
    assert [change.number for change in since(start)] == [start + number for number in range(1, 6)]
    assert content_version() == start + 5


def test_an_object_has_one_row_a_transaction(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, *countries[:2])
        record(Kind.CHANGED, countries[0])
        record(Kind.DELETED, countries[1])
    assert told(start) == [
        ("changed", "core.Country", str(countries[0].pk)),
        ("deleted", "core.Country", str(countries[1].pk)),
    ]


def test_what_is_rolled_back_is_not_told(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
        transaction.set_rollback(True)
    assert content_version() == start


def test_what_a_savepoint_undoes_is_not_told(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
        with transaction.atomic():
            record(Kind.CHANGED, countries[1])
            transaction.set_rollback(True)
    assert told(start) == [("changed", "core.Country", str(countries[0].pk))]


def test_a_transaction_reads_its_own_changes(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
        assert content_version() == start + 1
        record(Kind.CHANGED, countries[1])
    assert [row[2] for row in told(start)] == [str(country.pk) for country in countries[:2]]


def test_what_was_read_within_a_savepoint_that_is_undone_is_told_all_the_same(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
        with transaction.atomic():
            assert content_version() == start + 1
            transaction.set_rollback(True)
    assert told(start) == [("changed", "core.Country", str(countries[0].pk))]


def test_nothing_is_recorded_outside_of_a_transaction(countries):
    with pytest.raises(TransactionManagementError):
        record(Kind.CHANGED, countries[0])


def test_changes_in_bulk_are_recorded_by_one_call(countries):
    start = content_version()
    with transaction.atomic():
        chosen = Country.objects.filter(code__in=["EG", "SD"])
        record_all(Kind.DELETED, chosen)
        chosen._raw_delete("default")
    assert sorted(told(start)) == sorted(("deleted", "core.Country", str(country.pk)) for country in countries[:2])


def test_a_transaction_costs_two_statements_more(countries):
    with CaptureQueriesContext(connection) as context, transaction.atomic():
        record(Kind.CHANGED, *countries)
    statements = [
        query["sql"].split()[0] for query in context if query["sql"] not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}
    ]
    assert [statement for statement in statements if statement != "SET"] == ["INSERT", "INSERT"]


def test_a_reader_gets_no_more_than_it_asked_for(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, *countries)
    assert [change.number for change in since(start, limit=2)] == [start + 1, start + 2]


@pytest.mark.parametrize("remaining", [0, 2])
def test_who_is_further_behind_than_the_log_goes_back_is_told(countries, remaining):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, *countries)
    old = Change.objects.filter(number__lte=start + 5 - remaining)
    old.update(at=timezone.now() - timedelta(days=31))
    assert prune(days=30) == 5 - remaining
    with pytest.raises(TooFarBehind):
        since(start)
    assert len(since(start + 5 - remaining)) == remaining


def test_old_changes_are_forgotten_by_a_command(countries, settings):
    with transaction.atomic():
        record(Kind.CHANGED, *countries)
    newest = content_version()
    Change.objects.filter(number__lt=newest).update(at=timezone.now() - timedelta(days=8))
    call_command("prune_changes", verbosity=0)
    assert Change.objects.count() == 5
    settings.CHANGE_LOG_DAYS = 7
    call_command("prune_changes", verbosity=0)
    assert [change.number for change in Change.objects.all()] == [newest]


def test_what_is_left_has_no_gap_where_clocks_differ(countries):
    start = content_version()
    with transaction.atomic():
        record(Kind.CHANGED, *countries)
    Change.objects.filter(number__in=[start + 1, start + 3]).update(at=timezone.now() - timedelta(days=31))
    assert prune(days=30) == 1
    assert [change.number for change in since(start + 1)] == [start + 2, start + 3, start + 4, start + 5]


def test_who_knows_more_than_the_log_is_told(countries):
    with pytest.raises(TooFarBehind):
        since(content_version() + 1)


def test_numbers_go_on_after_everything_is_pruned(countries):
    with transaction.atomic():
        record(Kind.CHANGED, *countries)
    newest = content_version()
    Change.objects.all().delete()
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
    assert [change.number for change in since(newest)] == [newest + 1]
