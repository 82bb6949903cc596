"""What the worker does, how it goes, and which worker is at it."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)
"""A neighbour that is up again waits no longer than this, and one that is down for days is asked no more often."""


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, up to the longest, give or take."""
    longest = min(FIRST_PAUSE * 2 ** min(failures - 1, 30), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1)  # noqa: S311  so that not all that failed together tries again together


class Work(models.Model):
    """Something that is done again and again: how it went the last times, and when it is tried again."""

    name = models.CharField(max_length=100, primary_key=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    """In a row: none after a success."""
    last_error = models.TextField(blank=True)
    """What went wrong last; it stays after a success, with `failed_at` to tell them apart."""
    failed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def due(cls) -> QuerySet[Any]:
        return cls._default_manager.filter(next_attempt_at__lte=timezone.now())

    @classmethod
    def succeeded(cls, rows: QuerySet[Any], next_attempt_at: datetime | None = None, **changed: Any) -> int:
        """Note in these rows that it went well; returns how many there were."""
        now = timezone.now()
        return rows.update(succeeded_at=now, failures=0, next_attempt_at=next_attempt_at or now, **changed)

    def failed(self, error: BaseException) -> None:
        """Note that it went wrong, and when to try again."""
        now = timezone.now()
        type(self)._default_manager.filter(pk=self.pk).update(
            failures=self.failures + 1,
            failed_at=now,
            last_error=f"{type(error).__name__}: {error}".replace("\0", "")[:2000],
            next_attempt_at=now + pause_after(self.failures + 1),
        )


class FollowerState(Work):
    """How far a follower of the change log has come."""

    cursor = models.BigIntegerField(null=True)
    """The number of the last change that it has followed; null when it has to start afresh."""

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        default_permissions = ("view", "change")


class ChoreState(Work):
    """When a chore was done, and is to be done again."""

    class Meta:
        verbose_name = _("chore")
        verbose_name_plural = _("chores")
        default_permissions = ()


class Lease(models.Model):
    """A right that one worker has at a time, as long as it renews it. A worker that is killed loses it by waiting.

    Moments are the database's, whose clock all workers share.
    """

    LENGTH = timedelta(seconds=10)

    name = models.CharField(max_length=150, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"

    @classmethod
    def claim(cls, name: str, holder: str) -> bool:
        """Whether the holder has it now. Who has it already does not get it again."""
        taken = {"holder": holder, "until": cls._in_time()}
        if cls.objects.filter(name=name, until__lt=Now()).update(**taken):
            return True
        if cls.objects.filter(name=name).exists():
            return False
        Lease.objects.bulk_create([Lease(name=name, **taken)], ignore_conflicts=True)
        return cls.objects.filter(name=name, holder=holder).exists()

    @classmethod
    def renew(cls, holder: str) -> None:
        """Prolong all that the holder still has."""
        cls.objects.filter(holder=holder, until__gte=Now()).update(until=cls._in_time())

    @classmethod
    def release(cls, name: str, holder: str) -> None:
        """Give it back, if the holder has it still."""
        cls.objects.filter(name=name, holder=holder).delete()

    @classmethod
    def held(cls) -> QuerySet["Lease"]:
        return cls.objects.filter(until__gte=Now())

    @classmethod
    def _in_time(cls) -> Any:
        return ExpressionWrapper(Now() + cls.LENGTH, output_field=models.DateTimeField())
