"""The chores of every site."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core import changes, chores, tasks

OFTEN = timedelta(seconds=10)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

KEPT_TASKS = 7
"""Days after which tasks that are done are forgotten; failed ones stay four times as long."""


def register_chores() -> None:
    chores.register(chores.Chore("record_moments", _("Tell of moments that pass"), OFTEN, record_moments))
    chores.register(chores.Chore("publish_scheduled", _("Publish what is scheduled"), MINUTE, publish_scheduled))
    chores.register(chores.Chore("forget_changes", _("Forget old changes"), DAY, forget_changes))
    chores.register(chores.Chore("forget_tasks", _("Forget old background tasks"), DAY, forget_tasks))


def record_moments() -> datetime | None:
    """To be called again when the next moment passes."""
    now = timezone.now()
    changes.record_moments(now)
    return changes.next_moment(now)


def publish_scheduled() -> datetime | None:
    """Wagtail's command: publishes what is scheduled, and unpublishes what has expired."""
    call_command("publish_scheduled", verbosity=0)
    return None


def forget_changes() -> datetime | None:
    changes.prune(settings.CHANGE_LOG_DAYS)
    return None


def forget_tasks() -> datetime | None:
    if tasks.are_queued():
        call_command(
            "prune_db_task_results",
            queue_name="*",
            min_age_days=KEPT_TASKS,
            failed_min_age_days=4 * KEPT_TASKS,
            verbosity=0,
        )
    return None
