"""Pages: their `meta`, what refers to them, and the pages around them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import F, QuerySet
from wagtail.models import Page

from itp_cms.core.locales import Direction, direction
from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.representation.deferred import PAGES, WHOLE_PAGES, Batch, Deferred
from itp_cms.core.representation.fields import Representer
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
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import EXPANDED, Config, Selection
from itp_cms.core.representation.shapes import Meta, Shape, page_models, selection_for, shape_of
from itp_cms.core.representation.translations import best_of, read_versions, without_mirrors
from itp_cms.core.statements import Among, Read, Several

_PK = Page._meta.pk

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
            "slug": Representer(help_text="The last part of its address."),
            **{name: Representer() for name in ("show_in_menus", "seo_title", "search_description")},
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
) -> list[Any]:
    """The pages, each with its own type's fields; deferred where more of a page is needed than was read of it."""
    return [represent_page(page, select(shape_of(page.specific_class or Page)), scope_of(page)) for page in pages]


def represent_page(page: Page, selection: Selection, scope: Scope, place: Deferred | None = None) -> Any:
    """The page with the chosen fields of its own type; where more is needed than was read of it, a deferred value,
    which is `place`, if given.
    """
    shape = shape_of(page.specific_class or Page)
    columns = columns_of(shape.model, selection.names)
    if columns <= vars(page).keys():
        return shape.represent(page, selection, scope)
    return scope.context.batch(WholePageBatch, shape.model, columns).defer_page(page.pk, selection, scope, place)


@lru_cache(maxsize=4096)
def columns_of(model: type[Page], names: tuple[str, ...]) -> frozenset[str]:
    """The columns that show a page with these fields: all, where only the code knows."""
    read = shape_of(model).columns(names)
    if read is None:
        return frozenset(field.attname for field in model._meta.concrete_fields)
    # What only the type has is shown of its own instance, even where it is no column, such as rows.
    own = set() if set(names) <= set(_OF_ANY_PAGE) else {model._meta.pk.attname}
    return _ALWAYS | read | own


_OF_ANY_PAGE = tuple(PageShape(Page).available)
_ALWAYS = frozenset({"id", "path", "url_path", "content_type_id", "locale_id", "translation_key"})
BASE_COLUMNS = _ALWAYS | (PageShape(Page).columns(_OF_ANY_PAGE) or set())
"""What is read of a page before its type is known."""


def base_columns(pages: QuerySet[Page]) -> QuerySet[Page]:
    return pages.only(*BASE_COLUMNS)


Whole = tuple[int, Selection, Scope, Deferred]


class WholePageBatch(Batch[Whole]):
    """Pages of one type, by the columns of their own that are shown."""

    rank = WHOLE_PAGES

    def __init__(self, context: Context, model: type[Page], columns: frozenset[str]) -> None:
        super().__init__(context)
        self.model = model
        self.columns = columns

    def defer_page(self, pk: int, selection: Selection, scope: Scope, place: Deferred | None) -> Deferred:
        place = place or Deferred()
        self.pending.append((pk, selection, scope, place))
        return place

    def reads(self, keys: list[Whole]) -> list[Read]:
        def pages(public: Any) -> QuerySet[Page]:
            among = Among(F("pk"), Several("ids", _PK))
            found: QuerySet[Page] = self.model._default_manager.filter(among).order_by()
            return found.only(*self.columns)

        return [self.context.read(("whole", self.model, self.columns), pages, ids={key[0] for key in keys})]

    def made(self, keys: list[Whole], *rows: list[Any]) -> dict[Whole, Any]:
        pages = {page.pk: page for page in rows[0]}
        for pk, selection, scope, place in keys:
            if pk in pages:
                place.value = shape_of(self.model).represent(pages[pk], selection, scope)
        return {}


class PageBatch(Batch[PageKey]):
    """Pages by id, each in the wanted language where it has a public translation, else as it is."""

    rank = PAGES

    def reads(self, keys: list[PageKey]) -> list[Read]:
        return read_versions(self.context, Page, {key[:2] for key in keys}, base_columns)

    def made(self, keys: list[PageKey], *rows: list[Any]) -> dict[PageKey, Any]:
        versions, ids = rows
        wanted = {key[:2] for key in keys}
        found = best_of(self.context, Page, wanted, versions, dict(ids))
        return {
            key: refer_to_page(self.context, found[key[:2]], key, self.place_of(key))
            for key in keys
            if key[:2] in found
        }


def read_pages(context: Context, ids: set[int]) -> Read:
    """What is read for public pages of the site, by their ids: what all pages have."""

    def pages(public: Publicly) -> QuerySet[Page]:
        return base_columns(public(Page).filter(Among(F("pk"), Several("ids", _PK))).order_by())

    return context.read("pages by id", pages, ids=ids)


class OriginalBatch(Batch[tuple[int, Config]]):
    """Pages by id, in their own language: what an alias mirrors, where a redirect leads."""

    rank = PAGES

    def reads(self, keys: list[tuple[int, Config]]) -> list[Read]:
        ids = {key[0] for key in keys}
        self.context.keys.add_objects(Page, ids)
        return [read_pages(self.context, ids)]

    def made(self, keys: list[tuple[int, Config]], *rows: list[Any]) -> dict[tuple[int, Config], Any]:
        found = {page.pk: page for page in rows[0]}
        return {
            key: link_to_page(self.context, found[key[0]], key[1], self.place_of(key))
            for key in keys
            if key[0] in found
        }


class AlternatesBatch(Batch[tuple[Any, int]]):
    """The other public translations of a page, by translation key and the page's own id.

    Pages that only mirror another language's text are none.
    """

    rank = PAGES
    is_plain = True

    def reads(self, keys: list[tuple[Any, int]]) -> list[Read]:
        def translations(public: Publicly) -> QuerySet[Page]:
            among = Among(F("translation_key"), Several("keys", Page._meta.get_field("translation_key")))
            return without_mirrors(public(Page)).filter(among).only("pk", "url_path", "locale_id", "translation_key")

        translation_keys = {key for key, _pk in keys}
        self.context.keys.add_translations(Page, translation_keys)
        return [self.context.read("alternates", translations, keys=translation_keys)]

    def made(self, keys: list[tuple[Any, int]], *rows: list[Any]) -> dict[tuple[Any, int], Any]:
        by_key: dict[Any, list[Page]] = {}
        for page in sorted(rows[0], key=lambda page: page.locale_id):
            by_key.setdefault(page.translation_key, []).append(page)
        return {(key, pk): [self._alternate(page) for page in by_key.get(key, ()) if page.pk != pk] for key, pk in keys}

    def _alternate(self, page: Page) -> dict[str, Any]:
        return {
            "id": page.pk,
            "locale": self.context.locales[page.locale_id],
            "html_url": self.context.addresses.html_url(page),
            "detail_url": self.context.detail_url(Page, page.pk),
        }


def refer_to_page(context: Context, page: Page, key: PageKey, place: Deferred) -> Any:
    """The page as a reference to it shows it."""
    _pk, language, level, config = key
    scope = Scope(context, language, level)
    shape = shape_of(page.specific_class or Page)
    return represent_page(page, shape.select_reference(scope, config), scope, place)


_LINK = frozenset({"id", "type", "detail_url", "html_url", "title"})


def link_to_page(context: Context, page: Page, config: Config, place: Deferred) -> Any:
    """The page by its title and addresses, as `parent` and `alias_of` show it."""
    shape = shape_of(page.specific_class or Page)
    shown = _LINK | shape.default_in_references if config[-1:] == EXPANDED else _LINK
    selection = selection_for(shape, shown, config)
    return represent_page(page, selection, context.scope(context.locales[page.locale_id]), place)
