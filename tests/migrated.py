"""The empty database of each of a run's workers, migrated by the first of them and copied by the others.

To run all migrations takes some twenty seconds, nearly all of it spent on the models of each moment.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.databases import connected_to, once, seen_by_all_workers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Have pytest-django find its database migrated, unless the run has no workers or keeps its databases."""
    if not hasattr(request.config, "workerinput") or request.config.getoption("reuse_db"):
        yield
        return
    folder = seen_by_all_workers(tmp_path_factory, "migrated")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            _give_file(folder, tmp_path_factory.getbasetemp() / "test.sqlite3")
            yield
        else:
            yield from _give_template(folder)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Whether pytest-django takes a database that is there: a file that was copied for it, too."""
    return django_db_keepdb or Path(connection.settings_dict["TEST"]["NAME"] or "").is_file()


def _give_file(folder: Path, copy: Path) -> None:
    path = folder / "migrated.sqlite3"
    once(folder, lambda: _migrate(str(path)))
    connection.settings_dict["TEST"]["NAME"] = str(shutil.copyfile(path, copy))


def _give_template(folder: Path) -> Iterator[None]:
    name = f"{connection.settings_dict['NAME']}_{folder.parent.name}"

    def make() -> None:
        _run(f'CREATE DATABASE "{name}"')
        _migrate(name)

    once(folder, make)
    connection.settings_dict["TEST"]["TEMPLATE"] = name
    yield
    _run(f'DROP DATABASE IF EXISTS "{name}"')


def _migrate(name: str) -> None:
    with connected_to(name):
        call_command("migrate", interactive=False, run_syncdb=True, verbosity=0)


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
