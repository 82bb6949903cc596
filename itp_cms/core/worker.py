"""The worker: runs background tasks, followers of the change log and chores, each in a thread of its own.

None waits for another: a picture that takes seconds delays no purge, and a receiver that hangs no task. Any number of
workers may run; what is not to run twice at once, one of them has a lease for. Killed at any moment, it loses nothing:
cursors move after what they stand for is done, and tasks that it had begun are begun again.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connections

from itp_cms.core import chores, followers, tasks
from itp_cms.core.models import Lease

logger = logging.getLogger(__name__)

INTERVAL = 0.2
"""Seconds between two looks at what there is to do."""

HEARTBEAT = 3
"""Seconds between two renewals of leases: less than a third of what they last."""

GRACE = 8
"""Seconds that are left to what runs when the worker is told to stop; Docker waits 10 before it kills."""

LONGEST_WAIT = 30
"""Seconds between two looks at a database that is out of reach, at most."""

NAME = "worker:"
TASKS = "tasks"


def count() -> int:
    """How many workers run."""
    return Lease.held().filter(name__startswith=NAME).count()


class Worker:
    """One worker; `run()` until `stop()`, or `run_until_idle()`."""

    def __init__(self) -> None:
        self.name = f"{NAME}{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._stopping = threading.Event()
        self._running: dict[str, threading.Thread] = {}
        self._tasks = tasks.runner(self.name)
        self._renewed_at = float("-inf")
        followers.look_again()

    def stop(self) -> None:
        """Begin nothing more, and end once what runs is done, but soon. To be called from anywhere."""
        self._tasks.running = False
        self._stopping.set()

    def run(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Work as long as it is wanted."""
        failures = 0
        try:
            while not self._stopping.is_set() and wanted():
                try:
                    self._begin_what_is_due()
                    failures = 0
                except DatabaseFailure as error:
                    failures += 1
                    logger.warning("The database is out of reach: %s", error)
                    connections.close_all()
                self._stopping.wait(min(INTERVAL * 2**failures, LONGEST_WAIT) if failures else INTERVAL)
        finally:
            self._finish()

    def run_until_idle(self) -> None:
        """Do all that is due, and what becomes due by it."""
        try:
            while not self._stopping.is_set() and (self._begin_what_is_due() or self._running):
                self._stopping.wait(INTERVAL / 10)
        finally:
            self._finish()

    def _begin_what_is_due(self) -> bool:
        """Whether anything was begun."""
        self._keep_leases()
        self._running = {name: thread for name, thread in self._running.items() if thread.is_alive()}
        begun = [self._begin(name, do) for name, do in self._due() if name not in self._running]
        return any(begun)

    def _due(self) -> Iterator[tuple[str, Callable[[], object]]]:
        for name in followers.due():
            yield f"follower:{name}", partial(self._follow, name)
        for name in chores.due():
            yield f"chore:{name}", partial(chores.run, name)
        if tasks.are_due():
            yield TASKS, self._tasks.run

    def _begin(self, name: str, do: Callable[[], object]) -> bool:
        # Any number of workers run tasks, each of which they claim one by one.
        if name != TASKS and not Lease.claim(name, self.name):
            return False
        self._running[name] = thread = threading.Thread(target=self._run, args=[name, do], name=name, daemon=True)
        thread.start()
        return True

    def _run(self, name: str, do: Callable[[], object]) -> None:
        try:
            do()
            Lease.release(name, self.name)
        except DatabaseFailure as error:
            logger.warning("The database failed %s: %s", name, error)
        finally:
            connections.close_all()

    def _follow(self, name: str) -> None:
        while not self._stopping.is_set() and name in followers.due() and followers.run(name):
            pass

    def _keep_leases(self) -> None:
        if time.monotonic() - self._renewed_at < HEARTBEAT:
            return
        close_old_connections()
        Lease.renew(self.name)
        Lease.claim(self.name, self.name)
        tasks.recover(NAME)
        self._renewed_at = time.monotonic()

    def _finish(self) -> None:
        self.stop()
        deadline = time.monotonic() + GRACE
        for name, thread in self._running.items():
            thread.join(max(0, deadline - time.monotonic()))
            if thread.is_alive():  # keeps its lease, which ends by itself
                logger.warning("%s was not finished, and will be begun again", name)
        try:
            Lease.release(self.name, self.name)
        except DatabaseFailure as error:
            logger.warning("The worker's lease could not be given back: %s", error)
