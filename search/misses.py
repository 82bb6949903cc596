"""What readers look for in vain, counted for editors."""

import re
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search.analysis import fold
from search.models import Miss

LONGEST = 60
KEPT_DAYS = 90
MOST_KEPT = 5000

_MAY_BE_SOMEBODY_S = re.compile(r"@|://|www\.|(?:\d[\s().+/-]*){6}")
"""A mail address, an address, a number as of a telephone or a document."""


def count(text: str, language_code: str) -> None:
    """Count a search that found nothing. Raises nothing: a reader's answer does not hang on it."""
    text = " ".join(fold(text).text.split())
    if not text or len(text) > LONGEST or _MAY_BE_SOMEBODY_S.search(text):
        return
    today = timezone.localdate()
    try:
        with transaction.atomic():
            known = Miss.objects.filter(text=text, language_code=language_code)
            if not known.update(count=F("count") + 1, last_on=today) and Miss.objects.count() < MOST_KEPT:
                Miss.objects.bulk_create(
                    [Miss(text=text, language_code=language_code, count=1, last_on=today)], ignore_conflicts=True
                )
    except DatabaseError:
        return


def forget_old() -> None:
    Miss.objects.filter(last_on__lt=timezone.localdate() - timedelta(days=KEPT_DAYS)).delete()
