"""The endpoints, under the name that Wagtail itself expects of a v2 router (`wagtailapi_v2`)."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path, reverse
from wagtail.api.v2.router import WagtailAPIRouter

from itp_cms.api.contract.docs import docs_page
from itp_cms.api.contract.openapi import document
from itp_cms.api.contract.operations import JSON, Answer, Operation
from itp_cms.api.endpoints.calendar import CalendarViewSet
from itp_cms.api.endpoints.changes.views import ChangesViewSet
from itp_cms.api.endpoints.channels import ChannelsViewSet
from itp_cms.api.endpoints.feeds.views import FeedsViewSet
from itp_cms.api.endpoints.forms.views import FormsViewSet
from itp_cms.api.endpoints.locales import LocalesViewSet
from itp_cms.api.endpoints.maps import MapsViewSet
from itp_cms.api.endpoints.media import DocumentsViewSet, ImagesViewSet
from itp_cms.api.endpoints.navigation import NavigationViewSet
from itp_cms.api.endpoints.pages import PagesViewSet
from itp_cms.api.endpoints.previews import PagePreviewViewSet
from itp_cms.api.endpoints.redirects import RedirectsViewSet
from itp_cms.api.endpoints.search.views import SearchViewSet
from itp_cms.api.endpoints.settings import SettingsViewSet
from itp_cms.api.endpoints.sitemap import PART, api_sitemap
from itp_cms.api.endpoints.sitemap import operations as sitemap_operations
from itp_cms.api.endpoints.snippets import (
    CountriesViewSet,
    InstitutionsViewSet,
    PeopleViewSet,
    SeriesViewSet,
    SponsorsViewSet,
    TestimonialsViewSet,
)
from itp_cms.api.errors import no_such_address
from itp_cms.api.parameters import CACHE_BUSTER, WITHOUT_EFFECT, reads
from itp_cms.api.sites import SITE, site_asked
from itp_cms.core.memory import memory
from itp_cms.core.representation.context import absolute, name_of_site, query_of
from itp_cms.core.representation.schema import an_object, const

ROOT_SCHEMA = an_object(
    {
        "version": const("2"),
        "endpoints": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
    }
)


class Router(WagtailAPIRouter):
    """Besides the endpoints: a list of them at the root, and an answer in JSON where there is none."""

    def register_endpoint(self, name: str, class_: Any) -> None:
        class_.endpoint = name
        super().register_endpoint(name, class_)

    def object_endpoints(self) -> dict[str, Any]:
        """The endpoints that give objects of a model by their ids, by name."""
        return {
            name: endpoint
            for name, endpoint in self._endpoints.items()
            if endpoint.is_list
            and endpoint.get_object_detail_urlpath(endpoint.model, 0, f"{self.url_namespace}:{name}") is not None
        }

    def parts(self) -> dict[str, tuple[type[Model], ...]]:
        """By the endpoint, the models whose objects are a part of its one answer."""
        return {name: endpoint.made_of for name, endpoint in self._endpoints.items() if endpoint.made_of}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", reads(SITE, *WITHOUT_EFFECT)(self.root), name="root"),
            path("openapi.json", reads(*WITHOUT_EFFECT)(self.document), name="openapi"),
            path("docs/", reads(CACHE_BUSTER)(self.docs), name="docs"),
            path("sitemap.xml", api_sitemap, name="sitemap"),
            path(PART, api_sitemap, name="part_of_sitemap"),
            *super().get_urlpatterns(),
            re_path("", no_such_address),
        ]

    def operations(self) -> list[Operation]:
        return [
            Operation(
                path="",
                operation_id="root",
                summary="List the endpoints",
                parameters=(SITE, *WITHOUT_EFFECT),
                answers={200: Answer("The address of each endpoint by its name.", {JSON: ROOT_SCHEMA})},
            ),
            Operation(
                path="openapi.json",
                operation_id="openapi",
                summary="Get this document",
                parameters=WITHOUT_EFFECT,
                answers={200: Answer("The OpenAPI document of the API.", {JSON: {"type": "object"}})},
            ),
            *sitemap_operations(),
        ]

    def document(self, request: HttpRequest) -> HttpResponse:
        """The OpenAPI document."""
        return HttpResponse(document(self, reverse(f"{self.url_namespace}:root")).content, content_type=JSON)

    def docs(self, request: HttpRequest) -> HttpResponse:
        """The document as a page to read."""
        address = reverse(f"{self.url_namespace}:openapi")
        return docs_page(document(self, reverse(f"{self.url_namespace}:root")), address)

    def root(self, request: HttpRequest) -> JsonResponse:
        """Where each endpoint is: from here one can walk the whole API."""
        site = _named_site(request) if SITE.name in request.GET else ""
        addresses = {
            name: absolute(request, reverse(f"{self.url_namespace}:{name}:listing")) + site
            for name, endpoint in self._endpoints.items()
            if endpoint.is_list
        }
        return JsonResponse({"version": "2", "endpoints": addresses})


def _named_site(request: HttpRequest) -> str:
    known = memory()
    return query_of(name_of_site(request, site_asked(request, known), known))


api_router = Router("wagtailapi_v2")
for viewset in (
    PagesViewSet,
    PagePreviewViewSet,
    ImagesViewSet,
    DocumentsViewSet,
    PeopleViewSet,
    InstitutionsViewSet,
    CountriesViewSet,
    TestimonialsViewSet,
    SeriesViewSet,
    SponsorsViewSet,
    LocalesViewSet,
    RedirectsViewSet,
    SettingsViewSet,
    NavigationViewSet,
    ChannelsViewSet,
    FeedsViewSet,
    FormsViewSet,
    CalendarViewSet,
    MapsViewSet,
    ChangesViewSet,
    SearchViewSet,
):
    api_router.register_endpoint(viewset.name, viewset)
