"""The tree is built once for the module: hundreds of objects, and thousands of requests about them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests.leaks.tree import Planting, Tree


@pytest.fixture(scope="module")
def tree(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with translation.override("en"):
            yield Planting().plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def isolation(tree: Tree, settings: Any) -> Iterator[None]:
    """As every test's, but with the files of the tree; nobody is too eager."""
    settings.FORMS_RATE_LIMIT = None
    cache.clear()
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
