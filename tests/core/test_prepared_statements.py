"""PostgreSQL keeps the API's statements prepared, unless a pooler stands before it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connection, connections
from django.test import Client

from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps none on its server")

STATEMENT = "SELECT 7 AS number"
KEPT = "SELECT one FROM kept WHERE one = %s"


def database() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def prepared(on: Any) -> list[str]:
    with on.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.fixture
def pooled(db: None) -> Iterator[Any]:
    """A connection as settings make it for a pooler that gives each transaction another one."""
    settings = {**connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS": True}
    connected = type(database())(settings, DEFAULT_DB_ALIAS)
    try:
        yield connected
    finally:
        connected.close()


def test_what_is_asked_for_again_is_prepared(small_site: SmallSite, client: Client):
    post = BlogPageFactory(parent=small_site.blog, title="Bronzes")
    answers = [client.get(f"/api/v2/pages/{post.pk}/").json()["title"] for _again in range(5)]
    assert answers == ["Bronzes"] * 5
    assert any("wagtailcore_page" in statement for statement in prepared(database()))


@pytest.mark.django_db
def test_another_column_is_seen_by_what_is_prepared():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (one integer)")
        cursor.execute("INSERT INTO kept VALUES (1)")
        assert [database().fetch_all(KEPT, [1]) for _again in range(5)] == [[(1,)]] * 5
        cursor.execute("ALTER TABLE kept ADD COLUMN two integer")
    assert database().fetch_all(KEPT, [1]) == [(1,)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_number_is_asked_for_on_a_connection_that_forgot_it():
    asked = "SELECT number FROM kept_numbers"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept_numbers (number bigint)")
        assert database().fetch_number(asked) is None
        cursor.execute("INSERT INTO kept_numbers VALUES (9223372036854775807)")
        assert database().fetch_number(asked) == 2**63 - 1
        assert asked in prepared(database())
        cursor.execute("DEALLOCATE ALL")
        assert [database().fetch_number(asked) for _again in range(3)] == [2**63 - 1] * 3
        cursor.execute("ALTER TABLE kept_numbers ALTER COLUMN number TYPE text")
        assert [database().fetch_number(asked) for _again in range(3)] == [2**63 - 1] * 3
        assert prepared(database()).count(asked) == 2  # the one that failed, and another that did not
        beginning = f"SELECT {'0 + ' * 30}"
        assert [database().fetch_number(f"{beginning}{number}") for number in (1, 2)] == [1, 2]
        cursor.execute("DROP TABLE kept_numbers")
    with pytest.raises(ProgrammingError):
        database().fetch_number(asked)
    assert database().fetch_number(STATEMENT) == 7


def test_nothing_is_prepared_behind_a_pooler(pooled: Any):
    assert [pooled.fetch_all(STATEMENT) for _again in range(5)] == [[(7,)]] * 5
    assert pooled.fetch_number(STATEMENT) == 7
    assert prepared(pooled) == []
    assert [database().fetch_all(STATEMENT) for _again in range(5)] == [[(7,)]] * 5
    assert prepared(database()) != []
