"""The tree is built once for the module, in a database of its own: hundreds of objects, and thousands of requests.

They are asked outside of a transaction, as readers ask: what is remembered from one request to the next could leak too.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.utils import translation

from tests.databases import Prepared, forget, prepared
from tests.leaks.tree import Planting, Tree


@pytest.fixture(scope="module")
def planted(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Prepared[None], Tree]]:
    trees = []
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            folder = tmp_path_factory.mktemp("leaks")
            database = stack.enter_context(prepared(folder, "leaks", lambda: trees.append(Planting().plant())))
        yield database, trees[0]
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def tree(planted: tuple[Prepared[None], Tree], django_db_blocker: Any, settings: Any) -> Iterator[Tree]:
    """The tree, on whose database nothing is undone after the test."""
    database, tree = planted
    settings.MEDIA_ROOT = database.media
    with django_db_blocker.unblock(), database.in_use():
        yield tree


@pytest.fixture
def passing_tree(tree: Tree, db: None) -> Tree:
    """The tree, in a transaction that is rolled back."""
    return tree


@pytest.fixture(autouse=True)
def isolation(tree: Tree, settings: Any) -> Iterator[None]:
    """As every test's, but with the files of the tree; nobody is too eager."""
    settings.FORMS_RATE_LIMIT = None
    forget()
    with translation.override("en"):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from tests.leaks.test_matrix import totals

    if totals:
        terminalreporter.write_line(
            "leak matrix: {routes} routes, {requests} requests, {ways} ways of referring, {cases} cases".format(
                **{"routes": 0, "requests": 0, "ways": 0, "cases": 0, **totals}
            )
        )
