"""Lists narrowed by columns, ranges, several values and exclusion, and by what pages are about."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from blog.models import Byline
from itp_cms.core.models import PageCountry, PagePerson
from legacy_projects.models import ProjectPlace
from tests.factories.blog import (
    BlogPageFactory,
    EvaluationIndexPageFactory,
    EvaluationPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    SeriesFactory,
)
from tests.factories.core import (
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    InstitutionFactory,
    PersonFactory,
)
from tests.factories.legacy_projects import (
    LegacyProjectIndexPageFactory,
    LegacyProjectPageFactory,
    StrandPageFactory,
)
from tests.small_site import SmallSite, translate

POSTS = "blog.BlogPage"


def ids(listing: dict[str, Any]) -> list[int]:
    return [item["id"] for item in listing["items"]]


def tagged(thing: Any, *names: str) -> Any:
    thing.tags.add(*names)
    thing.save()
    return thing


@pytest.fixture
def posts(small_site: SmallSite) -> list[Any]:
    """Three posts, of 2011, 2012 and 2013."""
    return [BlogPageFactory(parent=small_site.blog, date=f"20{year}-01-01") for year in (11, 12, 13)]


def test_ranges_of_dates(posts: list[Any], api) -> None:
    first, second, third = (post.pk for post in posts)
    expected = {
        "date__gte": [second, third],
        "date__gt": [third],
        "date__lte": [first, second],
        "date__lt": [first],
        "date": [second],
        "date__in": [second],
        "date__not": [first, third],
    }
    for parameter, found in expected.items():
        assert ids(api("pages", type=POSTS, **{parameter: "2012-01-01"})) == found, parameter
    assert ids(api("pages", type=POSTS, date__gte="2012-01-01", date__lt="2013-01-01")) == [second]


def test_ranges_of_moments_and_numbers(small_site: SmallSite, posts: list[Any], api) -> None:
    for number, post in enumerate(posts):
        type(post).objects.filter(pk=post.pk).update(first_published_at=f"2020-01-0{number + 1}T12:00:00Z")
    assert ids(api("pages", first_published_at__gte="2020-01-02")) == [posts[1].pk, posts[2].pk]
    assert ids(api("pages", first_published_at__lt="2020-01-01T12:00:01Z")) == [posts[0].pk]
    index = NewsletterIndexPageFactory(parent=small_site.home)
    issues = [NewsletterPageFactory(parent=index, issue_number=number).pk for number in (1, 2, 3)]
    assert ids(api("pages", type="blog.NewsletterPage", issue_number__gt=1)) == issues[1:]
    assert ids(api("pages", issue_number__lte=2)) == issues[:2]
    people = [PersonFactory(cohort_year=year).pk for year in (2010, 2012)]
    assert ids(api("people", cohort_year__lt=2012)) == people[:1]


def test_ranges_of_what_is_stored_for_lists(small_site: SmallSite, api) -> None:
    """Minutes to read are computed of the body, and stored."""
    short, long = (
        BlogPageFactory(parent=small_site.blog, body=[("text", "<p>" + "word " * words + "</p>")]).pk
        for words in (20, 900)
    )
    minutes = {
        item["id"]: item["reading_minutes"] for item in api("pages", type=POSTS, fields="reading_minutes")["items"]
    }
    assert ids(api("pages", type=POSTS, reading_minutes__gte=minutes[long])) == [long]
    assert ids(api("pages", reading_minutes__lt=minutes[long])) == [short]
    assert ids(api("pages", type=POSTS, reading_minutes=minutes[short])) == [short]
    assert ids(api("pages", type=POSTS, reading_minutes__not=minutes[short])) == [long]


def test_any_of_several_values_and_none_of_them(posts: list[Any], api) -> None:
    first, second, third = posts
    assert ids(api("pages", slug__in=f"{first.slug},{third.slug}")) == [first.pk, third.pk]
    assert ids(api("pages", type=POSTS, slug__not=f"{first.slug},{third.slug}")) == [second.pk]
    assert ids(api("pages", type=POSTS, id__not=f"{first.pk},{second.pk}")) == [third.pk]


def test_exclusion_keeps_what_has_no_value(small_site: SmallSite, posts: list[Any], api) -> None:
    series = SeriesFactory(slug="diary")
    diary = BlogPageFactory(parent=small_site.blog, series=series)
    everything = ids(api("pages"))
    assert ids(api("pages", series__not="diary")) == [pk for pk in everything if pk != diary.pk]
    assert ids(api("pages", type=POSTS, series__not="diary")) == [post.pk for post in posts]
    assert ids(api("pages", date__not="2011-01-01")) == [pk for pk in everything if pk != posts[0].pk]
    assert ids(api("pages", year__not="2011")) == [pk for pk in everything if pk != posts[0].pk]


def test_a_field_that_only_some_types_have(small_site: SmallSite, posts: list[Any], client: Client, api) -> None:
    issue = NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=small_site.home), theme="Be brave")
    both = "blog.BlogPage,blog.NewsletterPage"
    assert ids(api("pages", theme="Be brave")) == [issue.pk]
    assert ids(api("pages", type=both, theme="Be brave")) == [issue.pk]
    assert ids(api("pages", type=both, theme__not="Be brave")) == [post.pk for post in posts]
    response = client.get("/api/v2/pages/", {"type": POSTS, "theme": "Be brave"})
    assert response.status_code == 400
    assert response.json()["code"] == "unknown_parameter"
    assert response.json()["field"] == "theme"


def test_tags_all_any_and_none(posts: list[Any], api) -> None:
    first, second, third = posts
    tagged(first, "loans", "Room 3")
    tagged(second, "loans")
    assert ids(api("pages", type=POSTS, tags="loans,Room 3")) == [first.pk]
    assert ids(api("pages", type=POSTS, tags__in="Room 3,loans")) == [first.pk, second.pk]
    assert ids(api("pages", type=POSTS, tags__not="Room 3")) == [second.pk, third.pk]
    assert ids(api("pages", tags="loans", tags__not="Room 3")) == [second.pk]


@pytest.mark.parametrize(
    ("listed", "title"),
    [
        ('"Maps, old",loans', "Maps, old"),
        ('loans,"The ""Maps"""', 'The "Maps"'),
        ('The "Maps",loans', 'The "Maps"'),
        ('"Maps" of 1890', '"Maps" of 1890'),
        ('"Maps', '"Maps'),
        ('A\r\nline "end"', 'A\r\nline "end"'),
    ],
)
def test_values_with_commas_quotes_and_line_ends(posts: list[Any], listed: str, title: str, api) -> None:
    posts[1].title = title
    posts[1].save_revision().publish()
    assert ids(api("pages", type=POSTS, title__in=listed)) == [posts[1].pk]


@pytest.mark.parametrize(("endpoint", "make"), [("images", ImageFactory), ("documents", DocumentFactory)])
def test_tags_of_files(small_site: SmallSite, endpoint: str, make: Any, api) -> None:
    first, second, third = make(), make(), make()
    tagged(first, "loans", "Room 3")
    tagged(second, "loans")
    tagged(third, "maps")
    tagged(ImageFactory() if endpoint == "documents" else DocumentFactory(), "loans", "Room 3")
    assert ids(api(endpoint, tags="loans,Room 3")) == [first.pk]
    assert ids(api(endpoint, tags__in="maps,Room 3")) == [first.pk, third.pk]
    assert second.pk in ids(api(endpoint, tags__not="maps,Room 3"))


def test_countries(small_site: SmallSite, posts: list[Any], api) -> None:
    first, second, _third = posts
    egypt, china = CountryFactory(code="EG"), CountryFactory(code="CN")
    for post, country in ((first, egypt), (first, china), (second, china)):
        PageCountry.objects.create(page=post, country=country)
    strand = StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=small_site.home))
    project = LegacyProjectPageFactory(parent=strand)
    ProjectPlace.objects.create(page=project, name="Aswan", country=egypt, locale=project.locale)
    assert ids(api("pages", country="eg")) == [first.pk, project.pk]
    assert ids(api("pages", country=egypt.pk)) == [first.pk, project.pk]
    assert ids(api("pages", country="EG,CN")) == [first.pk]
    assert ids(api("pages", country__in="EG,CN")) == [first.pk, second.pk, project.pk]
    assert ids(api("pages", type=POSTS, country__not="eg")) == [post.pk for post in posts[1:]]
    api("pages", country="Egypt", status=400)
    people = [PersonFactory(country=egypt).pk, PersonFactory(country=china).pk]
    assert ids(api("people", country="EG")) == people[:1]
    assert ids(api("people", country__not="EG")) == people[1:]


def test_people(posts: list[Any], api) -> None:
    first, second, third = posts
    person, draft = PersonFactory(), PersonFactory(live=False)
    PagePerson.objects.create(page=first, person=person)
    Byline.objects.create(page=second, person=person, locale=second.locale)
    PagePerson.objects.create(page=third, person=draft)
    translated = translate(person, "zh-hans", name="李明")
    for pk in (person.pk, translated.pk):
        assert ids(api("pages", person=pk)) == [first.pk, second.pk]
    assert ids(api("pages", person=draft.pk)) == []


def test_a_reference_is_found_by_any_translation(small_site: SmallSite, api) -> None:
    museum = InstitutionFactory(name="Museum")
    person = PersonFactory(institution=museum)
    assert ids(api("people", institution=translate(museum, "ar", name="متحف").pk)) == [person.pk]


def test_series_by_several_names(small_site: SmallSite, posts: list[Any], api) -> None:
    diary, hush = SeriesFactory(slug="diary"), SeriesFactory(slug="hush", live=False)
    named = BlogPageFactory(parent=small_site.blog, series=diary)
    hidden = BlogPageFactory(parent=small_site.blog, series=hush)
    assert ids(api("pages", series__in=f"diary,{hush.pk},none")) == [named.pk]
    assert ids(api("pages", series="hush")) == []
    assert hidden.pk in ids(api("pages", series__not="hush"))


def test_years_of_what_covers_several(small_site: SmallSite, posts: list[Any], api) -> None:
    review = EvaluationPageFactory(
        parent=EvaluationIndexPageFactory(parent=small_site.home), year_from=2006, year_to=2012
    )
    first, second, third = (post.pk for post in posts)
    assert ids(api("pages", year__gte=2012)) == [second, third, review.pk]
    assert ids(api("pages", year__gt=2012)) == [third]
    assert ids(api("pages", year__lt=2012)) == [first, review.pk]
    assert ids(api("pages", year__in="2011,2013")) == [first, third, review.pk]
    assert ids(api("pages", type="blog.EvaluationPage", year=2008)) == [review.pk]


def test_dates_of_any_type(small_site: SmallSite, posts: list[Any], api) -> None:
    issue = NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=small_site.home), year=2012)
    strand = StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=small_site.home))
    project = LegacyProjectPageFactory(parent=strand, start_date="2012-06-01")
    LegacyProjectPageFactory(parent=strand)
    found = api("pages", date__gte="2012-01-01", order="-date,-title")
    assert ids(found) == [posts[2].pk, project.pk, *sorted([issue.pk, posts[1].pk], key=ids(found).index)]
    assert ids(api("pages", type="legacy_projects.LegacyProjectPage", date="2012-06-01")) == [project.pk]


def test_locales_by_several(small_site: SmallSite, api) -> None:
    translate(small_site.home, "ar", slug="home-ar")
    assert {item["meta"]["locale"] for item in api("pages", locale__in="ar,zh-hans")["items"]} == {"ar", "zh-hans"}
    assert {item["meta"]["locale"] for item in api("pages", locale__not="ar,zh-hans")["items"]} == {"en"}
    assert api("pages", locale__in="xx", status=400)["allowed"] == ["ar", "en", "zh-hans", "zh-hant"]


@pytest.mark.parametrize(
    ("query", "field", "allowed"),
    [
        ("type=blog.BlogPage&date__gte=soon", "date__gte", None),
        ("show_in_menus=maybe", "show_in_menus", ["true", "false"]),
        ("type=legacy_projects.LegacyProjectPage&status=lost", "status", ["planned", "running", "complete"]),
        ("id__in=1,x", "id__in", None),
        ("id__in=", "id__in", None),
        ("slug__in=a,,b", "slug__in", None),
        ("id__not=" + ",".join(map(str, range(101))), "id__not", None),
        ("year__gte=0", "year__gte", None),
        ("issue_number__gt=" + "9" * 30, "issue_number__gt", None),
        ("translation_key=1", "translation_key", None),
        ("order=title,title,title,title,title,title", "order", None),
        ("title__gt=a", "title__gt", None),
        ("tags__gt=a", "tags__gt", None),
        ("search_operator=xor&search=a", "search_operator", ["and", "or"]),
        ("id__in=" + ",".join(["1"] * 101), "id__in", None),  # counted as sent
    ],
)
def test_what_is_wrong_is_named(small_site: SmallSite, client: Client, query: str, field: str, allowed: Any) -> None:
    response = client.get(f"/api/v2/pages/?{query}")
    assert response.status_code == 400, response.content
    body = response.json()
    assert body["field"] == field
    assert body["code"]
    assert body.get("allowed") == allowed


def test_times_of_the_calendar_s_last_and_first_hours(small_site: SmallSite, api) -> None:
    BlogPageFactory(parent=small_site.blog, first_published_at=timezone.now())
    for query, count in [
        ({"first_published_at__gt": "9999-12-31T23:59:59-05:00"}, 0),
        ({"first_published_at__lt": "9999-12-31T23:59:59-05:00"}, 1),
        ({"first_published_at__gt": "0001-01-01T00:00:00+14:00"}, 1),
        ({"first_published_at": "9999-12-31T23:59:59-14:00"}, 0),
    ]:
        assert api("pages", **query)["meta"]["total_count"] == count, query


@pytest.mark.parametrize("value", ["1e999999", "NaN", "-Infinity", "9" * 400])
def test_odd_decimals(small_site: SmallSite, client: Client, value: str) -> None:
    for parameter in ("latitude", "latitude__gte", "latitude__in"):
        assert client.get("/api/v2/institutions/", {parameter: value}).status_code == 400


def test_decimals_of_more_digits_than_the_column(small_site: SmallSite, api) -> None:
    InstitutionFactory(name="West", latitude="51.50000", longitude="-0.12345")
    InstitutionFactory(name="East", latitude="51.50001", longitude="31.20000")

    def found(**parameters: str) -> list[str]:
        return [item["name"] for item in api("institutions", **parameters)["items"]]

    assert found(latitude__gt="51.500004999999999") == ["East"]
    assert found(latitude__lte="51.500004999999999") == ["West"]
    assert found(longitude="-0.12345") == found(longitude="-0.1234500000000") == ["West"]
    assert found(longitude__in="-0.12345,31.2,7") == ["West", "East"]
    assert found(longitude__not="-0.12345") == ["East"]
    assert found(latitude="51.500001234567") == []


def test_more_parameters_than_are_read(small_site: SmallSite, client: Client) -> None:
    response = client.get("/api/v2/pages/?" + "&".join(f"a{number}=1" for number in range(10_001)))
    assert response.status_code == 400
    assert response.json()["code"] == "too_many_parameters"


def test_unknown_parameters_of_details_and_finds(small_site: SmallSite, client: Client) -> None:
    for path in (
        f"pages/{small_site.blog.pk}/?order=title",
        "pages/find/?html_path=/blog/&order=title",
        "settings/?x=1",
    ):
        response = client.get(f"/api/v2/{path}")
        assert response.status_code == 400
        assert response.json()["code"] == "unknown_parameter"
        assert "locale" in response.json()["allowed"]


def test_files_by_their_addresses(small_site: SmallSite, client: Client, api) -> None:
    image = ImageFactory(title="Case")
    document = DocumentFactory(title="Report")
    document.file.save("a report.pdf", ContentFile(b"%PDF-1.4"))
    shown = api("images", image.pk)
    renditions = [rendition["url"] for rendition in shown["renditions"]]
    for address in (shown["meta"]["download_url"], *renditions[:2]):
        assert api("images", "find", url=address)["id"] == image.pk
    for address in (api("documents", document.pk)["url"], document.file.url):
        assert api("documents", "find", url=address)["id"] == document.pk
    api("images", "find", url="/media/nothing.png", status=404)
    api("images", "find", url="http://[", status=404)


def test_types_that_pages_are_not_of(small_site: SmallSite, api: Any) -> None:
    BlogPageFactory(parent=small_site.blog)
    types = {item["meta"]["type"] for item in api("pages", type__not="blog.BlogPage,home.HomePage")["items"]}
    assert types == {"blog.BlogIndexPage"}
    nothing = api("pages", type__not="wagtailcore.Page", first_published_at__lt="2020-01-01", fields="title")
    assert nothing["meta"]["total_count"] == 0
    assert api("pages", status=400, type__not="blog.Nothing")["field"] == "type__not"


def test_tags_are_one_however_they_are_written(small_site: SmallSite, api: Any) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    post.tags.add("China")
    post.save()
    assert [item["id"] for item in api("pages", tags="CHINA")["items"]] == [post.pk]
