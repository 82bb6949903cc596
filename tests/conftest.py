"""What every test stands on: nothing left over by another, and services where a test asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser

from itp_cms.settings import services
from itp_cms.settings.environment import Environment
from tests.databases import forget
from tests.demo.server import demo_server  # noqa: F401  a fixture
from tests.demo.site import _demo_connection, demo_database, demo_site, demo_site_of_its_own  # noqa: F401  fixtures
from tests.migrated import django_db_keepdb, django_db_modify_db_settings  # noqa: F401  fixtures
from tests.prepared import on_database, prepared_databases  # noqa: F401  fixtures
from tests.services import chromium, missing, s3
from tests.small_site import _on_small_database, small_database, small_site  # noqa: F401  fixtures

BEGUN_ELSEWHERE = frozenset({"demo_site_of_its_own", "planted"})
"""Fixtures that lead a test to another database than the empty one, on which it begins no transaction."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs all tests of the demo site, so that it is loaded once (`--dist loadgroup`), and those that use
    Elasticsearch, which some of them kill.
    """
    for item in items:
        names = frozenset(getattr(item, "fixturenames", ()))
        if "demo_database" in names or "elasticsearch" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("demo site"))
        if names & BEGUN_ELSEWHERE:
            item.add_marker(pytest.mark.django_db)  # by which pytest-django knows that a database is needed


@pytest.fixture(autouse=True)
def _django_db_marker(request: pytest.FixtureRequest) -> None:
    """As pytest-django's, but that no transaction is begun where the test is led elsewhere."""
    if request.node.get_closest_marker("django_db") and not BEGUN_ELSEWHERE & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")


@pytest.fixture(autouse=True)
def isolation(settings, tmp_path: Path) -> Iterator[None]:
    """Files of the test's own, an empty cache, and English whatever the test before spoke."""
    settings.MEDIA_ROOT = tmp_path / "media"
    forget()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def s3_server() -> Iterator[s3.S3Server]:
    program = s3.program()
    if program is None:
        missing("rclone")
    with s3.s3_server(program) as server:
        yield server


@pytest.fixture
def s3_storage(settings, s3_server: s3.S3Server) -> s3.S3Server:
    """Uploaded files go to the server's bucket, through settings read from the environment it would be given."""
    storage = services.media_storage(Environment(s3_server.environment))
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return s3_server


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium. To be asked for after the database: while playwright's event loop runs, Django's connections of this
    thread are others (asgiref keeps them apart by loop), which know nothing of the test database's initial rows.
    """
    program = chromium.program()
    if program is None:
        missing("Chromium")
    with chromium.chromium(program) as browser:
        yield browser
