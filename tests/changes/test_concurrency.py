"""Transactions of several connections at once, and a reader who polls: nothing is missed, nobody is held up."""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from itp_cms.core.changes import Change, Kind, content_version, prune, record, since
from itp_cms.core.models import Country
from tests.factories.core import CountryFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 6
TRANSACTIONS = 15
"""Of each writer."""


@pytest.fixture(autouse=True)
def shared_database(settings):
    """As in production: workers take the search index forward, one after the other, and no editor waits for it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    if "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("a database in memory has one connection")


@pytest.fixture
def countries():
    return [CountryFactory(code=code) for code in ("EG", "SD", "CN", "IN", "OM", "RW")][:WRITERS]


class Thread(threading.Thread):
    """With a database connection of its own, and an error that is raised where it is waited for."""

    def __init__(self, do: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.do = do
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.do()
        except BaseException as error:  # noqa: BLE001
            self.error = error
        finally:
            connections.close_all()

    def wait(self) -> None:
        self.join(timeout=120)
        assert not self.is_alive()
        if self.error:
            raise self.error


class Reader:
    """Polls the log and keeps the (number, id) of each change."""

    def __init__(self) -> None:
        self.start = self.cursor = content_version()
        self.seen: list[tuple[int, str]] = []
        self.done = threading.Event()
        self.thread = Thread(self.poll)

    def poll(self) -> None:
        last_look = False
        while not last_look:
            last_look = self.done.is_set()
            for change in since(self.cursor, limit=7):
                self.seen.append((change.number, change.object_id))
                self.cursor = change.number
                last_look = False

    def finish(self) -> None:
        self.done.set()
        self.thread.wait()


def write(country: Country, number: int, committed: list[str]) -> None:
    """One of many transactions: some take their numbers early, some come to nothing."""
    chance = random.Random(f"{country.code} {number}")
    keep = chance.random() > 0.25
    with transaction.atomic():
        record(Kind.CHANGED, country)
        time.sleep(chance.random() / 50)
        if chance.random() < 0.3:
            content_version()
        time.sleep(chance.random() / 50)
        transaction.set_rollback(not keep)
    if keep:
        committed.append(str(country.pk))


def test_a_reader_misses_nothing_of_what_is_committed_in_whatever_order(countries):
    reader = Reader()
    committed: list[str] = []

    def work(country: Country) -> None:
        for number in range(TRANSACTIONS):
            write(country, number, committed)

    for thread in [Thread(partial(work, country)) for country in countries]:
        thread.wait()
    reader.finish()
    assert len(committed) > len(countries) * TRANSACTIONS / 2
    assert [number for number, _id in reader.seen] == list(range(reader.start + 1, reader.start + 1 + len(committed)))
    assert sorted(pk for _number, pk in reader.seen) == sorted(committed)


needs_several_writers = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")


@needs_several_writers
def test_what_is_committed_while_the_log_is_pruned_stays(countries):
    """… even if until then there was nothing but old rows."""
    with transaction.atomic():
        record(Kind.CHANGED, countries[0])
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    newest = content_version()

    def commit_another() -> None:
        with transaction.atomic():
            record(Kind.CHANGED, countries[1])

    def write_before_deleting(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if sql.startswith("DELETE"):
            Thread(commit_another).wait()
        return execute(sql, *others)

    with connection.execute_wrapper(write_before_deleting):
        prune(days=30)
    assert [change.number for change in since(newest)] == [newest + 1]


@needs_several_writers
def test_who_began_first_and_commits_last_is_not_missed(countries):
    """With numbers of a sequence, handed out as rows are written, the first one's would be below what was read."""
    first, second = countries[:2]
    reader = Reader()
    with transaction.atomic():
        first.save()
        other = Thread(second.save)
        other.wait()  # not held up by the open transaction
        wait_until(lambda: len(reader.seen) == 1)
    reader.finish()
    assert reader.seen == [(reader.start + 1, str(second.pk)), (reader.start + 2, str(first.pk))]


@needs_several_writers
def test_who_took_a_number_is_waited_for(countries):
    first, second = countries[:2]
    reader = Reader()
    with transaction.atomic():
        first.save()
        content_version()  # which takes the lock
        other = Thread(second.save)
        time.sleep(0.3)
        assert other.is_alive()
        assert reader.seen == []
    other.wait()
    reader.finish()
    assert reader.seen == [(reader.start + 1, str(first.pk)), (reader.start + 2, str(second.pk))]


@needs_several_writers
def test_transactions_that_touch_the_same_in_another_order_do_not_block_each_other(countries):
    """Each writes its own row, tells of the other's, and commits: a lock taken with the first change would be waited
    for while rows are locked, which PostgreSQL ends by failing one of the two.
    """
    barrier = threading.Barrier(2)

    def work(mine: Country, others: Country) -> None:
        for _ in range(5):
            with transaction.atomic():
                record(Kind.CHANGED, mine, others)
                barrier.wait(timeout=30)
                Country.objects.filter(pk=countries[0].pk).update(code="EG")

    start = content_version()
    for thread in [Thread(partial(work, *pair)) for pair in (countries[:2], countries[1::-1])]:
        thread.wait()
    assert len(since(start)) == 20


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
