"""What a home page shows without its being chosen: the newest dated pages, of whatever types, and a quotation."""

import heapq
from typing import TYPE_CHECKING, Any

from django.db.models import F, Model, QuerySet
from django.db.models.lookups import Exact
from django.utils import timezone
from wagtail.models import Locale, get_page_models

from itp_cms.core.models import PageTag, Testimonial
from itp_cms.core.representation.deferred import ROWS, Batch
from itp_cms.core.representation.fields import PagesField, Representer
from itp_cms.core.representation.schema import Schema, SchemaScope
from itp_cms.core.statements import Among, Given, Read, Several, Unindexed

if TYPE_CHECKING:
    from itp_cms.core.representation.context import Publicly
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config

MOST = 24
"""So many of the newest pages a home page shows at most."""

LatestKey = tuple[int, int, int | None, str, int, "Config"]
"""Locale id, how many, tag id, and as what the pages are shown: language code, level, what `?fields=` asks."""


class HighlightsField(PagesField):
    """The highlighted pages of a home page, in order, by the chosen rule."""

    def represent(self, instance: Any, name: str, scope: "Scope", config: "Config") -> Any:
        rule = instance.HighlightRule(instance.highlight_rule)
        if rule == rule.CHOSEN:
            return scope.row_references(instance._meta.get_field("highlights"), "page", instance.pk, config)
        tag = instance.highlight_tag_id if rule == rule.TAGGED else None
        return latest(scope, instance.locale_id, instance.highlight_count, tag, config)

    def columns(self, model: type[Model], name: str) -> set[str]:
        return {"highlight_rule", "highlight_tag_id", "highlight_count", "locale_id"}


class LatestPostsField(PagesField):
    """The newest pages of a home page's language."""

    def represent(self, instance: Any, name: str, scope: "Scope", config: "Config") -> Any:
        return latest(scope, instance.locale_id, instance.latest_posts_count, None, config)

    def columns(self, model: type[Model], name: str) -> set[str]:
        return {"latest_posts_count", "locale_id"}


class QuoteOfTheDayField(Representer):
    """One of the language's public testimonials, another each day, the same for all readers of a day."""

    def represent(self, instance: Any, name: str, scope: "Scope", config: "Config") -> Any:
        if not instance.show_quote_of_the_day:
            return None
        return scope.context.batch(QuoteBatch).defer((instance.locale_id, scope.language, scope.level, config))

    def schema(self, model: type[Model], name: str, scope: SchemaScope) -> Schema:
        return scope.nullable_reference(Testimonial)

    def related_model(self, model: type[Model], name: str) -> type[Model]:
        return Testimonial

    def columns(self, model: type[Model], name: str) -> set[str]:
        return {"show_quote_of_the_day", "locale_id"}


def latest(scope: "Scope", locale_id: int, count: int, tag_id: int | None, config: "Config") -> Any:
    """The `count` newest public pages of a locale, newest first; with `tag_id`, only pages with that tag."""
    if not count:
        return []
    key = (locale_id, min(count, MOST), tag_id, scope.language, scope.level, config)
    return scope.context.batch(LatestBatch).defer(key)


class LatestBatch(Batch[LatestKey]):
    """The newest public pages of locales, of the page types that name a `latest_date_field`."""

    rank = ROWS

    def reads(self, keys: list[LatestKey]) -> list[Read]:
        self.context.keys.add_types(*dated_models())
        return [self._read(model, key) for key in keys for model in dated_models()]

    def _read(self, model: type[Any], key: LatestKey) -> Read:
        locale_id, _count, tag_id, *_shown_as = key

        def newest(public: "Publicly") -> QuerySet[Any]:
            pages = public(model).filter(Exact(Unindexed(F("locale_id")), Given("locale", Locale._meta.pk)))
            if tag_id is not None:
                tagged = PageTag.objects.filter(tag=Given("tag", PageTag._meta.get_field("tag")))
                pages = pages.filter(pk__in=tagged.values("content_object_id"))
            date_field = model.latest_date_field
            return pages.order_by(F(date_field).desc(), "-pk").values_list(date_field, "pk")[:MOST]

        about = ("latest", model, tag_id is not None)
        return self.context.read(about, newest, locale=locale_id, tag=tag_id)

    def made(self, keys: list[LatestKey], *rows: list[Any]) -> dict[LatestKey, Any]:
        found = iter(rows)
        made = {}
        for key in keys:
            newest = [row for _model in dated_models() for row in next(found)]
            _locale_id, count, _tag_id, language, level, config = key
            scope = self.context.scope_at(language, level)
            made[key] = [scope.page(pk, config) for _date, pk in heapq.nlargest(count, newest)]
        return made


def dated_models() -> list[Any]:
    return [model for model in get_page_models() if getattr(model, "latest_date_field", None)]


class QuoteBatch(Batch[tuple[int, str, int, "Config"]]):
    """The testimonial of the day of locales."""

    rank = ROWS

    def reads(self, keys: list[tuple[int, str, int, "Config"]]) -> list[Read]:
        def ids(public: "Publicly") -> QuerySet[Any]:
            of_locale = Among(F("locale_id"), Several("locales", Locale._meta.pk))
            return public(Testimonial).filter(of_locale).order_by().values_list("locale_id", "pk")

        self.context.keys.add_types(Testimonial)
        return [self.context.read("quotes", ids, locales={key[0] for key in keys})]

    def made(self, keys: list[tuple[int, str, int, "Config"]], *rows: list[Any]) -> dict[Any, Any]:
        by_locale: dict[int, list[int]] = {}
        for locale_id, pk in sorted(rows[0]):
            by_locale.setdefault(locale_id, []).append(pk)
        today = timezone.localdate().toordinal()
        return {
            key: self.context.scope_at(language, level).snippet(Testimonial, ids[today % len(ids)], config)
            for key in keys
            for locale_id, language, level, config in [key]
            if (ids := by_locale.get(locale_id))
        }
