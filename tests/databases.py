"""Databases beside the empty one of the tests, to which Django's connection is led for a while."""

import copy
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation

from itp_cms.core import memory

T = TypeVar("T")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Have Django's connection lead to another database; the connection it had is kept open for afterwards."""
    with _in_place_of_the_connection(None, name):
        connection.connect()
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.close()


@contextmanager
def _in_place_of_the_connection(other: Any, name: str) -> Iterator[None]:
    kept, kept_name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = other, name
    memory.forget()
    try:
        yield
    finally:
        connection.connection, connection.settings_dict["NAME"] = kept, kept_name
        memory.forget()


@contextmanager
def copied(folder: Path, suffix: str) -> Iterator[str]:
    """The name of a copy of the empty database, which is gone afterwards; one in SQLite is a file in the folder."""
    if connection.vendor == "sqlite":
        path = folder / f"{suffix}.sqlite3"
        copy_file(path)
        yield str(path)
        return
    connection.creation.clone_test_db(suffix=suffix, verbosity=0)
    try:
        yield connection.creation.get_test_db_clone_settings(suffix)["NAME"]
    finally:
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)


def seen_by_all_workers(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that all workers of a run see, and no other run."""
    base = factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / name
    folder.mkdir(exist_ok=True)
    return folder


def once(folder: Path, act: Callable[[], None]) -> None:
    """Have one of those that see the folder act, while the others wait for it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            act()
            (folder / "done").touch()


def copy_file(path: Path) -> None:
    """Copy the SQLite database of the connection into a file."""
    connection.ensure_connection()
    target = sqlite3.connect(path)
    connection.connection.backup(target)
    target.close()


class Prepared(Generic[T]):
    """A database with something in it that many tests begin with; `media` is the folder of its files, if it has any."""

    def __init__(self, name: str, content: T, media: Path) -> None:
        self.media = media
        self._name = name
        self._content = content
        self._connection: Any = None

    def content(self) -> T:
        """What was built, for one test to change."""
        return copy.deepcopy(self._content)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have Django's connection lead here; it is kept open for the next time."""
        if connection.in_atomic_block:
            raise RuntimeError("A test's transaction has begun on another database: name the prepared site first")
        with _in_place_of_the_connection(self._connection, self._name):
            connection.ensure_connection()
            try:
                yield
            finally:
                self._connection = connection.connection

    def close(self) -> None:
        if self._connection:
            self._connection.close()


@contextmanager
def prepared(folder: Path, suffix: str, build: Callable[[], T]) -> Iterator[Prepared[T]]:
    """A database for which `build` is called once, instead of in each test."""
    forget()
    media = folder / "media"
    with copied(folder, suffix) as name:
        with (
            connected_to(name),
            override_settings(MEDIA_ROOT=media),
            translation.override(settings.LANGUAGE_CODE),
            transaction.atomic(),
        ):
            database = Prepared(name, build(), media)
            connection.run_on_commit = []  # as in a test: what waits for a commit waits in vain
        try:
            yield database
        finally:
            database.close()


def forget() -> None:
    """What the process remembers of another database."""
    cache.clear()
    memory.forget()
