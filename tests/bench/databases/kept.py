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
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import psycopg

from tests.bench.processes import ROOT, VAR, Database, run
from tests.services import postgresql

SEED = 1
BENCH = ROOT / "tests" / "bench"
FOUNDATIONS = ("Django", "wagtail", "wagtail-localize", "django-taggit", "modelsearch")


def fingerprint() -> str:
    """Changes when a database made now would be another than one made before."""
    digest = hashlib.sha256(json.dumps([version(name) for name in FOUNDATIONS]).encode())
    apps = ("itp_cms", "home", "blog", "legacy_projects", "search")
    migrations = [path for app in apps for path in (ROOT / app).glob("**/migrations/*.py")]
    makers = [path for folder in ("databases", "plain_site") for path in (BENCH / folder).glob("*.py")]
    for path in sorted([*migrations, *makers]):
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


@dataclass(frozen=True)
class Recipe:
    """How a database is made: by running a module of the bench's, beginning with nothing or a copy of another one."""

    name: str
    pages: int
    module: str
    arguments: tuple[int, ...]
    settings: str = "tests.bench.settings"
    begins_as: "Recipe | None" = None


EMPTY = Recipe("empty", 0, "databases.build", (0, SEED))
"""Migrated, without content."""


def of_pages(pages: int) -> Recipe:
    return Recipe(f"pages_{pages}", pages, "databases.build", (pages, SEED), begins_as=EMPTY)


def of_plain_site(pages: int) -> Recipe:
    return Recipe(f"plain_{pages}", pages, "plain_site.build", (pages,), "tests.bench.plain_site.settings")


def database(store: Store, recipe: Recipe) -> Database:
    """The database, made now unless it is there as it would be made."""
    media = VAR / "media"
    media.mkdir(parents=True, exist_ok=True)
    found = Database(store.vendor, recipe.pages, store.url(recipe.name), media, recipe.settings)
    if not _is_there(store, recipe):
        if recipe.begins_as:
            database(store, recipe.begins_as)
        store.create(recipe.name, recipe.begins_as.name if recipe.begins_as else None)
        run(recipe.module, *recipe.arguments, environment=found.environment())
        note(store, recipe)
    return found


def note(store: Store, recipe: Recipe) -> None:
    """Remember that the database is complete."""
    _note(store, recipe).write_text(fingerprint())


def _is_there(store: Store, recipe: Recipe) -> bool:
    path = _note(store, recipe)
    if path.exists() and path.read_text() == fingerprint():
        return True
    path.unlink(missing_ok=True)
    return False


def _note(store: Store, recipe: Recipe) -> Path:
    return store.folder / f"{recipe.name}.fingerprint"


@contextmanager
def scratch(store: Store, recipe: Recipe) -> Iterator[Database]:
    """A copy of the database, to be written to; with its files."""
    source = database(store, recipe)
    name = f"scratch_{recipe.name}"
    store.create(name, recipe.name)
    with tempfile.TemporaryDirectory(prefix="bench-media-") as media:
        shutil.copytree(source.media, media, dirs_exist_ok=True)
        try:
            yield replace(source, url=store.url(name), media=Path(media))
        finally:
            store.drop(name)
