"""Rows of the change log, whatever they are about."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from itp_cms.core.models import Change, ContentVersion


@transaction.atomic
def make_changes(count: int, at: datetime | None = None) -> list[int]:
    """So many more changes, in one transaction; returns their numbers."""
    ContentVersion.objects.get_or_create(pk=ContentVersion.THE_ROW)
    ContentVersion.objects.update(number=F("number") + count)
    last = ContentVersion.objects.get().number
    numbers = list(range(last - count + 1, last + 1))
    Change.objects.bulk_create(
        Change(number=number, kind="changed", object_type="core.Person", object_id=str(number), at=at or timezone.now())
        for number in numbers
    )
    return numbers


def forget_changes(number: int) -> None:
    """The log begins after this change."""
    Change.objects.filter(number__lte=number).delete()


def empty_log() -> None:
    """As if nothing had ever changed, not even while the database was made."""
    Change.objects.all().delete()
    ContentVersion.objects.update(number=0)
