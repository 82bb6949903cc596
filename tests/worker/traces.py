"""Followers and a task that leave traces in files, and behave as files tell them."""

import os
import time
from pathlib import Path

from django.conf import settings
from django_tasks import task

from itp_cms.core.followers import Follower


def _file(name: str) -> Path:
    folder: Path = getattr(settings, "TRACES")  # noqa: B009  which only the workers' settings have
    return folder / name


def trace(name: str, *words: object) -> None:
    """Add a line at once, which stays whatever becomes of this process."""
    line = " ".join(map(str, words)) + "\n"
    file = os.open(_file(name), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)


def _seconds(name: str) -> float:
    file = _file(name)
    return float(file.read_text()) if file.exists() else 0


class Tracer(Follower):
    batch_size = 5

    def __init__(self, name: str) -> None:
        self.name = self.label = name

    def follow(self, changes):
        trace(f"{self.name}.runs", "begin", os.getpid())
        if _file(f"{self.name}.fails").exists():
            trace(f"{self.name}.runs", "end", os.getpid())
            raise ConnectionError("told to fail")
        for change in changes:
            time.sleep(_seconds(f"{self.name}.slow"))
            trace(f"{self.name}.told", change.number, time.time())
        trace(f"{self.name}.runs", "end", os.getpid())

    def start_afresh(self):
        trace(f"{self.name}.afresh", os.getpid())


@task()
def traced_task(word: str) -> None:
    trace("tasks", "begin", word)
    time.sleep(_seconds("tasks.slow"))
    trace("tasks", "end", word)
