"""`worker`: what runs beside the server, in development and production."""

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from itp_cms.core.worker import Worker


class Command(BaseCommand):
    help = (
        "Runs background tasks, the followers of the change log, and what is to be done every so often. Any number of"
        " workers can run at the same time, and each can be stopped or killed at any moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="End as soon as there is nothing left to do.")
        parser.add_argument(
            "--parent", type=int, metavar="PID", help="End when the process that started this one has ended."
        )

    def handle(self, *args: Any, once: bool, parent: int | None, **options: Any) -> None:
        worker = Worker()

        def stop(number: int, frame: Any) -> None:
            worker.stop()
            signal.signal(number, signal.SIG_DFL)  # who insists does not wait

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        if once:
            worker.run_until_idle()
        else:
            worker.run(lambda: parent in {None, os.getppid()})
