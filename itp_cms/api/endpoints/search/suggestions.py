"""What may be meant, while it is typed: titles, people and tags."""

from typing import Annotated, Any, Literal, TypedDict

from django.utils.html import escape
from rest_framework.request import Request
from rest_framework.response import Response
from taggit.models import Tag

from itp_cms.api.base import PublicViewSet
from itp_cms.api.composed import answer_of
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.endpoints.search.asking import find, shown_keys
from itp_cms.api.endpoints.search.hits import shown
from itp_cms.api.filters.locales import locale_id, locale_parameters
from itp_cms.api.parameters import KEYS, WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.models import Person
from itp_cms.core.representation.schema import LocaleCode, Uri
from itp_cms.core.representation.schema.types import Count
from search.analysis import fold
from search.asking import Asked
from search.engines import Within
from search.engines.database import entries_of
from search.highlights import Highlighter
from search.models import Entry
from search.query import parse
from search.words import Field, Passage

MOST = 8
MOST_TAGS = 4
MOST_TAGS_LOOKED_AT = 20


class Suggestion(TypedDict):
    """Something that what was typed may be meant for."""

    kind: Annotated[Literal["title", "person", "tag"], "A page, file or place by its title; somebody; a tag."]
    text: Annotated[str, "The title or name; for `tags`, one with a comma stands in quotes."]
    highlight: Annotated[str, "The same as HTML in which nothing but `<mark>` is markup."]
    type: Annotated[str | None, "The type of the object; null for a tag."]
    locale: LocaleCode | None
    id: Annotated[int | None, "Of the object; null for a tag."]
    detail_url: Uri | None


class SuggestionsMeta(TypedDict):
    """Of all suggestions."""

    total_count: Annotated[Count, "How many suggestions there are here."]
    engine: Annotated[str, "What found them."]


class Suggestions(TypedDict):
    """Titles and names first, the best matches before others; then tags."""

    meta: SuggestionsMeta
    items: list[Suggestion]


class SuggestionsMixin(PublicViewSet):
    q_begun = Parameter(
        "q", "What is typed so far: whole words, and the beginning of the last one.", required=True, may_be_empty=True
    )

    @classmethod
    def suggest_parameters_of(cls, view: Any) -> list[Parameter]:
        return [cls.q_begun, *locale_parameters(), SITE, KEYS, *WITHOUT_EFFECT]

    def suggest_view(self, request: Request) -> Response:
        context, language = self.context, request.GET.get("locale")
        query = parse(request.GET["q"], context.locales.values(), shortest_beginning=1)
        locales = (
            None if language is None else tuple(locale_id(context.locales, code) for code in context.chain(language))
        )
        asked = Asked(
            query,
            locales=locales,
            falls_back=context.falls_back,
            within=Within.TITLES,
            stop=MOST,
            with_counts=False,
        )
        found = find(asked, context)
        highlighter = Highlighter(query)
        items = [self._of_entry(entry, highlighter, language) for entry in entries_of(context, found.ids)]
        items += self._of_tags(asked, request.GET["q"], highlighter)
        return Response({"meta": SuggestionsMeta(total_count=len(items), engine=found.engine), "items": items})

    def _of_entry(self, entry: Entry, highlighter: Highlighter, language: str | None) -> Suggestion:
        model: Any = entry.model
        hit = shown(entry, highlighter, self.context, language)
        self.context.keys.add_objects(model, [entry.object_id])
        return Suggestion(
            kind="person" if model is Person else "title",
            text=hit.title.text,
            highlight=hit.marked,
            type=entry.type,
            locale=hit.locale,
            id=entry.object_id,
            detail_url=self.context.detail_url(model, entry.object_id),
        )

    def _of_tags(self, asked: Asked, typed: str, highlighter: Highlighter) -> list[Suggestion]:
        """Tags that something has which may be seen. A query for the tags in each state of the content, and one."""
        begun = fold(typed).text.strip()
        names: dict[str, tuple[str, str]] = self.known.recall("tags by what is typed", _folded_tags) if begun else {}
        near = [key for key, (folded, _name) in names.items() if _has(folded, begun)][:MOST_TAGS_LOOKED_AT]
        if not near:
            return []
        shown = sorted(names[key][1] for key in shown_keys(asked, "tag", near, self.context))[:MOST_TAGS]
        return [
            Suggestion(
                kind="tag",
                text=name,
                highlight=highlighter.marked(Passage(Field.TITLE, self.language, name)) or escape(name),
                type=None,
                locale=None,
                id=None,
                detail_url=None,
            )
            for name in shown
        ]


def _folded_tags() -> dict[str, tuple[str, str]]:
    return {str(pk): (fold(name).text, name) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")}


def _has(folded: str, begun: str) -> bool:
    """Whether a word of the name begins so; in a script without spaces, whether it is anywhere in it."""
    return folded.startswith(begun) or f" {begun}" in folded or (not begun.isascii() and begun in folded)


def suggestions_operation(parameters: list[Parameter]) -> Operation:
    return Operation(
        path="search/suggest/",
        operation_id="search_suggest",
        summary="Suggest what may be meant",
        description="Titles of what is public, names of people, and tags, for a field that is being typed into.",
        parameters=tuple(parameters),
        answers={200: answer_of("What may be meant.", Suggestions)},
    )
