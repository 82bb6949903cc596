"""The bench works: on a small database, each request once."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.bench.bench import bench
from tests.bench.catalog import DETAIL, EVERYTHING, FIND, LIST
from tests.bench.databases import kept
from tests.bench.measures.requests import Effort
from tests.bench.report import write

# With those that use Elasticsearch: where there is one, the bench measures it.
pytestmark = [pytest.mark.project, pytest.mark.xdist_group("demo site")]

PAGES = 120
KINDS = (LIST, EVERYTHING, DETAIL, FIND)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> kept.SQLiteStore:
    """Whose empty database is a copy of the tests', which has been migrated already.

    It is copied before the test's transaction begins, for the end of which the copying would wait.
    """
    store = kept.SQLiteStore(tmp_path_factory.mktemp("bench"))
    if connection.vendor != "sqlite":
        pytest.skip("the copy is one of SQLite's")
    with (
        django_db_blocker.unblock(),
        closing(sqlite3.connect(store.url(kept.EMPTY.name).removeprefix("sqlite:///"))) as copy,
    ):
        connection.ensure_connection()
        connection.connection.backup(copy)
    kept.note(store, kept.EMPTY)
    return store


@pytest.mark.django_db
def test_a_run_tells_of_each_request(store: kept.SQLiteStore, tmp_path: Path):
    results = bench([store], [PAGES], Effort(rounds=1, seconds=0.01, crowd=2, publications=0, kinds=KINDS, edge=False))

    measured = {(cell["kind"], cell["way"]) for cell in results["cells"]}
    for kind in KINDS:
        for way in ("bare JsonResponse", "ours, cold", *(["plain Wagtail API v2"] if kind.plain else [])):
            assert (kind.name, way) in measured
    for cell in results["cells"]:
        assert cell["answers"] >= 3
        assert 0 < cell["p50_ms"] <= cell["p99_ms"]
        assert cell["per_second"] > 0
    cold = {cell["kind"]: cell for cell in results["cells"] if cell["way"] == "ours, cold"}
    assert cold["list of 20, all fields"]["bytes"] > cold["list of 20"]["bytes"] > 1000
    assert all(cell["queries"] > 0 for cell in cold.values())
    targets = {target["what"]: target for target in results["targets"] if target["vendor"] == "sqlite"}
    assert targets["detail: ours, cold / plain Wagtail API v2"]["figure"] > 0
    report = write(results, tmp_path).read_text()
    assert "| list of 20, all fields | ours, cold |" in report
    assert results["provenance"]["commit"] in report
