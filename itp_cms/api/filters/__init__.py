"""How a list is narrowed and ordered. Every filter refines the queryset it is given and never begins a new one."""

from itp_cms.api.filters.dates import DateFilter, YearFilter
from itp_cms.api.filters.fields import FieldsFilter
from itp_cms.api.filters.locales import LocaleFilter, locale_id
from itp_cms.api.filters.order import OrderingFilter
from itp_cms.api.filters.subjects import CountryFilter, PersonFilter, TagsFilter
from itp_cms.api.filters.tree import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    StrandFilter,
    TranslationOfFilter,
)

__all__ = [
    "AncestorOfFilter",
    "ChildOfFilter",
    "CountryFilter",
    "DateFilter",
    "DescendantOfFilter",
    "FieldsFilter",
    "LocaleFilter",
    "OrderingFilter",
    "PersonFilter",
    "StrandFilter",
    "TagsFilter",
    "TranslationOfFilter",
    "YearFilter",
    "locale_id",
]
