"""Filters of the listings."""

from typing import Any

import django_filters
from django import forms
from django.db.models import DateField, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.pages.listing import PageFilterSet


class YearFilter(django_filters.ChoiceFilter):
    """One of the years that occur, of a field that holds a year or a date; newest first.

    With `last_field_name`, of every year from that in the field to that in the other, which may be empty.
    """

    def __init__(self, *args: Any, last_field_name: str | None = None, **kwargs: Any) -> None:
        self.last_field_name = last_field_name
        super().__init__(*args, empty_label=_("All"), widget=forms.Select, **kwargs)

    @property
    def field(self) -> forms.Field:
        if "choices" not in self.extra:
            self.extra["choices"] = self._years()
        return super().field

    def _years(self) -> list[tuple[int, str]]:
        rows = self.model._default_manager.order_by().exclude(**{self.field_name: None})
        if self.last_field_name:
            spans = rows.values_list(self._lookup, self.last_field_name).distinct()
            years = {year for first, last in spans for year in range(first, (last or first) + 1)}
        else:
            years = set(rows.values_list(self._lookup, flat=True).distinct())
        return [(year, str(year)) for year in sorted(years, reverse=True)]

    @property
    def _lookup(self) -> str:
        is_date = isinstance(self.model._meta.get_field(self.field_name), DateField)
        return f"{self.field_name}__year" if is_date else self.field_name

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        if self.last_field_name:
            goes_on = Q(**{f"{self._lookup}__lte": value, f"{self.last_field_name}__gte": value})
            return rows.filter(Q(**{self._lookup: value}) | goes_on)
        return rows.filter(**{self._lookup: value})


class StatusFilter(django_filters.ChoiceFilter):
    """Whether a page or snippet is published, and as it is now."""

    CHOICES = [
        ("live", _("Published")),
        ("changed", _("Published, with changes that are not")),
        ("draft", _("Draft")),
    ]
    CONDITIONS = {
        "live": {"live": True, "has_unpublished_changes": False},
        "changed": {"live": True, "has_unpublished_changes": True},
        "draft": {"live": False},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"label": _("Status"), "widget": forms.RadioSelect, **kwargs}
        super().__init__(*args, choices=self.CHOICES, empty_label=_("All"), **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**self.CONDITIONS[value]) if value else rows


class StatusFilterSet(WagtailFilterSet):
    """The filters of a snippet with drafts. That of the locale is Wagtail's own."""

    publication = StatusFilter()


class EditorialFilterSet(PageFilterSet):
    """The filters of a listing of one page type, without those that only make sense in the whole tree."""

    publication = StatusFilter()
    has_child_pages = None
    site = None
