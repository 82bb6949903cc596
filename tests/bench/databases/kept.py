"""Where databases lie between runs, and when they are made anew.

A database is that of a *fingerprint*: the migrations, the versions of what it stands on, and the code that makes it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.bench.processes import ROOT, VAR, Database, run
from tests.services import postgresql

SEED = 1
FOUNDATIONS = ("Django", "wagtail", "wagtail-localize", "django-taggit", "modelsearch")


def fingerprint() -> str:
    """Changes when a database made now would be another than one made before."""
    digest = hashlib.sha256(json.dumps([version(name) for name in FOUNDATIONS]).encode())
    apps = ("itp_cms", "home", "blog", "legacy_projects", "search")
    migrations = [path for app in apps for path in (ROOT / app).glob("**/migrations/*.py")]
    for path in sorted([*migrations, *(ROOT / "tests" / "bench" / "databases").glob("*.py")]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


class Store(Protocol):
    """Databases of one vendor."""

    vendor: str
    folder: Path

    def url(self, name: str) -> str: ...

    def create(self, name: str, source: str | None = None) -> None:
        """Make the database, empty or as a copy of another; one that is there is replaced."""

    def drop(self, name: str) -> None: ...


class SQLiteStore:
    vendor = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def create(self, name: str, source: str | None = None) -> None:
        self.drop(name)
        if source:
            with (
                closing(sqlite3.connect(self._path(source))) as there,
                closing(sqlite3.connect(self._path(name))) as copy,
            ):
                there.backup(copy)

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self._path(name)}{suffix}").unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


class PostgreSQLStore:
    vendor = "postgresql"

    def __init__(self, folder: Path, server_url: str) -> None:
        self.folder = folder
        self._server_url = server_url

    def url(self, name: str) -> str:
        return f"{self._server_url.rpartition('/')[0]}/{name}"

    def create(self, name: str, source: str | None = None) -> None:
        self.drop(name)
        self._execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{source}"' if source else ""))

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        directory, _, name = self._server_url.removeprefix("postgres://postgres@/").rpartition("/")
        with psycopg.connect(host=f"/{directory.lstrip('/')}", user="postgres", dbname=name, autocommit=True) as server:
            server.execute(statement)


@contextmanager
def stores(vendors: tuple[str, ...]) -> Iterator[list[Any]]:
    """The stores of the vendors that are on this machine."""
    found: list[Any] = []
    if "sqlite" in vendors:
        folder = VAR / "sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        found.append(SQLiteStore(folder))
    programs = postgresql.programs() if "postgresql" in vendors else None
    if programs is None:
        yield found
        return
    with _kept_folder() as folder, postgresql.postgresql(programs, folder / "data") as url:
        yield [PostgreSQLStore(folder, url), *found]


@contextmanager
def _kept_folder() -> Iterator[Path]:
    """A folder for PostgreSQL's data; not kept where the account of its server may not enter the project's folder."""
    VAR.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in (VAR, *VAR.parents)):
        folder = VAR / "postgresql"
        folder.mkdir(exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        Path(temporary).chmod(0o755)
        yield Path(temporary)


EMPTY = 0
"""The size of the database that has been migrated, of which the others begin as copies."""


def database(store: Store, pages: int) -> Database:
    """The database of so many pages, made now unless it is there as it would be made."""
    media = VAR / "media"
    media.mkdir(parents=True, exist_ok=True)
    found = Database(store.vendor, pages, store.url(name_of(pages)), media)
    if not _is_there(store, pages):
        if pages == EMPTY:
            store.create(name_of(pages))
        else:
            database(store, EMPTY)
            store.create(name_of(pages), name_of(EMPTY))
        run("databases.build", pages, SEED, environment=found.environment())
        note(store, pages)
    return found


def note(store: Store, pages: int) -> None:
    """Remember that the database of so many pages is complete."""
    _note(store, pages).write_text(fingerprint())


def _is_there(store: Store, pages: int) -> bool:
    path = _note(store, pages)
    if path.exists() and path.read_text() == fingerprint():
        return True
    path.unlink(missing_ok=True)
    return False


def _note(store: Store, pages: int) -> Path:
    return store.folder / f"{name_of(pages)}.fingerprint"


def name_of(pages: int) -> str:
    return f"bench_{pages}"


@contextmanager
def scratch(store: Store, source: Database) -> Iterator[Database]:
    """A copy of a database, to be written to; with its files."""
    name = f"scratch_{source.pages}"
    store.create(name, name_of(source.pages))
    with tempfile.TemporaryDirectory(prefix="bench-media-") as media:
        shutil.copytree(source.media, media, dirs_exist_ok=True)
        try:
            yield Database(store.vendor, source.pages, store.url(name), Path(media))
        finally:
            store.drop(name)
