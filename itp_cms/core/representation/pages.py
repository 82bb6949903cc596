"""Pages: their `meta`, what refers to them, and the pages around them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Count, F, QuerySet, Value, Window
from django.db.models.functions import Length, RowNumber, Substr
from wagtail.models import Page

from itp_cms.core.locales import Direction, direction
from itp_cms.core.representation.context import Context, Scope
from itp_cms.core.representation.deferred import Batch
from itp_cms.core.representation.fields import Representer, child_page_model
from itp_cms.core.representation.schema import (
    LocaleCode,
    Schema,
    SchemaScope,
    Uri,
    an_object,
    described,
    enum,
    nullable,
    text,
)
from itp_cms.core.representation.selection import Config, Selection
from itp_cms.core.representation.shapes import Meta, Shape, page_models, selection_for, shape_of
from itp_cms.core.representation.translations import best_translations, without_mirrors

CHILDREN_SHOWN = 20

PageKey = tuple[int, str, int, Config]
"""Id, language code, level, and what `?fields=` asks of it."""


class Alternate(TypedDict):
    """Another public translation of a page."""

    id: int
    locale: LocaleCode
    html_url: Uri
    detail_url: Uri


class PageShape(Shape):
    """A page. Of a type that no longer exists, what all pages have is shown."""

    def __init__(self, model: type[Page]) -> None:
        super().__init__(model)
        if model is Page:
            self.component_name = "UntypedPage"

    listing_meta = ("type", "detail_url", "html_url", "slug", "first_published_at", "locale")
    reference_meta = listing_meta

    @cached_property
    def meta(self) -> dict[str, Representer]:
        return {
            **super().meta,
            "html_url": Meta(
                lambda page, scope: scope.context.addresses.html_url(page),
                ["url_path"],
                gives=Uri,
                help_text="Where readers find it on the front end.",
            ),
            **{name: Representer() for name in ("slug", "show_in_menus", "seo_title", "search_description")},
            "first_published_at": Representer(help_text="When it was first published."),
            "last_published_at": Representer(help_text="When it was last published."),
            "alias_of": PageAddressField(
                _alias_of, ["alias_of_id"], help_text="Of an alias, the page that it mirrors."
            ),
            "parent": PageAddressField(
                lambda page, scope, config: scope.parent(page, config), ["path"], help_text="The page above."
            ),
            "locale": Meta(lambda page, scope: scope.context.locales[page.locale_id], ["locale_id"], gives=LocaleCode),
            "direction": Meta(
                lambda page, scope: direction(scope.context.locales[page.locale_id]), ["locale_id"], gives=Direction
            ),
            "translation_key": Meta(
                lambda page, scope: str(page.translation_key),
                ["translation_key"],
                gives=UUID,
                help_text="The same for all translations of a page.",
            ),
            "alternates": Meta(
                lambda page, scope: scope.context.batch(AlternatesBatch).defer((page.translation_key, page.pk)),
                ["translation_key"],
                gives=list[Alternate],
                help_text="Its other public translations.",
            ),
        }

    @property
    def declared_fields(self) -> list[Any]:
        return ["id", "title", *getattr(self.model, "api_fields", ())]


class PageAddressField(Representer):
    """A page by its title and addresses: of it, what can be chosen with `?fields=` as of any other."""

    def __init__(
        self, make: Callable[[Any, Scope, Config], Any], columns: Iterable[str], *, help_text: str = ""
    ) -> None:
        super().__init__(help_text=help_text)
        self.make = make
        self.reads = frozenset(columns)

    def represent(self, instance: Any, name: str, scope: Scope, config: Config) -> Any:
        return self.make(instance, scope, config)

    def schema(self, model: Any, name: str, scope: SchemaScope) -> Schema:
        if scope.level is None:
            return nullable(scope.reference(Page))
        return nullable(scope.components.reference("PageAddress", lambda: _address_schema(scope)))

    def related_model(self, model: Any, name: str) -> type[Page]:
        return Page

    def columns(self, model: Any, name: str) -> set[str] | None:
        return set(self.reads)


def _address_schema(scope: SchemaScope) -> Schema:
    meta = {
        "type": enum([shape_of(model).type for model in page_models()]),
        "detail_url": scope.of(Uri),
        "html_url": scope.of(Uri),
    }
    schema = an_object({"id": scope.of(int), "meta": an_object(meta), "title": text()})
    return described(schema, "A page by its title and addresses.")


def _alias_of(page: Page, scope: Scope, config: Config) -> Any:
    if page.alias_of_id is None:
        return None
    return scope.own_page(page.alias_of_id, config)


def public_pages(context: Context, model: type[Page] = Page) -> QuerySet[Page]:
    """The site's pages of a type that an anonymous reader may see, in any language."""
    return context.addresses.pages_of_site(context.boundary.public(model))


def represent_pages(
    pages: Sequence[Page], select: Callable[[Shape], Selection], scope_of: Callable[[Page], Scope]
) -> list[dict[str, Any]]:
    """The pages, each with its own type's fields; one query for each type of which more than `Page` has is needed.

    Only the columns that are shown are read.
    """
    by_type: dict[type[Page], list[int]] = {}
    for page in pages:
        by_type.setdefault(page.specific_class or Page, []).append(page.pk)
    specific: dict[int, Page] = {}
    selections = {model: select(shape_of(model)) for model in by_type}
    for model, ids in by_type.items():
        names = [name for name in selections[model].names if name not in _OF_ANY_PAGE]
        if model is not Page and names:
            specific |= _load(model, ids, shape_of(model).columns(selections[model].names))
    represented = []
    for page in pages:
        model = page.specific_class or Page
        whole = specific.get(page.pk, page)
        represented.append(shape_of(model).represent(whole, selections[model], scope_of(page)))
    return represented


def _load(model: type[Page], ids: list[int], columns: set[str] | None) -> dict[int, Page]:
    queryset = model._default_manager.filter(pk__in=ids)
    if columns is not None:
        queryset = queryset.only("pk", "path", "url_path", "content_type_id", "locale_id", *columns)
    return {page.pk: page for page in queryset.order_by()}


_OF_ANY_PAGE = frozenset(PageShape(Page).available)


class PageBatch(Batch[PageKey]):
    """Pages by id, each in the wanted language where it has a public translation, else as it is."""

    rank = 1

    def look_up(self, keys: list[PageKey]) -> dict[PageKey, Any]:
        wanted = {(pk, language) for pk, language, _level, _config in keys}
        found = best_translations(public_pages(self.context), wanted, self.context.locales, self.context.chain)
        return _by_key(self.context, {key: found.get(key[:2]) for key in keys})


class OriginalBatch(Batch[tuple[int, Config]]):
    """Pages by id, in their own language: what an alias mirrors, where a redirect leads."""

    rank = 1

    def look_up(self, keys: list[tuple[int, Config]]) -> dict[tuple[int, Config], Any]:
        found = public_pages(self.context).in_bulk({pk for pk, _config in keys})
        return _links(self.context, {key: found.get(key[0]) for key in keys}, {key: key[1] for key in keys})


class ParentBatch(Batch[tuple[str, str, int, Config, bool]]):
    """The page above, by the path of the one below."""

    rank = 1

    def look_up(self, keys: list[tuple[str, str, int, Config, bool]]) -> dict[Any, Any]:
        paths = {key[0][: -Page.steplen] for key in keys}
        found = {page.path: page for page in public_pages(self.context).filter(path__in=paths)}
        pages = {key: found.get(key[0][: -Page.steplen]) for key in keys}
        links = {key: page for key, page in pages.items() if not key[4]}
        teasers = {key: page for key, page in pages.items() if key[4]}
        return {
            **_links(self.context, links, {key: key[3] for key in links}),
            **_by_key(self.context, teasers, lambda key: (0, key[1], key[2] + 1, key[3])),
        }


class ChildPageBatch(Batch[tuple[str, int | None, str, int, Config]]):
    """The pages below: how many, and the first by their teasers; the whole list is at `listing_url`.

    A page whose children are of one type that says what it is `dated_by` has them newest first; else they stand
    as editors ordered them.
    """

    rank = 1

    def __init__(self, context: Context, parent: type[Page]) -> None:
        super().__init__(context)
        self.model = child_page_model(parent)
        dated_by = getattr(self.model, "dated_by", None)
        self.order = [F(dated_by).desc(nulls_last=True)] if dated_by else []

    def look_up(self, keys: list[tuple[str, int | None, str, int, Config]]) -> dict[Any, Any]:
        paths = {key[0] for key in keys}
        parent_path = Substr("path", 1, Length("path") - Value(Page.steplen))
        window: dict[str, Any] = {"partition_by": F("parent_path")}
        children = (
            public_pages(self.context, self.model)
            .annotate(parent_path=parent_path)
            .filter(parent_path__in=paths)
            .annotate(
                total=Window(Count("pk"), **window),
                place=Window(RowNumber(), order_by=[*self.order, F("path").asc()], **window),
            )
            .filter(place__lte=CHILDREN_SHOWN)
        )
        below: dict[str, list[Any]] = {path: [] for path in paths}
        for child in sorted(children, key=lambda child: child.place):
            below[child.parent_path].append(child)
        return {key: self._envelope(key, below[key[0]]) for key in keys}

    def _envelope(self, key: tuple[str, int | None, str, int, Config], children: list[Any]) -> dict[str, Any]:
        _path, pk, language, level, config = key
        scope = Scope(self.context, language, level + 1)
        items = represent_pages(children, lambda shape: shape.select_reference(scope, config), lambda page: scope)
        listing = self.context.router.get_model_listing_urlpath(Page)
        return {
            "meta": {
                "total_count": children[0].total if children else 0,
                "listing_url": None if pk is None else self.context.absolute(f"{listing}?child_of={pk}"),
            },
            "items": items,
        }


class AlternatesBatch(Batch[tuple[Any, int]]):
    """The other public translations of a page, by translation key and the page's own id.

    Pages that only mirror another language's text are none.
    """

    rank = 1

    def look_up(self, keys: list[tuple[Any, int]]) -> dict[tuple[Any, int], Any]:
        translations = without_mirrors(public_pages(self.context)).filter(
            translation_key__in={key for key, _pk in keys}
        )
        by_key: dict[Any, list[Page]] = {}
        for page in translations.order_by("locale_id"):
            by_key.setdefault(page.translation_key, []).append(page)
        return {(key, pk): [self._alternate(page) for page in by_key.get(key, ()) if page.pk != pk] for key, pk in keys}

    def _alternate(self, page: Page) -> dict[str, Any]:
        return {
            "id": page.pk,
            "locale": self.context.locales[page.locale_id],
            "html_url": self.context.addresses.html_url(page),
            "detail_url": self.context.detail_url(Page, page.pk),
        }


def _by_key(
    context: Context, pages: dict[Any, Page | None], read: Callable[[Any], PageKey] = lambda key: key
) -> dict[Any, Any]:
    """Each key's page as a reference to it shows it."""
    represented: dict[Any, Any] = {}
    groups: dict[tuple[str, int, Config], list[tuple[Any, Page]]] = {}
    for key, page in pages.items():
        if page is not None:
            groups.setdefault(read(key)[1:], []).append((key, page))
    for (language, level, config), members in groups.items():
        scope = Scope(context, language, level)
        data = represent_pages(
            [page for _key, page in members],
            lambda shape: shape.select_reference(scope, config),  # noqa: B023  called at once
            lambda page: scope,  # noqa: B023
        )
        represented.update(zip((key for key, _page in members), data, strict=True))
    return represented


_LINK = frozenset({"id", "type", "detail_url", "html_url", "title"})


def _links(context: Context, pages: dict[Any, Page | None], configs: dict[Any, Config]) -> dict[Any, Any]:
    """Each key's page by its title and addresses, as `parent` and `alias_of` show it."""
    return {
        key: represent_pages(
            [page],
            lambda shape: selection_for(shape, _LINK, configs[key]),  # noqa: B023
            lambda page: context.scope(context.locales[page.locale_id]),
        )[0]
        for key, page in pages.items()
        if page is not None
    }
