"""Deadlines and days of the programme, as a list and as a calendar program reads them."""

import datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from blog.models import BlogPage
from tests.api.contract import Contract
from tests.api.test_queries import count  # noqa: F401  a fixture
from tests.factories.blog import BlogPageFactory, NewsletterIndexPageFactory, NewsletterPageFactory
from tests.factories.core import SiteContentFactory, locale
from tests.factories.home import ProgrammeIndexPageFactory, ProgrammePageFactory, SurveyPageFactory
from tests.small_site import SmallSite, translate

DAY = datetime.date
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
SHOWN = ("kind", "title", "start", "end", "all_day")


def opportunity(small_site: SmallSite, title: str, deadline: DAY, **fields: Any) -> BlogPage:
    page: BlogPage = BlogPageFactory(parent=small_site.blog, title=title, deadline=deadline, **fields)
    return page


def titles(answer: dict[str, Any]) -> list[str]:
    return [event["title"] for event in answer["items"]]


def read(client: Client, path: str) -> icalendar.Calendar:
    response = client.get(path)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(response.content)
    assert not calendar.errors
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= event.keys()
    return calendar


def test_every_kind_of_date(small_site: SmallSite, api) -> None:
    post = opportunity(small_site, "Award", DAY(2018, 7, 31), slug="award", teaser_text="For two places.")
    newsletters = NewsletterIndexPageFactory(parent=small_site.home)
    NewsletterPageFactory(parent=newsletters, title="Issue 8", submission_deadline=DAY(2018, 3, 31))
    closing = datetime.datetime(2018, 5, 1, 17, 30, tzinfo=datetime.UTC)
    SurveyPageFactory(parent=small_site.home, title="Survey", closes_at=closing)
    programmes = ProgrammeIndexPageFactory(parent=small_site.home)
    ProgrammePageFactory(
        parent=programmes,
        title="ITP 2018",
        year=2018,
        start_date=DAY(2018, 6, 30),
        end_date=DAY(2018, 8, 12),
        placement_start_date=DAY(2018, 7, 23),
        placement_end_date=DAY(2018, 8, 1),
    )
    answer = api("calendar")
    assert [tuple(event[name] for name in SHOWN) for event in answer["items"]] == [
        ("deadline", "Deadline: Issue 8", "2018-03-31", None, True),
        ("deadline", "Deadline: Survey", "2018-05-01T17:30:00Z", None, False),
        ("programme", "ITP 2018", "2018-06-30", "2018-08-12", True),
        ("placement", "UK partner placement: ITP 2018", "2018-07-23", "2018-08-01", True),
        ("deadline", "Deadline: Award", "2018-07-31", None, True),
    ]
    award = answer["items"][-1]
    assert award["summary"] == "For two places."
    assert award["page"] == {
        "id": post.pk,
        "type": "blog.BlogPage",
        "html_url": "http://localhost/blog/award/",
        "detail_url": f"http://testserver/api/v2/pages/{post.pk}/",
    }
    assert api("pages", post.pk)["deadline"] == "2018-07-31"


def test_narrowed(small_site: SmallSite, api) -> None:
    programmes = ProgrammeIndexPageFactory(parent=small_site.home)
    ProgrammePageFactory(parent=programmes, title="P", start_date=DAY(2018, 6, 30), end_date=DAY(2018, 8, 12))
    opportunity(small_site, "June", DAY(2018, 6, 1))
    opportunity(small_site, "August", DAY(2018, 8, 1))
    assert titles(api("calendar", kind="deadline")) == ["Deadline: June", "Deadline: August"]
    assert titles(api("calendar", kind="programme,placement")) == ["P"]
    assert titles(api("calendar", **{"from": "2018-08-01"})) == ["P", "Deadline: August"]
    assert titles(api("calendar", **{"from": "2018-08-13"})) == []
    assert titles(api("calendar", to="2018-06-30")) == ["Deadline: June", "P"]
    assert titles(api("calendar", kind="deadline", to="2018-06-01", **{"from": "2018-06-01"})) == ["Deadline: June"]


def test_by_language(small_site: SmallSite, api) -> None:
    post = opportunity(small_site, "Award", DAY(2018, 7, 31))
    translate(post, "zh-hans", title="奖金", slug="award-zh")
    (english,) = api("calendar")["items"]
    (chinese,) = api("calendar", locale="zh-hans")["items"]
    assert "奖金" in chinese["title"]
    assert chinese["locale"] == "zh-hans"
    assert english["id"] != chinese["id"]
    assert api("calendar", locale="ar")["items"] == []


def test_each_date_once_in_the_best_language(small_site: SmallSite, client: Client, api) -> None:
    only = opportunity(small_site, "Award", DAY(2018, 7, 31))
    both = opportunity(small_site, "Grant", DAY(2018, 8, 31))
    both_zh = translate(both, "zh-hans", title="补助", slug="grant-zh")
    answer = api("calendar", locale="zh-hant", fallback="zh-hans,en")
    told = [(event["page"]["id"], event["locale"], event["title"]) for event in answer["items"]]
    assert told == [(only.pk, "en", "Deadline: Award"), (both_zh.pk, "zh-hans", "截止：补助")]
    assert answer["meta"]["total_count"] == 2
    response = client.get("/api/v2/calendar/?locale=zh-hant&fallback=default")
    assert response.json() == answer
    assert response.headers["Content-Language"] == "en, zh-hans"
    assert titles(api("calendar", locale="zh-hant")) == []
    ids = {event["page"]["id"]: event["id"] for event in answer["items"]}
    alone = {event["page"]["id"]: event["id"] for event in api("calendar", locale="zh-hans")["items"]}
    assert alone[both_zh.pk] == ids[both_zh.pk]

    # The best version is chosen first; its own date counts.
    type(both_zh).objects.filter(pk=both_zh.pk).update(deadline=DAY(2019, 1, 1))
    late = {"from": "2018-08-01", "to": "2018-12-31"}
    assert titles(api("calendar", locale="zh-hant", fallback="zh-hans,en", **late)) == []
    assert titles(api("calendar", **late)) == ["Deadline: Grant"]
    api("calendar", fallback="en", status=400)


def test_only_what_is_public_and_no_mirrors(small_site: SmallSite, client: Client) -> None:
    private = opportunity(small_site, "Sesame private", DAY(2018, 7, 1))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    opportunity(small_site, "Sesame draft", DAY(2018, 7, 1), live=False)
    opportunity(
        small_site, "Sesame gone", DAY(2018, 7, 1), expire_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
    post = opportunity(small_site, "Once", DAY(2018, 7, 1))
    post.create_alias(parent=small_site.blog, update_slug="again")
    post.create_alias(parent=small_site.blog_zh, update_locale=locale("zh-hans"), reset_translation_key=False)
    for path in ("/api/v2/calendar/", "/api/v2/calendar/en.ics"):
        shown = client.get(path).content.decode()
        assert shown.count("Deadline: Once") == 1
        assert "Sesame" not in shown
    assert client.get("/api/v2/calendar/?locale=zh-hans").json()["items"] == []


def test_for_calendar_programs(small_site: SmallSite, client: Client) -> None:
    SiteContentFactory(name="A; network, of\nmuseums")
    odd = "Award; for, two\\places \x0b 奖" + "é" * 80
    post = opportunity(small_site, odd, DAY(2018, 7, 31), slug="award", teaser_text="One\r\nTwo")
    closing = datetime.datetime(2018, 5, 1, 17, 30, tzinfo=datetime.UTC)
    SurveyPageFactory(parent=small_site.home, title="Survey", closes_at=closing)
    calendar = read(client, "/api/v2/calendar/en.ics")
    survey, award = calendar.walk("VEVENT")
    assert award.decoded("dtstart") == DAY(2018, 7, 31)
    assert award.decoded("dtend") == DAY(2018, 8, 1)
    assert award["summary"] == f"Deadline: Award; for, two\\places 奖{'é' * 80}"
    assert award["url"] == "http://localhost/blog/award/"
    assert str(award["description"]).split() == ["One", "Two"]
    assert survey.decoded("dtstart") == survey.decoded("dtend") == closing
    assert client.get("/api/v2/calendar/en.ics").content == client.get("/api/v2/calendar/en.ics").content
    BlogPage.objects.filter(pk=post.pk).update(slug="moved", url_path="/test-home/blog/moved/")
    assert read(client, "/api/v2/calendar/en.ics").walk("VEVENT")[1]["uid"] == award["uid"]
    assert [event["uid"] for event in read(client, "/api/v2/calendar/en.ics?from=2018-06-01").walk("VEVENT")] == [
        award["uid"]
    ]
    assert read(client, "/api/v2/calendar/ar.ics").walk("VEVENT") == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?kind=party", 400),
        ("?kind=", 400),
        ("?kind=deadline,", 400),
        ("?from=today", 400),
        ("?from=2018-02-30", 400),
        ("?from=20180131", 400),
        ("?to=0000-01-01", 400),
        ("?to=%00", 400),
        ("?limit=3", 400),
        ("?locale=xx", 404),
        ("xx.ics", 404),
        ("en.ics?locale=ar", 400),
        ("en.txt", 404),
    ],
)
def test_what_cannot_be_answered(small_site: SmallSite, client: Client, path: str, status: int) -> None:
    response = client.get(f"/api/v2/calendar/{path}")
    assert response.status_code == status
    assert {"message", "code"} <= response.json().keys()


@pytest.mark.parametrize("path", ["?from=0001-01-01", "?to=9999-12-31", "?from=9999-12-31", "?to=0001-01-01"])
def test_the_ends_of_the_calendar(small_site: SmallSite, client: Client, path: str) -> None:
    SurveyPageFactory(parent=small_site.home, closes_at=datetime.datetime(2018, 5, 1, tzinfo=datetime.UTC))
    assert client.get(f"/api/v2/calendar/{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "en.ics"])
def test_queries_do_not_grow(small_site: SmallSite, count, path: str) -> None:  # noqa: F811
    opportunity(small_site, "One", DAY(2018, 7, 1))
    with_one = count(f"/api/v2/calendar/{path}")
    for number in range(15):
        opportunity(small_site, f"More {number}", DAY(2018, 7, 1))
    assert count(f"/api/v2/calendar/{path}") == with_one <= 12


def test_the_demo_sites_calendar(demo_site, api, client: Client) -> None:
    answer = api("calendar")
    assert {event["kind"] for event in answer["items"]} == {"deadline", "programme", "placement"}
    assert "Deadline: Opportunity: join us at the conference in Edinburgh" in titles(answer)
    contract = Contract(client.get("/api/v2/openapi.json").json())
    assert contract.errors("/api/v2/calendar/", 200, answer) == []
    for language in ("en", "zh-hans", "zh-hant", "ar"):
        events = read(client, f"/api/v2/calendar/{language}.ics").walk("VEVENT")
        assert len(events) == api("calendar", locale=language)["meta"]["total_count"]
