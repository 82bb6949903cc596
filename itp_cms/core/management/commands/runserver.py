"""`runserver --worker`: Django's server of development, with a worker beside it."""

import os
import subprocess
import sys
import threading
import time
from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as RunserverCommand
from django.core.management.base import CommandParser

PAUSE = 2
"""Seconds before a worker is started again that ended by itself."""


class Command(RunserverCommand):
    """Django's, and a worker in a process of its own, which is started anew with the server when the code changes.

    None outlives another: the worker ends with its server, and a server whose reloader was killed ends too.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--worker", action="store_true", help="Run a worker (the command of that name) beside it.")

    def inner_run(self, *args: Any, **options: Any) -> None:
        if options["worker"]:
            if options["use_reloader"]:
                threading.Thread(target=_end_with, args=[os.getppid()], name="parent", daemon=True).start()
            threading.Thread(target=_keep_a_worker, args=[self.stderr], name="worker", daemon=True).start()
        super().inner_run(*args, **options)


def _end_with(parent: int) -> None:
    """End this process at once when the one that started it has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _keep_a_worker(stderr: Any) -> None:
    command = [sys.executable, sys.argv[0], "worker", "--parent", str(os.getpid())]
    while True:
        status = subprocess.call(command)  # noqa: S603  this program again
        time.sleep(PAUSE)  # within which a server that was stopped with its worker is gone
        stderr.write(f"The worker had ended with status {status}; it is started again.")
