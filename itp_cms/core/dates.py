"""Dates of which only the month or the year may be known."""

import calendar
import datetime
from typing import Any, Literal, TypedDict, cast

from django.db import models
from django.utils.translation import gettext_lazy as _


class DatePrecision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")

    @staticmethod
    def first_day(date: datetime.date | None, precision: str) -> datetime.date | None:
        """The first day the date can mean."""
        if date is None or precision == DatePrecision.DAY:
            return date
        return date.replace(day=1) if precision == DatePrecision.MONTH else date.replace(month=1, day=1)

    @staticmethod
    def last_day(date: datetime.date | None, precision: str) -> datetime.date | None:
        """The last day the date can mean."""
        if date is None or precision == DatePrecision.DAY:
            return date
        if precision == DatePrecision.YEAR:
            return date.replace(month=12, day=31)
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def precision_field(verbose_name: Any) -> models.CharField:
    return models.CharField(verbose_name, max_length=5, choices=DatePrecision, default=DatePrecision.DAY)


class PartialDate(TypedDict):
    """A date as far as it is known: its value is shortened as ISO 8601 has it."""

    value: str
    precision: Literal["day", "month", "year"]


def partial_date(date: datetime.date | None, precision: str) -> PartialDate | None:
    """`{"value": "2018-10", "precision": "month"}`, the value as ISO 8601 shortens it; None for no date."""
    if date is None:
        return None
    length = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}[DatePrecision(precision)]
    return {"value": date.isoformat()[:length], "precision": cast("Any", str(precision))}
