from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.http import Http404
from rest_framework.request import Request
from wagtail.api.v2.utils import page_models_from_string
from wagtail.models import Page

from itp_cms.api import filters
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.endpoints.drafts import DraftsMixin
from itp_cms.api.endpoints.redirects import public_redirects, redirect_from
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.search import SearchFilter
from itp_cms.core.representation.context import Publicly
from itp_cms.core.representation.pages import (
    BASE_COLUMNS,
    columns_of,
    public_pages,
    read_pages,
    represent_pages,
)
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import page_models, shape_of, validate_for_any
from itp_cms.core.statements import Among, Several, read_together
from search.follower import has_followed

NO_OTHER_LIST = frozenset({"fields", "expand", "body", "rich_text_format", "keys", "format", "_"})
"""Parameters on which it does not depend which pages are in a list."""
WITHOUT_COUNT = NO_OTHER_LIST | frozenset({"limit", "offset", "cursor", "order"})
"""Parameters on which it does not depend how many pages there are."""


class Part(NamedTuple):
    """Which pages a part of a list has, and the list's `meta`."""

    ids: tuple[int, ...]
    meta: dict[str, Any]


class PagesViewSet(DraftsMixin):
    """Pages of all types and languages of a site."""

    name = "pages"
    model = Page
    filter_backends: Sequence[Any] = (
        filters.FieldsFilter,
        filters.ChildOfFilter,
        filters.AncestorOfFilter,
        filters.DescendantOfFilter,
        filters.TranslationOfFilter,
        filters.TagsFilter,
        filters.DateFilter,
        filters.YearFilter,
        filters.CountryFilter,
        filters.PersonFilter,
        filters.StrandFilter,
        filters.LocaleFilter,
        filters.OrderingFilter,
        SearchFilter,
    )
    filtered_apart = DraftsMixin.filtered_apart | {"date", "year"}
    usual_order = "path"  # as editors have put them, which menus are made by

    # Which types

    @property
    def root(self) -> type[Page]:
        types = self.get_types()
        return types[0] if len(types) == 1 else Page

    @cached_property
    def held(self) -> tuple[type[Page], ...]:
        types, excluded = self.get_types() or (Page,), self.get_types("type__not")
        models = tuple(model for model in page_models() if issubclass(model, types))
        # Of a list from which all are excluded, which is empty, what it would have had can be asked.
        return tuple(model for model in models if not issubclass(model, excluded)) or models

    @property
    def listed(self) -> tuple[type[Page], ...]:
        return self.get_types() or (Page,)

    def get_types(self, parameter: str = "type") -> tuple[type[Page], ...]:
        """The page types asked for; none where any will do."""
        request = getattr(self, "request", None)
        asked = request.GET.get(parameter) if request else None
        if not asked:
            return ()
        try:
            return page_models_from_string(asked)
        except (LookupError, ValueError, TypeError, AttributeError):
            raise BadRequest("type doesn't exist", ErrorCode.INVALID_CHOICE, parameter, _type_names()) from None

    def get_all_public(self) -> QuerySet[Page]:
        return public_pages(self.context)

    def get_queryset(self) -> QuerySet[Page]:
        types = self.get_types()
        pages: Any = public_pages(self.context, self.root)
        if len(types) > 1:
            pages = pages.type(*types)
        if excluded := self.get_types("type__not"):
            pages = pages.not_type(*excluded)
        return pages.order_by(self.usual_order)

    # What is asked

    def list_parameters(self) -> list[Parameter]:
        schema = {"type": "string", "enum": _type_names()}
        types = Parameter("type", "The types of the pages.", schema, is_list=True, may_be_empty=True)
        excluded = Parameter("type__not", "Types that the pages are not of.", schema, is_list=True)
        return [types, excluded, *super().list_parameters()]

    def find_parameters(self) -> list[Parameter]:
        about = "The page's address, present or old, or its path; or the address of its detail in this API."
        return [*super().find_parameters(), Parameter("html_path", about, may_be_empty=True)]

    def validate_fields(self, config: Config) -> None:
        validate_for_any(self.held or (self.root,), config)

    # What is answered

    def get_object(self) -> Any:
        if self.context.falls_back:
            return super().get_object()
        (found,) = read_together([read_pages(self.context, {int(self.kwargs["pk"])})])
        page = found[0] if found else None
        if page is None or ("locale" in self.request.GET and self.context.locales[page.locale_id] != self.language):
            raise Http404("not found")
        return page

    def count(self, queryset: QuerySet[Any]) -> int:
        """Counting takes the longer the more pages there are: once in each state of the content for a way to filter."""
        if not self.is_settled:
            return super().count(queryset)
        return self.known.recall_for_now(self._about("total", WITHOUT_COUNT), self.context.now, queryset.count)

    def listed_objects(self, config: Config) -> list[Any]:
        """Finding them takes the longer the more pages there are: once in each state of the content, as counting.
        After that they are read by their ids.
        """
        asked = self.request.GET
        if not self.is_settled or "random" in asked.get("order", ""):
            return super().listed_objects(config)
        found: list[Any] = []

        def find() -> Part:
            found.extend(super(PagesViewSet, self).listed_objects(config))
            return Part(tuple(page.pk for page in found), self.paginator.meta)

        part = self.known.recall_for_now(self._about("part of a list", NO_OTHER_LIST), self.context.now, find)
        self.paginator.meta = part.meta
        return found or self._read(part.ids, config)

    def _read(self, ids: Sequence[int], config: Config) -> list[Any]:
        """The pages with these ids, in this order."""
        if not ids:
            return []
        model, columns = self.root, self._columns(self.root, config)

        def pages(public: Publicly) -> QuerySet[Page]:
            return public(model).filter(Among(F("pk"), Several("ids", Page._meta.pk))).only(*columns).order_by()

        (rows,) = read_together([self.context.read(("listed", model, columns), pages, ids=ids)])
        by_id = {page.pk: page for page in rows}
        return [by_id[pk] for pk in ids if pk in by_id]

    @cached_property
    def is_settled(self) -> bool:
        """Whether the content alone decides what is in the list: an index of words follows it in its own time."""
        return "search" not in self.request.GET or has_followed(self.known)

    def _about(self, what: str, without: frozenset[str]) -> Hashable:
        """Names what is remembered of a list, by the parameters on which it depends."""
        asked = self.request.GET
        return what, self.context.site.pk, frozenset((name, asked[name]) for name in asked.keys() - without)

    def shown_of(self, queryset: QuerySet[Any], config: Config) -> QuerySet[Any]:
        return queryset.only(*self._columns(queryset.model, config))

    def _columns(self, model: Any, config: Config) -> frozenset[str]:
        if model is Page:  # or of any type: then what is the type's own is read when the type is known
            return frozenset(BASE_COLUMNS)
        return columns_of(model, self.select(shape_of(model), config, in_list=True).names)

    def represent(self, objects: Iterable[Any], config: Config, *, in_list: bool) -> list[dict[str, Any]]:
        return represent_pages(list(objects), lambda shape: self.select(shape, config, in_list=in_list), self.scope_of)

    def find_object(self, queryset: QuerySet[Page], request: Request) -> Page | None:
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        address = request.GET["html_path"]
        return self.find_detail(queryset, address) or self.find_page(queryset, address)

    def find_detail(self, queryset: QuerySet[Page], address: str) -> Page | None:
        """The page at an address of this API."""
        pk = self.context.pk_at(Page, address)
        return None if pk is None else queryset.filter(pk=pk).first()

    def find_page(self, queryset: QuerySet[Page], address: str) -> Page | None:
        """The page that is read at an address now, or to which an old address leads."""
        redirects, addresses = public_redirects(self.context), self.context.addresses
        old = redirect_from(redirects, address, addresses, whole=True) if "?" in address else None
        found = None if old else self._page_at(queryset, address)
        if found is None and old is None:
            old = redirect_from(redirects, address, addresses)
        if old is None:
            return found
        if old.redirect_page_id is None:
            return self._page_at(queryset, old.redirect_link)
        return queryset.filter(pk=old.redirect_page_id).first()

    def _page_at(self, queryset: QuerySet[Page], address: str) -> Page | None:
        candidates = self.context.addresses.url_paths(address)
        # Unlike the path, its last part has an index.
        slugs = {path.rstrip("/").rpartition("/")[2] for path in candidates}
        found = {page.url_path: page for page in queryset.filter(url_path__in=candidates, slug__in=slugs)}
        return next((found[path] for path in candidates if path in found), None)


def _type_names() -> list[str]:
    return [f"{model._meta.app_label}.{model.__name__}" for model in page_models()]
