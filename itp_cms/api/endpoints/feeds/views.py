"""Where feeds are, and the feeds."""

from typing import Annotated, Any, ClassVar, TypedDict

from django.http import HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import override
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Site

from itp_cms.api.composed import LOCALE, ComposedViewSet, answer_of, list_answer
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.endpoints.feeds.entries import feed_models, newest_entries, printable, stable_id
from itp_cms.api.endpoints.feeds.formats import FORMATS, RSS, Atom, JSONFeed, JSONFeedDocument, add_entry
from itp_cms.api.errors import NotFound
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.locales import language_tag
from itp_cms.core.models import SiteContent
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.schema import LocaleCode, Note, Uri, enum, locale_schema
from itp_cms.core.site_content import find_site_content, site_name


class FeedAddresses(TypedDict):
    """Where a feed is, in each format."""

    kind: Annotated[str, Note(lambda: {"enum": sorted(feed_models())}), "What it tells of."]
    locale: LocaleCode
    title: str
    rss: Annotated[Uri, "As RSS 2.0."]
    atom: Annotated[Uri, "As Atom."]
    json: Annotated[Uri, "As JSON Feed 1.1."]


FORMAT_NAMES = {"rss": "RSS 2.0", "atom": "Atom", "json": "JSON Feed 1.1"}


def feeds_of(context: Context, language: str) -> list[dict[str, str]]:
    """The feeds in a language, for a site's `<link rel="alternate">`."""
    return [
        {
            "kind": kind,
            "locale": language,
            "title": feed_title(kind, language),
            **{extension: feed_url(context, language, kind, extension) for extension in FORMATS},
        }
        for kind in feed_models()
    ]


def feed_url(context: Context, language: str, kind: str, extension: str) -> str:
    return context.api_url(reverse("wagtailapi_v2:feeds:feed", args=[language, kind, extension]))


def feed_title(kind: str, language: str) -> str:
    with override(language):
        return str(capfirst(feed_models()[kind]._meta.verbose_name_plural))


class FeedsViewSet(ComposedViewSet):
    """RSS, Atom and JSON Feed of each kind of news, in each language."""

    name = "feeds"
    parameters: ClassVar = {"listing_view": (LOCALE, SITE), "feed_view": (SITE,)}

    def context_for(self, site: Site) -> Context:
        """Readers of feeds take HTML, whatever form of rich text is usual in the rest of the API."""
        return Context(self.request, self.router, site, known=self.known)

    @property
    def language(self) -> str:
        return self.kwargs.get("language") or super().language

    def listing_view(self, request: Request) -> Response:
        languages = [self.language] if "locale" in request.GET else self.context.locales.values()
        feeds = [feed for language in languages for feed in feeds_of(self.context, language)]
        return Response({"meta": {"total_count": len(feeds)}, "items": feeds})

    def feed_view(self, request: Request, language: str, kind: str, extension: str) -> HttpResponseBase:
        if kind not in feed_models():
            raise NotFound("there is no such feed", "kind", sorted(feed_models()))
        if extension not in FORMATS:
            raise NotFound("there is no such feed", "extension", FORMATS)
        self.context.depends_on(SiteContent, *feed_models().values())
        feed = self.feed(kind, extension)
        for entry in newest_entries(self.context, kind, language):
            add_entry(feed, entry)
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    def feed(self, kind: str, extension: str) -> RSS | Atom | JSONFeed:
        """The feed as yet without entries."""
        content = find_site_content(self.context, self.language)
        name = printable(site_name(self.context, content))
        tagline = printable(content.tagline) if content else ""
        return FORMATS[extension](
            title=f"{name}: {feed_title(kind, self.language)}",
            link=self.context.addresses.home_url(self.language),
            description=tagline or name,
            subtitle=tagline or None,
            language=language_tag(self.language),
            author_name=name,
            feed_url=feed_url(self.context, self.language, kind, extension),
            began=self.context.site.root_page.first_published_at,
            feed_guid=stable_id(self.context.site.root_page.translation_key, "feed", kind, self.language),
        )

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<str:language>/<str:kind>.<str:extension>", cls.as_view({"get": "feed_view"}), name="feed"),
        ]

    @classmethod
    def operations(cls) -> list[Operation]:
        listing = Operation(
            path="feeds/",
            operation_id="feeds_list",
            summary="List the feeds",
            description="Those of one language, or of all.",
            parameters=(*cls.parameters["listing_view"], *WITHOUT_EFFECT),
            answers={200: list_answer("The feeds.", FeedAddresses)},
        )
        return [listing, *(cls._operation(extension) for extension in FORMATS)]

    @classmethod
    def _operation(cls, extension: str) -> Operation:
        media_type = FORMATS[extension].content_type.partition(";")[0]
        feed = answer_of("The feed.", JSONFeedDocument if extension == "json" else str, media_type)
        return Operation(
            path=f"feeds/{{language}}/{{kind}}.{extension}",
            operation_id=f"feeds_{extension}",
            summary=f"Get a feed as {FORMAT_NAMES[extension]}",
            description="The newest pages of a kind, newest first, each with its whole text.",
            parameters=(
                Parameter("language", "The language, by its code.", locale_schema(), location="path"),
                Parameter("kind", "What the feed tells of.", enum(sorted(feed_models())), location="path"),
                SITE,
                *WITHOUT_EFFECT,
            ),
            answers={200: feed},
        )
