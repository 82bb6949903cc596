"""GeoJSON, as a map reads it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from itp_cms.core.models import Institution
from legacy_projects.models import LegacyProjectPage, ProjectPlace
from tests.api.contract import Contract
from tests.api.test_queries import count  # noqa: F401  a fixture
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.legacy_projects import (
    LegacyProjectIndexPageFactory,
    LegacyProjectPageFactory,
    StrandPageFactory,
)
from tests.small_site import SmallSite, translate

PROJECTS = "/api/v2/maps/projects.geojson"
INSTITUTIONS = "/api/v2/maps/institutions.geojson"


@pytest.fixture
def strand(small_site: SmallSite) -> Any:
    index = LegacyProjectIndexPageFactory(parent=small_site.home)
    return StrandPageFactory(parent=index, title="Courses", slug="courses")


def project(strand: Any, title: str = "Aswan", *places: tuple[str, float | None, float | None], **fields: Any) -> Any:
    page = LegacyProjectPageFactory(parent=strand, title=title, **fields)
    for number, (name, latitude, longitude) in enumerate(places):
        ProjectPlace.objects.create(
            page=page,
            locale=page.locale,
            name=name,
            latitude=latitude,
            longitude=longitude,
            country=CountryFactory(code="EG"),
            sort_order=number,
        )
    return page


def read(client: Client, path: str, **parameters: str) -> dict[str, Any]:
    """A FeatureCollection that keeps the rules of RFC 7946."""
    response = client.get(path, parameters)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/geo+json"
    collection: dict[str, Any] = response.json()
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        west, south, east, north = collection["bbox"]
        assert west <= longitude <= east
        assert south <= latitude <= north
    ids = [feature["id"] for feature in collection["features"]]
    assert len(set(ids)) == len(ids)
    return collection


def titles(collection: dict[str, Any]) -> list[str]:
    return [feature["properties"]["title"] for feature in collection["features"]]


def test_a_place_of_a_project(strand: Any, client: Client) -> None:
    page = project(
        strand,
        "Aswan",
        ("Nubia Museum", 24.08, 32.89),
        ("Online", None, None),
        ("Luxor", 25.7, 32.64),
        slug="aswan",
        status="running",
        start_date=datetime.date(2018, 10, 1),
        start_precision="month",
    )
    collection = read(client, PROJECTS)
    assert collection["bbox"] == [32.64, 24.08, 32.89, 25.7]
    assert collection["numberMatched"] == 1
    first, second = collection["features"]
    assert first["geometry"]["coordinates"] == [32.89, 24.08]
    assert first["properties"] == {
        "id": page.pk,
        "title": "Aswan",
        "detail_url": f"http://testserver/api/v2/pages/{page.pk}/",
        "html_url": f"http://localhost{page.get_url()}",
        "locale": "en",
        "place": "Nubia Museum",
        "country": "EG",
        "country_name": "Egypt",
        "status": "running",
        "start": "2018-10",
        "end": None,
        "strand_id": strand.pk,
        "strand": "Courses",
    }
    assert second["properties"]["place"] == "Luxor"


def test_narrowed(strand: Any, client: Client) -> None:
    other = StrandPageFactory(parent=strand.get_parent(), title="Awards", slug="awards")
    project(strand, "Aswan", ("Aswan", 24, 32), status="complete", start_date=datetime.date(2018, 10, 23))
    project(other, "Mumbai", ("Mumbai", 19, 72), status="planned", start_date=datetime.date(2019, 3, 28))
    ProjectPlace.objects.filter(name="Mumbai").update(country=CountryFactory(code="IN"))
    assert titles(read(client, PROJECTS)) == ["Aswan", "Mumbai"]
    for parameters in ({"strand": "courses"}, {"country": "EG"}, {"status": "complete"}, {"year": "2018"}):
        assert titles(read(client, PROJECTS, **parameters)) == ["Aswan"], parameters
    nothing = read(client, PROJECTS, year="1999")
    assert nothing == {"type": "FeatureCollection", "numberMatched": 0, "features": []}


def test_by_language(strand: Any, client: Client) -> None:
    page = project(strand, "Aswan", ("Aswan", 24, 32))
    translated = translate(page, "zh-hans", title="阿斯旺", slug="aswan-zh")
    if not translated.places.exists():
        ProjectPlace.objects.create(page=translated, locale=translated.locale, name="阿斯旺", latitude=24, longitude=32)
    assert titles(read(client, PROJECTS)) == ["Aswan"]
    assert titles(read(client, PROJECTS, locale="zh-hans")) == ["阿斯旺"]
    assert titles(read(client, PROJECTS, locale="ar")) == []
    assert titles(read(client, PROJECTS, locale="ar", fallback="zh-hans,en")) == ["阿斯旺"]


def test_only_what_is_public(strand: Any, client: Client) -> None:
    private = project(strand, "Sesame private", ("Sesame", 24, 32))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    project(strand, "Sesame draft", ("Sesame", 24, 32), live=False)
    project(strand, "Nowhere")
    InstitutionFactory(name="Sesame", latitude=51, longitude=0, live=False)
    assert read(client, PROJECTS)["features"] == []
    assert read(client, INSTITUTIONS)["features"] == []
    PageViewRestriction.objects.create(page=strand, restriction_type="login")
    project(strand, "Sesame below", ("Sesame", 24, 32))
    assert "Sesame" not in client.get(PROJECTS).content.decode()


def test_institutions(small_site: SmallSite, client: Client) -> None:
    museum = InstitutionFactory(
        name="Museum",
        kind="partner",
        city="Glasgow",
        latitude=55.87,
        longitude=-4.29,
        country=CountryFactory(code="GB"),
    )
    InstitutionFactory(name="Somewhere")
    InstitutionFactory(name="Host", kind="host", latitude=0, longitude=0)
    translate(museum, "zh-hans", name="博物馆")
    (feature,) = read(client, INSTITUTIONS, kind="partner")["features"]
    assert feature["geometry"]["coordinates"] == [-4.29, 55.87]
    assert feature["properties"] == {
        "id": museum.pk,
        "name": "Museum",
        "detail_url": f"http://testserver/api/v2/institutions/{museum.pk}/",
        "locale": "en",
        "kind": "partner",
        "city": "Glasgow",
        "url": "",
        "country": "GB",
        "country_name": "United Kingdom",
    }
    assert len(read(client, INSTITUTIONS)["features"]) == 2
    assert read(client, INSTITUTIONS, locale="zh-hans")["features"][0]["properties"]["name"] == "博物馆"


@pytest.mark.parametrize("path", [PROJECTS, INSTITUTIONS])
@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("colour=red", 400),
        ("expand=x", 400),
        ("limit=2", 400),
        ("locale=xx", 404),
        ("x=%00", 400),
        ("status=lost&kind=lost", 400),
    ],
)
def test_what_cannot_be_answered(
    small_site: SmallSite, client: Client, path: str, parameters: str, status: int
) -> None:
    response = client.get(f"{path}?{parameters}")
    assert response.status_code == status
    assert "message" in response.json()


def test_no_such_map(small_site: SmallSite, client: Client) -> None:
    assert client.get("/api/v2/maps/people.geojson").status_code == 404


def test_queries_do_not_grow(strand: Any, count) -> None:  # noqa: F811
    project(strand, "One", ("Aswan", 24, 32))
    InstitutionFactory(latitude=1, longitude=1, country=CountryFactory())
    with_one = count(PROJECTS), count(INSTITUTIONS)
    for number in range(12):
        project(strand, f"More {number}", ("Aswan", 24, 32), ("Luxor", 25, 32))
        InstitutionFactory(latitude=number, longitude=1, country=CountryFactory(code="CN"))
    assert (count(PROJECTS), count(INSTITUTIONS)) == with_one
    assert LegacyProjectPage.objects.count() > Institution.objects.count() - 2


def test_the_demo_sites_maps(demo_site, client: Client) -> None:
    contract = Contract(client.get("/api/v2/openapi.json").json())
    listed = client.get("/api/v2/maps/").json()
    assert contract.errors("/api/v2/maps/", 200, listed) == []
    for entry in listed["items"]:
        collection = read(client, entry["geojson"].removeprefix("http://testserver"))
        assert len(collection["features"]) > 10
        assert (
            contract.errors(
                entry["geojson"].removeprefix("http://testserver"), 200, collection, media_type="application/geo+json"
            )
            == []
        )
