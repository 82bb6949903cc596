from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from wagtail.api.v2.filters import AncestorOfFilter, ChildOfFilter, DescendantOfFilter, TranslationOfFilter
from wagtail.api.v2.utils import BadRequestError, page_models_from_string
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page, Site

from itp_cms.api.base import PublicViewSet
from itp_cms.api.drafts import DraftsMixin
from itp_cms.api.filters import (
    FieldsFilter,
    LocaleFilter,
    OrderingFilter,
    SeriesFilter,
    StrandFilter,
    TagsFilter,
    YearFilter,
)
from itp_cms.api.search import SearchFilter
from itp_cms.core.representation.pages import public_pages, represent_pages
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import page_models, validate_for_any


class PagesViewSet(DraftsMixin, PublicViewSet):
    """Pages of all types and languages of a site."""

    name = "pages"
    model = Page
    filter_backends = (
        FieldsFilter,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        OrderingFilter,
        TranslationOfFilter,
        LocaleFilter,
        TagsFilter,
        YearFilter,
        SeriesFilter,
        StrandFilter,
        SearchFilter,
    )
    known_query_parameters = (
        PublicViewSet.known_query_parameters
        | PagesAPIViewSet.known_query_parameters
        | {"tags", "year", "series", "strand"}
    )
    find_query_parameters = PagesAPIViewSet.find_query_parameters
    filtered_apart = PublicViewSet.filtered_apart | {"tags", "year", "series"}

    def get_site(self) -> Site:
        if "site" not in self.request.GET:
            return super().get_site()
        hostname, _, port = self.request.GET["site"].partition(":")
        sites = Site.objects.filter(hostname=hostname)
        if port:
            sites = sites.filter(port=port) if port.isdecimal() and len(port) <= 5 else sites.none()
        try:
            return sites.get()
        except Site.DoesNotExist:
            raise Http404("No Site matches the given query.") from None
        except Site.MultipleObjectsReturned:
            raise BadRequestError(
                "Your query returned multiple sites. Try adding a port number to your site filter."
            ) from None

    def get_root_page(self) -> Page:
        return self.context.site.root_page

    def get_base_queryset(self, model: type[Page] = Page) -> QuerySet[Page]:
        return public_pages(self.context, model).order_by("path")

    def get_queryset(self) -> QuerySet[Page]:
        models = self.get_types()
        if len(models) == 1:
            return self.get_base_queryset(models[0])
        pages: Any = self.get_base_queryset()
        return pages.type(*models) if models else pages

    def get_types(self) -> tuple[type[Page], ...]:
        """The page types asked for; none where any will do."""
        asked = self.request.GET.get("type")
        if not asked:
            return ()
        try:
            return page_models_from_string(asked)
        except (LookupError, ValueError, TypeError, AttributeError):
            raise BadRequestError("type doesn't exist") from None

    def validate_fields(self, config: Config) -> None:
        types = self.get_types() or (Page,)
        validate_for_any([model for model in page_models() if issubclass(model, types)] or types, config)

    def represent(self, objects: Iterable[Any], config: Config, *, in_list: bool) -> list[dict[str, Any]]:
        return represent_pages(list(objects), lambda shape: self.select(shape, config, in_list=in_list), self.scope_of)

    def find_object(self, queryset: QuerySet[Page], request: Request) -> Page | None:
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        candidates = self.context.addresses.url_paths(request.GET["html_path"])
        found = {page.url_path: page for page in queryset.filter(url_path__in=candidates)}
        return next((found[path] for path in candidates if path in found), None)
