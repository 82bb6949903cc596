from typing import Annotated, Any

from django.urls import path, reverse
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Locale, Site

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import JSON, Answer, Components, Operation, Parameter, Schema
from itp_cms.api.depth import BODY, EXPAND
from itp_cms.api.endpoints.channels import channel_ids
from itp_cms.api.endpoints.feeds.views import FeedAddresses, feeds_of
from itp_cms.core.models import Channel, SiteContent, SiteSettings
from itp_cms.core.representation.schema import (
    SchemaScope,
    Uri,
    an_object,
    array,
    const,
    described,
    locale_schema,
    nullable,
)
from itp_cms.core.representation.selection import EVERYTHING
from itp_cms.core.representation.shapes import META, selection_for, shape_of
from itp_cms.core.site_content import find_site_content


class SettingsViewSet(PublicViewSet):
    """What holds for the site in one language (`?locale=`, else the default): names, navigation, footer, channels."""

    name = "settings"
    model = SiteContent
    made_of = (Site, SiteSettings, SiteContent)

    def answer_parameters(self) -> list[Parameter]:
        return [parameter for parameter in super().answer_parameters() if parameter.name not in {EXPAND, BODY.name}]

    @classmethod
    def operations(cls) -> list[Operation]:
        answer = Answer("Names, navigation, texts, channels and languages.", {JSON: _schema})
        parameters = tuple(cls().list_parameters())
        return [Operation("settings/", "settings", "Get the site's settings", {200: answer}, parameters)]

    def list_parameters(self) -> list[Parameter]:
        return self.answer_parameters()

    def listing_view(self, request: Request) -> Response:
        self.check_parameters(self.list_parameters())
        self.context.depends_on(SiteContent, Channel)
        scope = self.context.scope(self.language)
        channels = channel_ids(self.context, self.language)
        return Response(
            self.context.finish(
                {
                    "meta": {"type": "core.SiteSettings", "locale": self.language},
                    "front_end_url": self.context.addresses.base,
                    **self.site_content(),
                    "channels": [scope.snippet(Channel, pk, EVERYTHING) for pk in channels],
                    "feeds": feeds_of(self.context, self.language),
                    "sitemap_url": self.sitemap_url(),
                    "locales": [
                        shape_of(Locale).represent(locale, self.select(shape_of(Locale), (), in_list=True), scope)
                        for locale in Locale.all_objects.order_by("id")
                    ],
                }
            )
        )

    def sitemap_url(self) -> str:
        """Where search engines look for it; of a site that has to be named, in this API."""
        name = f"{self.router.url_namespace}:sitemap" if self.context.site_parameter else "sitemap"
        return self.context.api_url(reverse(name))

    def site_content(self) -> dict[str, Any]:
        """Names, navigation and texts in the language, else in the default one; empty as long as none are written."""
        content = find_site_content(self.context, self.language)
        shape = shape_of(SiteContent)
        if content is None:
            return dict.fromkeys((field for field in shape.body if field != "id"), None)
        selection = selection_for(shape, frozenset(shape.body) - {"id"}, ())
        return shape.represent(content, selection, self.context.scope(self.language))

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    @classmethod
    def get_object_detail_urlpath(cls, model: Any, pk: int, namespace: str = "") -> None:
        return None


def _schema(components: Components) -> Schema:
    return components.reference("Settings", lambda: _settings_schema(SchemaScope(components)))


def _settings_schema(scope: SchemaScope) -> Schema:
    content, channel, locale = (shape_of(model) for model in (SiteContent, Channel, Locale))
    written = {name: nullable(content.field_schema(name, scope)) for name in content.body}
    del written["id"]
    schema = an_object(
        {
            "meta": described(an_object({"type": const("core.SiteSettings"), "locale": locale_schema()}), META),
            "front_end_url": scope.of(Annotated[Uri, "Where the site is read."]),
            **written,
            "channels": described(array(channel.detail_schema(scope.below)), "Where the network keeps in touch."),
            "feeds": described(scope.of(list[FeedAddresses]), "The feeds in this language."),
            "sitemap_url": scope.of(Annotated[Uri, "The sitemap, for search engines."]),
            "locales": described(array(locale.list_schema(scope)), "The languages of the site."),
        }
    )
    return described(schema, "What holds for the whole site, in one language.")
