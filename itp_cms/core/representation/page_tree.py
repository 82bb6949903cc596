"""The pages above and below a page."""

from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import Length, RowNumber, Substr
from wagtail.models import Page

from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.representation.deferred import PAGES, Batch
from itp_cms.core.representation.fields import child_page_model
from itp_cms.core.representation.pages import (
    BASE_COLUMNS,
    base_columns,
    link_to_page,
    public_pages,
    refer_to_page,
    represent_pages,
)
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.translations import best_translations, best_versions
from itp_cms.core.statements import Among, Read, Several

CHILDREN_SHOWN = 20
_PATHS = Several("paths", Page._meta.get_field("path"))

ParentKey = tuple[str, str, int, Config, bool]
"""Of the page below: path, language code and level; what `?fields=` asks, and whether its teaser is shown."""

ChildrenKey = tuple[str, int | None, str, int, Config]
"""Of the page above: path, id, language code and level, and what `?fields=` asks of those below."""


class ParentBatch(Batch[ParentKey]):
    """The pages above, by path of the page below: by title and addresses, or, if the key says so, by their teasers.

    With a fallback, in the best language.
    """

    rank = PAGES

    def reads(self, keys: list[ParentKey]) -> list[Read]:
        paths = {_above(key[0]) for key in keys}

        def pages(public: Publicly) -> QuerySet[Page]:
            return base_columns(public(Page).filter(Among(F("path"), _PATHS)).order_by())

        return [self.context.read("pages by path", pages, paths=paths)]

    def made(self, keys: list[ParentKey], *rows: list[Any]) -> dict[ParentKey, Any]:
        found = {page.path: page for page in rows[0]}
        self.context.keys.add_objects(Page, (page.pk for page in found.values()))
        if any(_above(key[0]) not in found for key in keys):  # of what is not public, only its place is known
            self.context.keys.add_types(Page)
        pages = {key: found[_above(key[0])] for key in keys if _above(key[0]) in found}
        if self.context.falls_back:
            pages = self._in_best_language(pages)
        return {key: self._represent(key, page) for key, page in pages.items()}

    def _in_best_language(self, pages: dict[ParentKey, Page]) -> dict[ParentKey, Page]:
        wanted = {(page.pk, key[1]) for key, page in pages.items()}
        best = best_translations(base_columns(public_pages(self.context)), wanted, self.context)
        return {key: best.get((page.pk, key[1]), page) for key, page in pages.items()}

    def _represent(self, key: ParentKey, page: Page) -> Any:
        _path, language, level, config, teaser = key
        if teaser:
            return refer_to_page(self.context, page, (page.pk, language, level + 1, config), self.place_of(key))
        return link_to_page(self.context, page, config, self.place_of(key))


def _above(path: str) -> str:
    return path[: -Page.steplen]


class First(NamedTuple):
    """How many pages are below another, and the ids of the first."""

    total: int = 0
    ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, children: Iterable[Any]) -> "First":
        """Of rows that have their place and how many there are."""
        rows = sorted(children, key=lambda child: child.place)
        return cls(rows[0].total, tuple(row.pk for row in rows)) if rows else cls()


class ChildPageBatch(Batch[ChildrenKey]):
    """The pages below: how many, and the first by their teasers; the whole list is at `listing_url`, in this order.

    A page whose children are of one type that says what it is `dated_by` has them newest first; else they stand
    as editors ordered them. With a fallback, those below the page in all of its languages are meant; else which they
    are, for which all have to be looked at, is found out once in each state of the content.
    """

    rank = PAGES

    def __init__(self, context: Context, parent: type[Page]) -> None:
        super().__init__(context)
        self.model = child_page_model(parent)
        self.dated_by: str | None = getattr(self.model, "dated_by", None)
        self._first: dict[str, First] = {}

    def reads(self, keys: list[ChildrenKey]) -> list[Read]:
        self.context.keys.add_types(self.model)
        if self.context.falls_back:
            return []

        def children(public: Publicly) -> QuerySet[Any]:
            below = _with_parent_path(public(self.model)).filter(Among(F("parent_path"), _PATHS))
            return self._narrow(below.annotate(section=F("parent_path")))

        def by_id(public: Publicly) -> QuerySet[Any]:
            return base_columns(public(self.model).filter(Among(F("pk"), Several("ids", Page._meta.pk))).order_by())

        remembered = self.context.known.known_for_now(self.context.now)
        paths = {key[0] for key in keys}
        self._first = {path: remembered[self._about(path)] for path in paths if self._about(path) in remembered}
        reads = []
        if unknown := paths - self._first.keys():
            reads.append(self.context.read(("children", self.model), children, paths=unknown))
        if ids := {pk for first in self._first.values() for pk in first.ids}:
            reads.append(self.context.read(("children by id", self.model), by_id, ids=ids))
        return reads

    def made(self, keys: list[ChildrenKey], *rows: list[Any]) -> dict[ChildrenKey, Any]:
        if self.context.falls_back:
            return self.look_up(keys)
        pages = {page.pk: page for found in rows for page in found}
        below: dict[Any, list[Any]] = {}
        for page in pages.values():
            below.setdefault(_above(page.path), []).append(page)
        remembered = self.context.known.known_for_now(self.context.now)
        for path in {key[0] for key in keys} - self._first.keys():
            first = First.of(below.get(path, []))
            self._first[path] = remembered[self._about(path)] = first
        return {key: self._envelope(key, self._first[key[0]], pages) for key in keys}

    def _about(self, path: str) -> Hashable:
        return "children", self.context.site.pk, self.model, path

    def look_up(self, keys: list[ChildrenKey]) -> dict[ChildrenKey, Any]:
        """With a fallback: all languages of a page are one section, in which each content is once."""
        self.context.keys.add_types(Page)  # a translation of the page above brings more below
        sections = self._sections({key[0] for key in keys})
        numbers = (When(parent_path=path, then=Value(number)) for path, number in sections.items())
        below = _with_parent_path(public_pages(self.context, self.model)).filter(parent_path__in=sections)
        ids = {code: pk for pk, code in self.context.locales.items()}
        best = best_versions(below, public_pages(self.context), [ids[code] for code in self.context.chain_asked])
        children = list(self._narrow(best.annotate(section=Case(*numbers, output_field=IntegerField()))))
        by_section: dict[Any, list[Any]] = {}
        for child in children:
            by_section.setdefault(child.section, []).append(child)
        first = {section: First.of(found) for section, found in by_section.items()}
        pages = {child.pk: child for child in children}
        return {key: self._envelope(key, first.get(sections.get(key[0]), First()), pages) for key in keys}

    def _sections(self, paths: set[str]) -> dict[str, int]:
        """A number for each page of these paths; its translations have the same one."""
        keys = Page.objects.filter(path__in=paths).values("translation_key")
        pages = Page.objects.filter(translation_key__in=keys).order_by("path").values_list("path", "translation_key")
        numbers: dict[Any, int] = {}
        return {path: numbers.setdefault(key, len(numbers)) for path, key in pages}

    def _narrow(self, children: QuerySet[Any]) -> QuerySet[Any]:
        """The first of each section, with their place and how many there are."""
        window: dict[str, Any] = {"partition_by": F("section")}
        order: list[Any] = (
            [F(self.dated_by).desc(nulls_last=True), F("pk").asc()] if self.dated_by else [F("path").asc()]
        )
        return (
            children.annotate(total=Window(Count("pk"), **window), place=Window(RowNumber(), order_by=order, **window))
            .filter(place__lte=CHILDREN_SHOWN)
            .only(*BASE_COLUMNS)
            .order_by()
        )

    def _envelope(self, key: ChildrenKey, first: First, pages: dict[int, Any]) -> dict[str, Any]:
        _path, parent, language, level, config = key
        scope = Scope(self.context, language, level + 1)
        children = [pages[pk] for pk in first.ids if pk in pages]
        items = represent_pages(children, lambda shape: shape.select_reference(scope, config), lambda page: scope)
        return {
            "meta": {
                "total_count": first.total,
                "listing_url": None if parent is None else self._listing_url(parent),
            },
            "items": items,
        }

    def _listing_url(self, pk: int) -> str:
        order = {"order": f"-{self.dated_by}"} if self.dated_by else {}
        asked = {name: self.context.request.GET[name] for name in ("locale", "fallback") if self.context.falls_back}
        return self.context.api_url(self._listing_path, child_of=pk, **order, **asked)

    @cached_property
    def _listing_path(self) -> str:
        return self.context.router.get_model_listing_urlpath(Page)


def _with_parent_path(pages: QuerySet[Any]) -> QuerySet[Any]:
    return pages.annotate(parent_path=Substr("path", 1, Length("path") - Value(Page.steplen)))
