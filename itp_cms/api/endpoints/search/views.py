from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, TypedDict

from django.db.models import Model
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page, Site

from itp_cms.api.composed import ComposedViewSet
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter, Schema
from itp_cms.api.endpoints.search.asking import asked_by, find_or_correct
from itp_cms.api.endpoints.search.criteria import parameters
from itp_cms.api.endpoints.search.facets import Facets, facets
from itp_cms.api.endpoints.search.hits import shown
from itp_cms.api.endpoints.search.suggestions import SuggestionsMixin, suggestions_operation
from itp_cms.api.endpoints.search.visible import searched_models
from itp_cms.api.errors import BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.locales import locale_parameters
from itp_cms.api.pagination import Pagination, limit_of
from itp_cms.api.parameters import KEYS, WITHOUT_EFFECT, chosen
from itp_cms.api.sites import SITE
from itp_cms.core.representation.context import TEASERS_TO_LEVEL, Context
from itp_cms.core.representation.schema import LocaleCode, SchemaScope, an_object, array, either, nullable
from itp_cms.core.representation.schema.types import Count
from itp_cms.core.representation.shapes import page_models
from search import misses
from search.asking import Order
from search.engines.database import entries_of
from search.follower import has_followed
from search.highlights import Highlighter
from search.models import Entry
from search.promotions import compared, promotions_of, queries_by_text
from search.query import parse

MARKED = "HTML in which nothing but `<mark>` is markup."


class Highlights(TypedDict):
    """Where the words are."""

    title: Annotated[str, "The title. " + MARKED]
    text: Annotated[str | None, "A passage that has some of the words. " + MARKED]
    page: Annotated[int | None, "Of a PDF, the number of the page on which it is, from 1 on."]


class PromotedLink(TypedDict):
    """Another address that editors put before all hits."""

    title: str
    url: str


class SearchMeta(TypedDict):
    """Of all hits."""

    total_count: Annotated[Count, "How many hits there are in all, of what is public."]
    engine: Annotated[str, "What found them."]
    did_you_mean: Annotated[str | None, "Where nothing has what was asked for: what is like it, by which the hits are."]
    facets: Annotated[Facets, "By what the hits can be narrowed, and how many each value would leave."]


class SearchPagination(Pagination):
    """By `limit` and `offset`: what is most relevant has no place to remember."""

    def parameters(self, view: Any) -> list[Parameter]:
        return [parameter for parameter in super().parameters(view) if parameter.name != "cursor"]


class SearchViewSet(SuggestionsMixin, ComposedViewSet):
    """Everything that is public, of all types: pages, files, people, places. The best matches first.

    All of the words are looked for, in any of their forms, as far as their language is one of the site's; Simplified
    and Traditional characters, accents and Arabic vowels make no difference. The last word may be the beginning of
    one. Without `locale`, what is found is in all languages; with `fallback`, each piece of content is found once.
    """

    name = "search"
    is_list = False  # without words there is nothing to list
    filter_backends = ()
    pagination_class = SearchPagination
    q = Parameter(
        "q", 'What is looked for: all of the words, "exact phrases", and no -words.', required=True, may_be_empty=True
    )
    order = Parameter("order", "`-date` or `date`, instead of what matches best.", {"enum": ["-date", "date"]})

    expand = Parameter(
        "expand",
        "How the objects of hits are shown: `0`, as without it, by names and addresses; `1` by their teasers.",
        {"type": "string", "enum": ["0", "1"]},
    )

    @classmethod
    def list_parameters_of(cls, view: Any) -> list[Parameter]:
        declared = [cls.q, *locale_parameters(), SITE, *parameters(found_types()), cls.order, cls.expand, KEYS]
        return [*declared, *SearchPagination().parameters(view), *WITHOUT_EFFECT]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "q" not in request.GET and request.method != "OPTIONS":
            raise BadRequest("q says what to look for", ErrorCode.REQUIRED, "q")
        # Asked before the index is: what it takes up in between makes the answer newer, never older.
        self.is_passing = not has_followed(self.known)

    def context_for(self, site: Site) -> Context:
        context = super().context_for(site)
        context.expand = int(chosen(self.request.GET, self.expand) or 0)
        return context

    def taken(self) -> list[Parameter]:
        is_begun = self.action == "suggest_view"
        return self.suggest_parameters_of(self) if is_begun else self.list_parameters_of(self)

    def listing_view(self, request: Request) -> Response:
        order = Order(chosen(request.GET, self.order) or Order.RELEVANCE)
        offset, limit = whole_number("offset", request.GET.get("offset", "0")), limit_of(request)
        text = request.GET["q"]
        asked = asked_by(request, self.context, parse(text, self.context.locales.values()), found_types())
        asked = replace(asked, order=order, start=offset, stop=offset + limit)
        found, did_you_mean, query = find_or_correct(asked, text, self.context)
        meta = SearchMeta(
            total_count=found.total,
            engine=found.engine,
            did_you_mean=did_you_mean,
            facets=facets(found.counts, found.total, self.context, self.language),
        )
        if not found.total or did_you_mean:
            self.is_passing = True  # so that each is counted
            if asked.query and not (asked.types or asked.conditions or offset):
                misses.count(text, request.GET.get("locale", ""))
        highlighter = Highlighter(query)
        items = [self.represent_hit(entry, highlighter) for entry in entries_of(self.context, found.ids)]
        promotions = [] if offset else list(self.promotions(text, asked.locales))
        return Response(self.context.finish({"meta": meta, "promotions": promotions, "items": items}))

    def promotions(self, text: str, locales: tuple[int, ...] | None) -> Iterator[dict[str, Any]]:
        """Before the first hits. A query where something is promoted for what was typed."""
        by_text = self.known.recall("promoted searches", queries_by_text)
        if (typed := compared(text)) not in by_text:
            return
        named = None if locales is None else {pk: self.context.locales[pk] for pk in locales}
        for promotion in promotions_of(by_text[typed], self.context.public(Page), named):
            link = PromotedLink(title=promotion.external_link_text or "", url=promotion.external_link_url)
            page = promotion.page
            language = self.context.locales[page.locale_id] if page else self.language
            yield {
                "description": promotion.description,
                "object": page and self.context.scope(language).page(page.pk),
                "link": None if page else link,
            }

    def represent_hit(self, entry: Entry, highlighter: Highlighter) -> dict[str, Any]:
        model: Any = entry.model
        hit = shown(entry, highlighter, self.context, self.request.GET.get("locale"))
        text, page = highlighter.excerpt(hit.rest)
        return {
            "type": entry.type,
            "locale": hit.locale,
            "date": entry.day and entry.day.isoformat(),
            "title": hit.title.text,
            "highlights": Highlights(title=hit.marked, text=text, page=page),
            "object": self.context.scope(hit.language).reference(model, entry.object_id),
        }

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("suggest/", cls.as_view({"get": "suggest_view"}), name="suggest"),
        ]

    @classmethod
    def operations(cls) -> list[Operation]:
        return [
            Operation(
                path="search/",
                operation_id="search",
                summary="Search everything",
                description=cls.__doc__ or "",
                parameters=tuple(cls.list_parameters_of(cls())),
                answers={200: Answer("What was found.", {JSON: _schema})},
            ),
            suggestions_operation(cls.suggest_parameters_of(cls())),
        ]


@cache
def found_types() -> list[str]:
    """The types of what can be found, as the parameter `type` names them."""
    from itp_cms.api.router import api_router

    snippets = [model._meta.label for model in searched_models(api_router) if model not in page_models()]
    return sorted({f"{model._meta.app_label}.{model.__name__}" for model in page_models()} | set(snippets))


def _schema(components: Any) -> Schema:
    from itp_cms.api.router import api_router

    scope = SchemaScope(components)
    hit = an_object(
        {
            "type": scope.of(str),
            "locale": scope.of(LocaleCode | None),
            "date": {"type": ["string", "null"], "format": "date", "description": "What it is dated by."},
            "title": scope.of(str),
            "highlights": scope.of(Highlights),
            "object": _shown(searched_models(api_router), components),
        }
    )
    promotion = an_object(
        {
            "description": scope.of(str),
            "object": nullable(_shown([Page], components)),
            "link": scope.of(PromotedLink | None),
        }
    )
    return an_object({"meta": scope.of(SearchMeta), "promotions": array(promotion), "items": array(hit)})


def _shown(models: Iterable[type[Model]], components: Any) -> Schema:
    """An object of one of the models by names and addresses, or, with `expand`, by its teaser."""
    scopes = SchemaScope(components, TEASERS_TO_LEVEL), SchemaScope(components, TEASERS_TO_LEVEL - 1)
    schemas = [scope.reference(model) for model in models for scope in scopes]
    return either([one for place, one in enumerate(schemas) if one not in schemas[:place]], exclusive=False)
