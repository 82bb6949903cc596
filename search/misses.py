"""What readers look for in vain, counted for editors, who are shown what was looked for several times: what only one
looked for may be somebody's name.
"""

import re
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from search.analysis import fold
from search.models import Miss

LONGEST = 60
KEPT_DAYS = 90
RARE_KEPT_DAYS = 14
"""Of what was looked for fewer times than are shown."""
SHOWN_FROM = 3
"""Times."""
MOST_KEPT = 5000

_MAY_BE_SOMEBODY_S = re.compile(r"@|://|www\.|(?:\d[\s().+/-]*){6}")
"""A mail address, an address, a number as of a telephone or a document."""
_MIXED = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])\w+")
_NO_CODE = re.compile(r"[^\W\d]+\d{1,4}|\d{1,4}[^\W\d]+")
"""Of words with letters and digits, those that are none of a document: `ma2018`, `20th`."""


def count(text: str, language_code: str) -> None:
    """Count a search that found nothing. Raises nothing: a reader's answer does not hang on it."""
    text = " ".join(fold(text).text.split())
    if not text or len(text) > LONGEST or _may_be_somebody_s(text):
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


def _may_be_somebody_s(text: str) -> bool:
    return bool(_MAY_BE_SOMEBODY_S.search(text)) or not all(map(_NO_CODE.fullmatch, _MIXED.findall(text)))


def shown() -> QuerySet[Miss]:
    """The most frequent first."""
    return Miss.objects.filter(count__gte=SHOWN_FROM).order_by("-count", "text")


def forget_old() -> None:
    today = timezone.localdate()
    rare = Q(count__lt=SHOWN_FROM, last_on__lt=today - timedelta(days=RARE_KEPT_DAYS))
    Miss.objects.filter(rare | Q(last_on__lt=today - timedelta(days=KEPT_DAYS))).delete()
