"""The queue of background tasks: Wagtail's own (search and reference index), renditions, mail.

With another back end than the database's there is no queue here, and nothing to do.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.base import TaskResultStatus
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from itp_cms.core.models import Lease

logger = logging.getLogger(__name__)

FAILURES_SHOWN = 10
ATTEMPTS = 3
"""How often a task is begun that each time ended with its worker."""


class WorkerLostError(Exception):
    """The workers that ran a task were killed, each time."""


def are_queued() -> bool:
    return isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend)


def are_due() -> bool:
    return are_queued() and _tasks().ready().exists()


@dataclass(frozen=True)
class Overview:
    waiting: int
    waiting_since: datetime | None
    failed: Sequence[DBTaskResult]
    """The last few."""


def overview() -> Overview | None:
    """What waits and what failed; None where no tasks are queued."""
    if not are_queued():
        return None
    waiting = _tasks().ready()
    found = waiting.order_by().aggregate(count=Count("pk"), since=Min("enqueued_at"))
    return Overview(found["count"], found["since"], list(_tasks().failed().order_by("-finished_at")[:FAILURES_SHOWN]))


def runner(worker: str) -> Worker:
    """Runs tasks, one after the other, until none is left: `run()`; after `running = False` only finishes its task."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker,
        excluded_queue_names=[],
    )


def recover(prefix: str) -> None:
    """Have the tasks done again whose worker is gone, known by its lease. Only of workers whose name begins so."""
    if not are_queued():
        return
    alive = set(Lease.held().filter(name__startswith=prefix).values_list("name", flat=True))
    for task in _tasks().running():
        last = task.worker_ids[-1] if task.worker_ids else ""
        if not last.startswith(prefix) or last in alive:
            continue
        logger.warning("Task %s %s was left by a worker that is gone", task.task_path, task.pk)
        if len(task.worker_ids) >= ATTEMPTS:
            task.set_failed(WorkerLostError(", ".join(task.worker_ids)))
        else:
            still = _tasks().running().filter(pk=task.pk, worker_ids=task.worker_ids)
            still.update(status=TaskResultStatus.READY, started_at=None)


def _tasks() -> DBTaskResultQuerySet:
    return DBTaskResult.objects.filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
