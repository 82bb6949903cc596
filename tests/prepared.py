"""Databases in which something is built once for many tests.

A test that asks for what is in one works on it in a transaction that is rolled back, and needs no `django_db` mark:
that would begin the transaction on the empty database. The fixture that gives it therefore asks first for one that
calls `on_database`, and then for `db`.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeAlias

import pytest

from tests.databases import Prepared, prepared

Prepare: TypeAlias = Callable[[str, Callable[[], Any]], Prepared[Any]]
Use: TypeAlias = Callable[[Prepared[Any]], None]


@pytest.fixture(scope="session")
def prepared_databases(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prepare]:
    """Gives a database beside the empty one, by a name of its own and what builds its content."""
    with ExitStack() as stack:

        def prepare(name: str, build: Callable[[], Any]) -> Prepared[Any]:
            with django_db_blocker.unblock():
                return stack.enter_context(prepared(tmp_path_factory.mktemp(name), name, build))

        yield prepare
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def on_database(request: pytest.FixtureRequest, django_db_blocker: Any, settings: Any) -> Iterator[Use]:
    """Has the test begin on a prepared database, and with the files of what is in it."""
    with ExitStack() as stack:

        def use(database: Prepared[Any]) -> None:
            if request.node.get_closest_marker("django_db"):
                raise RuntimeError("The mark has the test begin on the empty database")
            stack.enter_context(django_db_blocker.unblock())
            stack.enter_context(database.in_use())
            if database.media.exists():
                settings.MEDIA_ROOT = database.media

        yield use
