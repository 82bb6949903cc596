"""Filters of the listings."""

from typing import Any

import django_filters
from django import forms
from django.db.models import DateField, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.pages.listing import PageFilterSet


class YearFilter(django_filters.ChoiceFilter):
    """One of the years that occur, of a field that holds a year or a date; newest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=_("All"), widget=forms.Select, **kwargs)

    @property
    def field(self) -> forms.Field:
        if "choices" not in self.extra:
            self.extra["choices"] = self._years()
        return super().field

    def _years(self) -> list[tuple[int, str]]:
        rows = self.model._default_manager.order_by().exclude(**{self.field_name: None})
        years = rows.values_list(self._lookup, flat=True).distinct()
        return [(year, str(year)) for year in sorted(years, reverse=True)]

    @property
    def _lookup(self) -> str:
        is_date = isinstance(self.model._meta.get_field(self.field_name), DateField)
        return f"{self.field_name}__year" if is_date else self.field_name

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{self._lookup: value}) if value else rows


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
