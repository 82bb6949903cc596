"""Places as GeoJSON (RFC 7946), for maps: where projects took place, and where institutions are."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from django.db.models import QuerySet
from django.http import HttpResponseBase, JsonResponse
from django.urls import path, reverse
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from itp_cms.api import filters
from itp_cms.api.base import PublicViewSet
from itp_cms.api.composed import LOCALE, ComposedViewSet, answer_of, list_answer
from itp_cms.api.contract.operations import Operation, Parameter
from itp_cms.api.endpoints.pages import PagesViewSet
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.models import Institution
from itp_cms.core.representation.schema import Count, LocaleCode, Note, Uri
from itp_cms.core.representation.selection import Config
from legacy_projects.models import LegacyProjectPage

MEDIA_TYPE = "application/geo+json"
MOST_OBJECTS = 2000
"""How many projects or institutions one map shows."""


class Point(TypedDict):
    """Longitude and latitude, in degrees (WGS 84)."""

    type: Literal["Point"]
    coordinates: Annotated[list[float], "Longitude, then latitude."]


class ProjectPlaceProperties(TypedDict):
    """A place of a project: `id` and addresses are the project's, dates as far as they are known."""

    id: int
    title: str
    detail_url: Uri
    html_url: Uri
    locale: LocaleCode
    place: Annotated[str, "The city, or the venue and the city."]
    country: Annotated[str | None, "By its ISO 3166-1 code."]
    country_name: str | None
    status: Annotated[str, Note(lambda: {"enum": LegacyProjectPage.Status.values})]
    start: Annotated[str | None, "A day, month or year, as ISO 8601 has them."]
    end: Annotated[str | None, "A day, month or year, as ISO 8601 has them."]
    strand_id: Annotated[int | None, "The id of the strand's page."]
    strand: Annotated[str | None, "The title of the strand."]


class InstitutionProperties(TypedDict):
    """An institution: `id` and address are those of `institutions/`."""

    id: int
    name: str
    detail_url: Uri
    locale: LocaleCode
    kind: Annotated[str, Note(lambda: {"enum": Institution.Kind.values})]
    city: str
    country: Annotated[str | None, "By its ISO 3166-1 code."]
    country_name: str | None
    url: Annotated[str, "Its website."]


class ProjectPlaceFeature(TypedDict):
    """A place of a project on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: ProjectPlaceProperties


class InstitutionFeature(TypedDict):
    """An institution on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: InstitutionProperties


class ProjectMap(TypedDict):
    """A feature for each place of each project. `bbox` is west, south, east, north of them all."""

    type: Literal["FeatureCollection"]
    bbox: NotRequired[list[float]]
    numberMatched: Annotated[Count, "How many there are, also where the map shows fewer."]
    features: list[ProjectPlaceFeature]


class InstitutionMap(TypedDict):
    """A feature for each institution. `bbox` is west, south, east, north of them all."""

    type: Literal["FeatureCollection"]
    bbox: NotRequired[list[float]]
    numberMatched: Annotated[Count, "How many there are, also where the map shows fewer."]
    features: list[InstitutionFeature]


class Map(PublicViewSet):
    """A list drawn as a map: the filters are the list's, in one language (`?locale=`, else the default)."""

    kind: str
    document: Any
    asked: Config
    """What is represented of each object."""

    def list_parameters(self) -> list[Parameter]:
        of_filters = chain.from_iterable(backend().parameters(self) for backend in self.filter_backends)
        declared = [parameter for parameter in self.answer_parameters() if parameter.name not in _OF_TEXTS]
        return list({parameter.name: parameter for parameter in [*declared, *of_filters]}.values())

    def get_queryset(self) -> QuerySet[Any]:
        queryset = super().get_queryset()
        if self.request.GET.keys() & _LANGUAGES:
            return queryset
        return queryset.filter(locale=filters.locale_id(self.context.locales, self.language))

    def map_view(self, request: Request) -> HttpResponseBase:
        self.check_parameters(self.list_parameters())
        objects = self.filter_queryset(self.get_queryset())
        total = objects.count()
        shown = self.context.finish(self.represent(list(objects[:MOST_OBJECTS]), self.asked, in_list=True))
        features = list(chain.from_iterable(map(self.features, shown)))
        bbox = {"bbox": _bounds(features)} if features else {}
        collection = {"type": "FeatureCollection", **bbox, "numberMatched": total, "features": features}
        return JsonResponse(collection, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})

    def features(self, shown: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        raise NotImplementedError

    @classmethod
    def operations(cls) -> list[Operation]:
        return [
            Operation(
                path=f"maps/{cls.kind}.geojson",
                operation_id=f"maps_{cls.kind}",
                summary=f"Get a map of {cls.kind}",
                description=f"At most {MOST_OBJECTS} of them; `numberMatched` says how many there are.",
                parameters=tuple(cls().list_parameters()),
                answers={200: answer_of("The places.", cls.document, MEDIA_TYPE)},
            )
        ]


class ProjectsMapViewSet(Map, PagesViewSet):
    """Where projects took place: those with a place that has coordinates."""

    kind = "projects"
    document = ProjectMap
    filter_backends = (
        filters.FieldsFilter,
        filters.DescendantOfFilter,
        filters.TagsFilter,
        filters.DateFilter,
        filters.YearFilter,
        filters.CountryFilter,
        filters.PersonFilter,
        filters.StrandFilter,
        filters.LocaleFilter,
    )
    asked = (
        ("_", False, None),
        *(
            (name, False, None)
            for name in ("id", "title", "detail_url", "html_url", "locale", "status", "start", "end")
        ),
        ("strand", False, (("_", False, None), ("id", False, None), ("title", False, None))),
        ("places", False, None),
    )

    def get_types(self, parameter: str = "type") -> tuple[type[Page], ...]:
        return (LegacyProjectPage,) if parameter == "type" else ()

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(pk__in=_placed_projects())

    def features(self, shown: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        strand = shown["strand"] or {}
        of_project = {
            "id": shown["id"],
            "title": shown["title"],
            **{name: shown["meta"][name] for name in ("detail_url", "html_url", "locale")},
        }
        for place in shown["places"]:
            if place["latitude"] is not None:
                properties = {
                    **of_project,
                    "place": place["name"],
                    **_country(place["country"]),
                    "status": shown["status"],
                    **{name: shown[name] and shown[name]["value"] for name in ("start", "end")},
                    "strand_id": strand.get("id"),
                    "strand": strand.get("title"),
                }
                yield _feature(f"place-{place['id']}", place, properties)


class InstitutionsMapViewSet(Map):
    """Where institutions are: those whose coordinates are known."""

    kind = "institutions"
    document = InstitutionMap
    model = Institution
    filter_backends = (filters.FieldsFilter, filters.LocaleFilter)
    asked = (
        ("_", False, None),
        *((name, False, None) for name in ("id", "detail_url", "locale", "name", "kind", "city")),
        *((name, False, None) for name in ("country", "url", "latitude", "longitude")),
    )

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(latitude__isnull=False)

    def features(self, shown: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        properties = {
            "id": shown["id"],
            "name": shown["name"],
            **{name: shown["meta"][name] for name in ("detail_url", "locale")},
            **{name: shown[name] for name in ("kind", "city", "url")},
            **_country(shown["country"]),
        }
        yield _feature(f"institution-{shown['id']}", shown, properties)


MAPS: tuple[type[Map], ...] = (ProjectsMapViewSet, InstitutionsMapViewSet)


class MapAddress(TypedDict):
    """What a map shows, and where it is."""

    kind: Annotated[str, Note(lambda: {"enum": [kind.kind for kind in MAPS]})]
    locale: LocaleCode
    geojson: Annotated[Uri, "Where the map is."]


class MapsViewSet(ComposedViewSet):
    """The maps there are, as GeoJSON."""

    name = "maps"
    parameters = {"listing_view": (LOCALE, SITE)}

    def listing_view(self, request: Request) -> Response:
        maps = [
            {"kind": kind.kind, "locale": self.language, "geojson": self.context.api_url(path, locale=self.language)}
            for kind in MAPS
            for path in [reverse(f"wagtailapi_v2:maps:{kind.kind}")]
        ]
        return Response({"meta": {"total_count": len(maps)}, "items": maps})

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        listing = path("", cls.as_view({"get": "listing_view"}), name="listing")
        views = {kind.kind: kind.as_view({"get": "map_view"}) for kind in MAPS}
        return [listing, *(path(f"{kind}.geojson", view, name=kind) for kind, view in views.items())]

    @classmethod
    def operations(cls) -> list[Operation]:
        listing = Operation(
            path="maps/",
            operation_id="maps",
            summary="List the maps",
            parameters=(*cls.parameters["listing_view"], *WITHOUT_EFFECT),
            answers={200: list_answer("The maps.", MapAddress)},
        )
        return [listing, *chain.from_iterable(kind.operations() for kind in MAPS)]


# Parameters for how texts are given: a map has none.
_OF_TEXTS = frozenset({"expand", "body", "rich_text_format"})
_LANGUAGES = frozenset({"locale", "locale__in", "locale__not"})


def _placed_projects() -> QuerySet[Any]:
    places: Any = LegacyProjectPage._meta.get_field("places").related_model
    return places.objects.filter(latitude__isnull=False).order_by().values("page")


def _country(country: Mapping[str, Any] | None) -> dict[str, str | None]:
    return {"country": country["code"], "country_name": country["name"]} if country else _NO_COUNTRY


_NO_COUNTRY: dict[str, str | None] = {"country": None, "country_name": None}


def _feature(pk: str, place: Mapping[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
    return {"type": "Feature", "id": pk, "geometry": point, "properties": properties}


def _bounds(features: Iterable[Mapping[str, Any]]) -> list[float]:
    """West, south, east and north of all points."""
    longitudes, latitudes = zip(*(feature["geometry"]["coordinates"] for feature in features), strict=True)
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
