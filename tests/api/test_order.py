"""Orders by what is no column of the list itself: names of what is referred to, and what is computed."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

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
    InstitutionFactory,
    PersonFactory,
    TestimonialFactory,
)
from tests.factories.home import SurveyPageFactory
from tests.factories.legacy_projects import (
    LegacyProjectIndexPageFactory,
    LegacyProjectPageFactory,
    StrandPageFactory,
)
from tests.small_site import SmallSite, translate

POSTS = "blog.BlogPage"


def ids(listing: dict[str, Any]) -> list[int]:
    return [item["id"] for item in listing["items"]]


def by_cursor(api: Any, endpoint: str, **parameters: Any) -> Iterator[int]:
    cursor: str | None = ""
    while cursor is not None:
        listing = api(endpoint, cursor=cursor, limit=1, **parameters)
        yield from ids(listing)
        cursor = listing["meta"]["next_cursor"]


def expect(api: Any, endpoint: str, order: str, expected: list[Any], **parameters: Any) -> None:
    """The list in this order, whole and one by one."""
    pks = [thing.pk for thing in expected]
    assert ids(api(endpoint, order=order, **parameters)) == pks
    assert list(by_cursor(api, endpoint, order=order, **parameters)) == pks


def text(words: int) -> list[tuple[str, str]]:
    return [("text", f"<p>{'word ' * words}</p>")]


def test_a_reference_by_its_name_in_the_language_asked(small_site: SmallSite, api) -> None:
    diary, out = SeriesFactory(name="Diary"), SeriesFactory(name="Out & About")
    translate(diary, "zh-hans", name="日记")
    translate(out, "zh-hans", name="外出")
    draft = SeriesFactory(name="A secret", live=False)
    posts = [BlogPageFactory(parent=small_site.blog, series=series) for series in (out, diary, None, draft)]
    of_out, of_diary, without, of_draft = posts
    expect(api, "pages", "series", [of_diary, of_out, without, of_draft], type=POSTS)
    expect(api, "pages", "-series", [of_out, of_diary, without, of_draft], type=POSTS)
    # 外 comes before 日.
    versions = {post.pk: translate(post, "zh-hans", slug=f"p{post.pk}") for post in posts}
    expected = [versions[post.pk] for post in (of_out, of_diary, without, of_draft)]
    expect(api, "pages", "series", expected, type=POSTS, locale="zh-hans")


def test_a_name_falls_back_with_the_list(small_site: SmallSite, api) -> None:
    diary, out = SeriesFactory(name="Diary"), SeriesFactory(name="Out & About")
    translate(out, "zh-hans", name="A in Chinese")
    of_diary, of_out = (BlogPageFactory(parent=small_site.blog, series=series) for series in (diary, out))
    expect(api, "pages", "series", [of_out, of_diary], type=POSTS, locale="zh-hant", fallback="zh-hans,en")
    expect(api, "pages", "series", [of_diary, of_out], type=POSTS, locale="zh-hant", fallback="en")


def test_countries_by_their_names(small_site: SmallSite, api) -> None:
    # Egypt, Germany, China by name; CN, DE, EG by code. In Chinese: 中国, 埃及, 德国.
    egypt, germany, china = (CountryFactory(code=code) for code in ("EG", "DE", "CN"))
    expect(api, "countries", "name", [china, egypt, germany])
    expect(api, "countries", "name", [china, egypt, germany], locale="zh-hans")
    expect(api, "countries", "-name", [germany, egypt, china])
    people = [PersonFactory(country=country) for country in (germany, None, china, egypt)]
    expect(api, "people", "country", [people[2], people[3], people[0], people[1]])
    expect(api, "institutions", "-country,id", [InstitutionFactory(country=germany), InstitutionFactory(country=china)])


def test_accents_do_not_put_a_country_last(small_site: SmallSite, api) -> None:
    countries = {code: CountryFactory(code=code) for code in ("ZW", "AX", "AL")}
    expect(api, "countries", "name", [countries[code] for code in ("AX", "AL", "ZW")])


def test_people_by_their_institutions_and_testimonials_by_people(small_site: SmallSite, api) -> None:
    later, sooner = InstitutionFactory(name="Whitworth"), InstitutionFactory(name="Ashmolean")
    last, first = PersonFactory(name="Aisha", institution=later), PersonFactory(name="Zoe", institution=sooner)
    expect(api, "people", "institution", [first, last])
    said = [TestimonialFactory(person=person, quote="It was good.") for person in (first, last)]
    expect(api, "testimonials", "person", said[::-1])


def test_documents_by_their_titles(small_site: SmallSite, api) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    index = NewsletterIndexPageFactory(parent=small_site.home)
    files = [
        DocumentFactory(title="A", translations={"zh-hans": {"title": "C"}}),
        DocumentFactory(title="B"),
        DocumentFactory(title="Ab", collection=private),
        None,
    ]
    issues = [NewsletterPageFactory(parent=index, pdf=file) for file in files]
    report = EvaluationPageFactory(
        parent=EvaluationIndexPageFactory(parent=small_site.home), pdf=DocumentFactory(title="Aa")
    )
    types = "blog.NewsletterPage,blog.EvaluationPage"
    a, b, hidden, without = issues
    expect(api, "pages", "pdf,id", [a, report, b, hidden, without], type=types)
    versions = [translate(issue, "zh-hans", slug=f"i{issue.pk}") for issue in issues]
    expected = [versions[1], versions[0], versions[2], versions[3]]
    expect(api, "pages", "pdf", expected, type="blog.NewsletterPage", locale="zh-hans")
    expect(api, "documents", "title", [files[1], files[0]], locale="zh-hans", title__in="A,B")


def test_how_long_a_post_takes_to_read(small_site: SmallSite, api) -> None:
    long, none, short = (
        BlogPageFactory(parent=small_site.blog, title=str(words), body=text(words)) for words in (700, 0, 20)
    )
    # Many characters, few words: not the length of what is stored is asked for.
    chinese = BlogPageFactory(parent=small_site.blog, body=[("text", "<p>" + "字" * 600 + "</p>")])
    expect(api, "pages", "-reading_minutes", [long, chinese, short, none], type=POSTS)
    listing = api("pages", type=POSTS, order="reading_minutes", fields="reading_minutes")
    assert [item["reading_minutes"] for item in listing["items"]] == [0, 1, 2, 4]
    short.body = text(3000)
    short.save_revision().publish()
    expect(api, "pages", "-reading_minutes", [short, long, chinese, none], type=POSTS)


def test_projects_by_what_is_known_of_their_dates(small_site: SmallSite, api) -> None:
    strand = StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=small_site.home))
    in_march = LegacyProjectPageFactory(parent=strand, start_date="2018-03-05", end_date="2018-03-06")
    in_2018 = LegacyProjectPageFactory(
        parent=strand, start_date="2018-01-01", start_precision="year", end_date="2018-12-31", end_precision="year"
    )
    unknown = LegacyProjectPageFactory(parent=strand)
    project = "legacy_projects.LegacyProjectPage"
    expect(api, "pages", "start", [in_2018, in_march, unknown], type=project)
    expect(api, "pages", "end", [in_march, in_2018, unknown], type=project)


def test_surveys_that_are_open(small_site: SmallSite, api) -> None:
    hour = datetime.timedelta(hours=1)
    moments = (None, timezone.now() - hour, timezone.now() + hour)
    always, closed, still = (SurveyPageFactory(parent=small_site.home, closes_at=moment) for moment in moments)
    expect(api, "pages", "-is_open,id", [always, still, closed], type="home.SurveyPage")
    expect(api, "pages", "is_open", [closed, always, still], type="home.SurveyPage")
    # In a list of several types, pages of other types are neither open nor closed.
    assert ids(api("pages", order="is_open"))[:3] == [closed.pk, always.pk, still.pk]


@pytest.mark.parametrize(
    ("endpoint", "order"),
    [
        ("pages", "teaser_image"),
        ("pages", "tags"),
        ("pages", "bylines"),
        ("pages", "-places"),
        ("pages", "body"),
        ("pages", "alias_of"),
        ("pages", "cover"),
        ("people", "portrait"),
        ("people", "nothing"),
    ],
)
def test_what_has_no_order_is_refused(small_site: SmallSite, api, endpoint: str, order: str) -> None:
    error = api(endpoint, order=order, status=400)
    assert (error["code"], error["field"]) == ("unknown_field", "order")
    allowed = set(error["allowed"])
    assert {"random", "id", "title" if endpoint == "pages" else "institution"} <= allowed
    assert order.removeprefix("-") not in allowed


def test_every_teaser_field_with_an_order_is_listed(small_site: SmallSite, client: Client) -> None:
    operations = client.get("/api/v2/openapi.json").json()["paths"]
    (order,) = (parameter for parameter in operations["/pages/"]["get"]["parameters"] if parameter["name"] == "order")
    names = {"series", "reading_minutes", "start", "end", "is_open", "pdf", "date", "year", "issue_number", "evaluator"}
    assert names <= set(order["schema"]["items"]["enum"])
    assert not {"tags", "teaser_image", "bylines", "places"} & set(order["schema"]["items"]["enum"])


@pytest.mark.parametrize("parameters", [{}, {"locale": "ar", "fallback": "zh-hans,en"}, {"cursor": ""}])
def test_queries_do_not_grow(small_site: SmallSite, client: Client, parameters: dict[str, str]) -> None:
    def make(number: int) -> None:
        series = SeriesFactory()
        translate(series, "zh-hans", slug=f"s{number}")
        BlogPageFactory(parent=small_site.blog, series=series, body=text(number * 100))

    def count(get: Callable[[], Any]) -> int:
        get()
        with CaptureQueriesContext(connection) as queries:
            assert get().status_code == 200
        return len(queries)

    def get() -> Any:
        return client.get("/api/v2/pages/", {"order": "series,-reading_minutes,pdf", "limit": "50", **parameters})

    make(1)
    make(2)
    with_two = count(get)
    for number in range(3, 12):
        make(number)
    assert count(get) == with_two
