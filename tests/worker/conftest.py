"""Workers in processes of their own, on a database that they and the test see."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.databases import connected_to, copied
from tests.factories.changes import empty_log
from tests.services.web import database_url

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Workplace:
    """A database of the test's own, to which Django's connection leads, and a folder of traces."""

    database_url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
            "DATABASE_URL": self.database_url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "TRACES": str(self.folder),
        }

    @contextmanager
    def worker(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that is killed at the end, if it is still there."""
        command = [sys.executable, "manage.py", "worker", *arguments]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment | environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def lines(self, name: str) -> list[list[str]]:
        file = self.folder / name
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    def told(self, follower: str) -> list[int]:
        """The numbers of the changes that it was told of, repeats too."""
        return [int(number) for number, _at in self.lines(f"{follower}.told")]

    def wait_for(self, condition: Callable[[], Any], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                log = self.folder / "worker.log"
                raise AssertionError(f"Waited in vain for {seconds} s:\n{log.read_text() if log.exists() else ''}")
            time.sleep(0.02)

    def wait_until_ready(self) -> None:
        """Until a worker runs and its followers have begun."""
        self.wait_for(lambda: self.lines("first.afresh") and self.lines("second.afresh"))


@pytest.fixture
def _django_db_marker() -> None:
    """In place of pytest-django's: the tests' mark has it make the database, but no transaction is begun on it."""


@pytest.fixture
def workplace(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Workplace]:
    with django_db_blocker.unblock(), copied(tmp_path, "worker") as name, connected_to(name):
        empty_log()
        yield Workplace(database_url(name), tmp_path)
