"""The demo site for any test: loaded once a run, in a database of its own beside the empty one.

A test that asks for `demo_site` works on it in a transaction that is rolled back, and needs no `django_db` mark: that
would begin the transaction on the empty database.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from tests.databases import connected_to, copied, copy_file, forget, once, seen_by_all_workers

PICTURE_SCALE = 0.4


@pytest.fixture(scope="session")
def demo_database(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[tuple[str, Path]]:
    """The name of the database that holds the demo site, and the folder of its files."""
    own = tmp_path_factory.mktemp("demo")
    if connection.vendor == "sqlite":
        is_kept = request.config.getoption("reuse_db")
        shared = _kept() if is_kept else seen_by_all_workers(tmp_path_factory, "demo-site")
        with django_db_blocker.unblock():
            once(shared, lambda: _load_into_file(shared / "demo.sqlite3", shared / "media"))
        copy = own / "demo.sqlite3"
        shutil.copyfile(shared / "demo.sqlite3", copy)
        yield str(copy), shared / "media"
        return
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            name = stack.enter_context(copied(own, "demo"))
            with connected_to(name):
                _load(own / "media")
        yield name, own / "media"
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def _demo_connection(demo_database: tuple[str, Path], django_db_blocker: Any, settings: Any) -> Iterator[None]:
    name, settings.MEDIA_ROOT = demo_database
    with django_db_blocker.unblock():
        switch = connected_to(name)
        switch.__enter__()
    yield
    with django_db_blocker.unblock():
        switch.__exit__(None, None, None)


@pytest.fixture
def demo_site(_demo_connection: None, db: None) -> None:
    """The demo site, its pictures small."""


@pytest.fixture
def demo_site_of_its_own(
    demo_database: tuple[str, Path], django_db_blocker: Any, settings: Any, tmp_path: Path
) -> Iterator[None]:
    """The demo site in a copy for one test, outside of a transaction: as readers find it, for those who ask for much.

    In a transaction nothing is remembered from one request to the next.
    """
    name, settings.MEDIA_ROOT = demo_database
    with django_db_blocker.unblock(), connected_to(name), copied(tmp_path, "own") as own, connected_to(own):
        forget()
        yield


def _kept() -> Path:
    """A folder beside the test database that `--reuse-db` keeps; to be deleted once the demo or a model changes."""
    folder = Path(f"{connection.settings_dict['NAME']}.demo")
    folder.mkdir(exist_ok=True)
    return folder


def _load_into_file(path: Path, media: Path) -> None:
    copy_file(path)
    with connected_to(str(path)):
        _load(media)


def _load(media: Path) -> None:
    with override_settings(MEDIA_ROOT=str(media)):
        call_command("load_demo", picture_scale=PICTURE_SCALE, verbosity=0)
