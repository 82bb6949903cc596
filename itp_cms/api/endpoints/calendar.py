"""What has a date to keep: deadlines, the programme's days. As a list, and as iCalendar (RFC 5545)."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, TypedDict

import icalendar
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext, override
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page, get_page_models

from itp_cms.api.composed import LOCALE, ComposedViewSet, answer_of, list_answer
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.endpoints.feeds.entries import LONG_AGO, printable, stable_id
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.filters.locales import locale_id, locale_parameters
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.locales import language_tag
from itp_cms.core.occasions import Occasion
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.fields import plain
from itp_cms.core.representation.pages import public_pages
from itp_cms.core.representation.schema import LocaleCode, Note, Uri, enum, locale_schema
from itp_cms.core.representation.translations import best_versions
from itp_cms.core.site_content import find_site_content, site_name

MEDIA_TYPE = "text/calendar"
_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_EVENTS = 500
"""Of each kind of occasion, the newest."""


class CalendarEventPage(TypedDict):
    """The page that tells of an event."""

    id: int
    type: str
    html_url: Uri
    detail_url: Uri


class CalendarEvent(TypedDict):
    """A day, several, or a moment: `all_day` says which. `end` is the last day, and null for a single one."""

    id: Annotated[str, "The same for as long as the event is told of, and in iCalendar."]
    kind: Annotated[str, Note(lambda: {"enum": kinds()}), "What happens then."]
    title: str
    summary: str
    start: Annotated[datetime.date | datetime.datetime, "Its first day, or its moment."]
    end: Annotated[datetime.date | None, "The last of several days."]
    all_day: Annotated[bool, "Whether `start` is a day."]
    locale: LocaleCode
    page: Annotated[CalendarEventPage, "Where it is told of."]


@dataclass(frozen=True)
class Event:
    """`id` outlasts the page's address. `start` is a day or a moment, `end` the last day of several."""

    id: str
    kind: str
    title: str
    summary: str
    start: datetime.date
    end: datetime.date | None
    updated: datetime.datetime
    language: str
    page: Page
    html_url: str


def occasions() -> list[tuple[type[Page], Occasion]]:
    return [(model, occasion) for model in get_page_models() for occasion in getattr(model, "occasions", ())]


def kinds() -> list[str]:
    return sorted({occasion.kind for _model, occasion in occasions()})


_LOCALE, FALLBACK = locale_parameters()
DAY = {"type": "string", "format": "date"}
KIND = Parameter("kind", "Of these kinds only.", is_list=True)
FROM = Parameter("from", "What is not over by this day.", DAY)
TO = Parameter("to", "What has begun by this day.", DAY)


@dataclass(frozen=True)
class Wanted:
    """What is asked of the calendar."""

    language: str
    kinds: frozenset[str]
    since: datetime.date | None = None
    until: datetime.date | None = None


def find_events(context: Context, wanted: Wanted) -> list[Event]:
    """The public events in a language, earliest first; of each page the best version, where others stand in for it.
    Pages that only mirror another are left out.
    """
    found = [
        event
        for model, occasion in occasions()
        if occasion.kind in wanted.kinds
        for event in _events(context, model, occasion, wanted)
    ]
    return sorted(found, key=lambda event: (_day(event.start), event.kind, event.title))


def _events(context: Context, model: type[Page], occasion: Occasion, wanted: Wanted) -> Iterator[Event]:
    versions = public_pages(context, model)
    locales = [locale_id(context.locales, code) for code in context.chain(wanted.language)]
    pages = _within(versions.filter(**{f"{occasion.start}__isnull": False}), model, occasion, wanted)
    pages = best_versions(pages.filter(alias_of=None), versions, locales)
    for page in pages.order_by(F(occasion.start).desc(), "-pk")[:MOST_EVENTS]:
        html_url = context.addresses.html_url(page)
        language = context.locales[page.locale_id]
        if html_url:
            with override(language):
                name = str(occasion.name)
            yield Event(
                id=stable_id(page.translation_key, language, occasion.kind),
                kind=occasion.kind,
                title=" ".join(printable(name % {"title": page.title}).split()),
                summary="\n".join(printable(getattr(page, "teaser_text", "")).splitlines()),
                start=getattr(page, occasion.start),
                end=getattr(page, occasion.end) if occasion.end else None,
                updated=page.last_published_at or page.first_published_at or LONG_AGO,
                language=language,
                page=page,
                html_url=html_url,
            )


def _within(pages: QuerySet[Page], model: type[Page], occasion: Occasion, wanted: Wanted) -> QuerySet[Page]:
    day_of_start = f"{occasion.start}{_as_day(model, occasion.start)}"
    if wanted.until:
        pages = pages.filter(**{f"{day_of_start}__lte": wanted.until})
    if wanted.since:
        still_on = Q(**{f"{day_of_start}__gte": wanted.since})
        if occasion.end:
            still_on |= Q(**{f"{occasion.end}__gte": wanted.since})
        pages = pages.filter(still_on)
    return pages


def _as_day(model: type[Page], column: str) -> str:
    is_moment = model._meta.get_field(column).get_internal_type() == "DateTimeField"
    return "__date" if is_moment else ""


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


class CalendarViewSet(ComposedViewSet):
    """Dates in one language (`?locale=`, else the default), earliest first.

    With a `fallback`, each page tells of its dates once, in the first of the languages in which it is public. iCalendar
    is of one language: who has several subscribes to several.
    """

    name = "calendar"
    parameters: ClassVar = {
        "listing_view": (LOCALE, FALLBACK, SITE, KIND, FROM, TO),
        "icalendar_view": (SITE, KIND, FROM, TO),
    }

    @property
    def language(self) -> str:
        return self.kwargs.get("language") or super().language

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.language, self.asked_kinds(), self.asked_day("from"), self.asked_day("to"))

    def asked_kinds(self) -> frozenset[str]:
        if "kind" not in self.request.GET:
            return frozenset(kinds())
        asked = frozenset(self.request.GET["kind"].split(","))
        if unknown := asked - set(kinds()):
            raise BadRequest(f"there is no kind '{min(unknown)}'", ErrorCode.INVALID_CHOICE, "kind", kinds())
        return asked

    def asked_day(self, parameter: str) -> datetime.date | None:
        if parameter not in self.request.GET:
            return None
        try:
            if _A_DAY.fullmatch(value := self.request.GET[parameter]):
                return datetime.date.fromisoformat(value)
        except ValueError:  # of a day that no month has
            pass
        raise BadRequest(f"{parameter} must be a day, such as 2018-07-31", ErrorCode.INVALID, parameter)

    def listing_view(self, request: Request) -> Response:
        found = find_events(self.context, self.wanted)
        self.context.languages.update(event.language for event in found)
        events = [self.represent_event(event) for event in found]
        return Response({"meta": {"total_count": len(events)}, "items": events})

    def represent_event(self, event: Event) -> dict[str, Any]:
        page = {
            "id": event.page.pk,
            "type": f"{event.page._meta.app_label}.{type(event.page).__name__}",
            "html_url": event.html_url,
            "detail_url": self.context.detail_url(Page, event.page.pk),
        }
        return {
            "id": event.id,
            "kind": event.kind,
            "title": event.title,
            "summary": event.summary,
            "start": plain(event.start),
            "end": plain(event.end),
            "all_day": not isinstance(event.start, datetime.datetime),
            "locale": event.language,
            "page": page,
        }

    def icalendar_view(self, request: Request, language: str) -> HttpResponseBase:
        name = " ".join(printable(site_name(self.context, find_site_content(self.context, language))).split())
        with override(language):
            title = f"{name}: {gettext('Calendar')}"
        calendar = icalendar.Calendar.new(
            name=title,
            prodid=f"-//{name}//{language_tag(language)}",
            uid=stable_id(self.context.site.root_page.translation_key, "calendar", language),
        )
        for event in find_events(self.context, self.wanted):
            calendar.add_component(_component(event))
        return HttpResponse(calendar.to_ical(), content_type=f"{MEDIA_TYPE}; charset=utf-8")

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<str:language>.ics", cls.as_view({"get": "icalendar_view"}), name="icalendar"),
        ]

    @classmethod
    def operations(cls) -> list[Operation]:
        kind = replace(KIND, schema=enum(kinds()))
        language = Parameter("language", "The language, by its code.", locale_schema(), location="path")
        return [
            Operation(
                path="calendar/",
                operation_id="calendar",
                summary="List the dates",
                description=cls.__doc__ or "",
                parameters=(LOCALE, FALLBACK, SITE, kind, FROM, TO, *WITHOUT_EFFECT),
                answers={200: list_answer("The dates.", CalendarEvent)},
            ),
            Operation(
                path="calendar/{language}.ics",
                operation_id="calendar_icalendar",
                summary="Get the dates as iCalendar",
                description="For calendar programs to subscribe to.",
                parameters=(language, SITE, kind, FROM, TO, *WITHOUT_EFFECT),
                answers={200: answer_of("The calendar.", str, MEDIA_TYPE)},
            ),
        ]


def _component(event: Event) -> icalendar.Event:
    """The event as iCalendar has it, where the end of whole days is the day after."""
    last = event.start if event.end is None else event.end
    end = last if isinstance(last, datetime.datetime) else last + datetime.timedelta(days=1)
    component = icalendar.Event()
    component.add("uid", event.id)
    component.add("dtstamp", event.updated)
    component.add("last-modified", event.updated)
    component.add("summary", event.title)
    component.add("dtstart", event.start)
    component.add("dtend", end)
    component.add("categories", [event.kind])
    component.add("url", event.html_url)
    component.add("transp", "TRANSPARENT")  # nobody is busy by it
    if event.summary:
        component.add("description", event.summary)
    return component
