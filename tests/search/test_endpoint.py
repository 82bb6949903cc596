"""`/api/v2/search/`: what is found, how it is shown, narrowed and counted, by each engine."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction, Site

from blog.models import BlogPage
from itp_cms.core import followers
from itp_cms.core.changes import Kind, content_version, record
from itp_cms.core.models import PageCountry, PagePerson, PageTag
from search import index
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import (
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    InstitutionFactory,
    PersonFactory,
    locale,
    root_page,
)
from tests.factories.home import HomePageFactory
from tests.small_site import SmallSite, translate

pytestmark = pytest.mark.usefixtures("small_site", "engine")


def search(client: Client, **parameters: Any) -> Any:
    followers.catch_up()
    response = client.get("/api/v2/search/", parameters)
    assert response.status_code == 200, response.content[:500]
    return response.json()


def titles(client: Client, **parameters: Any) -> list[str]:
    return [item["title"] for item in search(client, **parameters)["items"]]


def test_hits_of_all_types_with_their_words_marked(small_site: SmallSite, client: Client, engine: str) -> None:
    BlogPageFactory(parent=small_site.blog, title="Loans", introduction="A <b> of two galleries & more")
    PersonFactory(name="Gallery Keeper")

    found = search(client, q="gallery")

    assert found["meta"]["total_count"] == 2
    assert found["meta"]["engine"] == engine
    assert found["meta"]["did_you_mean"] is None
    assert {item["type"] for item in found["items"]} == {"blog.BlogPage", "core.Person"}
    post = next(item for item in found["items"] if item["type"] == "blog.BlogPage")
    assert post["highlights"] == {
        "title": "Loans",
        "text": "A &lt;b&gt; of two <mark>galleries</mark> &amp; more",
        "page": None,
    }
    assert post["object"]["title"] == "Loans"
    assert "introduction" not in post["object"]
    with_teasers = search(client, q="gallery", type="blog.BlogPage", expand="1")["items"]
    assert "teaser_text" in with_teasers[0]["object"]
    assert post["object"]["meta"]["detail_url"].endswith(f"/{post['object']['id']}/")


@pytest.mark.parametrize(
    ("language", "text", "typed", "marked"),
    [
        ("zh-hans", "大英博物馆国际培训项目。" * 20, "博物馆", "大英<mark>博物馆</mark>国际培训项目。"),
        ("ar", "زار مُتْحَفَ القَاهِرَةِ اليوم", "متحف", "زار <mark>مُتْحَفَ</mark> القَاهِرَةِ اليوم"),
        ("en", "A day in the cafe\u0301s of Zürich", "cafe", "A day in the <mark>cafe\u0301s</mark> of Zürich"),
    ],
)
def test_whole_characters_are_marked(
    small_site: SmallSite, client: Client, language: str, text: str, typed: str, marked: str
) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="A post", introduction=text)
    if language != "en":
        translate(post, language)
        post.unpublish()
    (hit,) = search(client, q=typed)["items"]
    assert marked in hit["highlights"]["text"]
    assert len(hit["highlights"]["text"]) < 500


def test_facets_count_and_narrow_what_is_public(small_site: SmallSite, client: Client) -> None:
    tag = Tag.objects.create(name="textiles")
    series = SeriesFactory(name="Diary", slug="diary")
    posts = [
        BlogPageFactory(parent=small_site.blog, title=f"Loan {number}", date=datetime.date(2018, 3, number + 1))
        for number in range(3)
    ]
    for post in (posts[0], posts[2]):
        PageTag.objects.create(content_object=post, tag=tag)
    PageCountry.objects.create(page=posts[1], country=CountryFactory(code="EG"))
    posts[1].series = series
    posts[1].save_revision().publish()
    posts[2].unpublish()

    found = search(client, q="loan")

    facets = found["meta"]["facets"]
    assert found["meta"]["total_count"] == 2
    assert facets["type"] == [{"value": "blog.BlogPage", "label": "post", "count": 2}]
    assert facets["locale"] == [{"value": "en", "label": "English", "count": 2}]
    assert facets["tags"] == [{"value": "textiles", "label": "textiles", "count": 1}]
    assert facets["country"] == [{"value": "EG", "label": "Egypt", "count": 1}]
    assert facets["series"] == [{"value": "diary", "label": "Diary", "count": 1}]
    assert facets["year"] == [{"value": "2018", "label": "2018", "count": 2}]
    assert titles(client, q="loan", tags="textiles") == ["Loan 0"]
    assert titles(client, q="loan", tags__not="textiles") == ["Loan 1"]
    assert titles(client, q="loan", country="EG") == ["Loan 1"]
    assert titles(client, q="loan", series="diary") == ["Loan 1"]
    assert titles(client, q="loan", year="2017") == []
    assert set(titles(client, q="loan", year__in="2017,2018")) == {"Loan 0", "Loan 1"}
    assert set(titles(client, q="loan", type="blog.BlogPage")) == {"Loan 0", "Loan 1"}
    assert titles(client, q="loan", type="core.Person") == []


def test_a_facet_leaves_as_many_as_it_says(small_site: SmallSite, client: Client) -> None:
    comma, quoted = Tag.objects.create(name="salt, pepper"), Tag.objects.create(name='"so-called"')
    series = [SeriesFactory(name="Of 2018", slug="2018"), SeriesFactory(id=2018, name="Other", slug="other")]
    country = CountryFactory(code="EG")
    for number in range(3):
        post = BlogPageFactory(parent=small_site.blog, title=f"Loan {number}", series=series[number % 2])
        PageTag.objects.create(content_object=post, tag=comma if number else quoted)
        PageCountry.objects.create(page=post, country=country)
        post.save_revision().publish()
    translate(post, "zh-hans", title="Loan 二")
    ImageFactory(title="A loan")
    DocumentFactory(title="Of a loan")

    found = search(client, q="loan")

    for parameter, values in found["meta"]["facets"].items():
        assert values or parameter == "strand"
        for value in values:
            narrowed = search(client, q="loan", **{parameter: value["value"]})
            assert narrowed["meta"]["total_count"] == value["count"], (parameter, value)
    assert {value["label"] for value in found["meta"]["facets"]["tags"]} == {"salt, pepper", '"so-called"'}
    assert {value["value"]: value["count"] for value in found["meta"]["facets"]["locale"]} == {"en": 5, "zh-hans": 3}


def test_tags_with_commas_are_quoted(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Loan")
    for name in ("salt, pepper", "sugar"):
        PageTag.objects.create(content_object=post, tag=Tag.objects.create(name=name))
    for tags in ('"salt, pepper"', 'sugar,"salt, pepper"', '"sugar"'):
        assert titles(client, q="loan", tags=tags) == ["Loan"]
        assert client.get("/api/v2/pages/", {"tags": tags}).json()["meta"]["total_count"] == 1
    assert titles(client, q="loan", tags='sugar,"pepper"') == []
    assert titles(client, q="loan", tags='a\r"b') == []


def test_titles_are_those_of_the_language(small_site: SmallSite, client: Client) -> None:
    ImageFactory(title="Roofs of Zagreb", translations={"zh-hans": {"title": "萨格勒布的屋顶"}})
    CountryFactory(code="EG")

    def shown(**parameters: Any) -> list[tuple[str, str, str | None, str]]:
        return [
            (hit["title"], hit["highlights"]["title"], hit["highlights"]["text"], hit["object"].get("title", ""))
            for hit in search(client, **parameters)["items"]
        ]

    chinese = ("萨格勒布的屋顶", "萨格勒布的<mark>屋顶</mark>", None, "萨格勒布的屋顶")
    assert shown(q="屋顶", locale="zh-hans") == [chinese]
    assert shown(q="屋顶") == [chinese]
    assert shown(q="屋顶", locale="ar") == [
        ("Roofs of Zagreb", "Roofs of Zagreb", "萨格勒布的<mark>屋顶</mark>", "Roofs of Zagreb")
    ]
    assert shown(q="屋顶", locale="zh-hant", fallback="zh-hans") == [chinese]
    assert shown(q="roofs", locale="zh-hans") == [
        ("萨格勒布的屋顶", "萨格勒布的屋顶", "<mark>Roofs</mark> of Zagreb", "萨格勒布的屋顶")
    ]
    egypt = {"type": "core.Country", "q": "埃及"}
    assert shown(**egypt, locale="zh-hans") == [("埃及", "<mark>埃及</mark>", None, "")]
    assert shown(**egypt, locale="en") == [("Egypt", "Egypt", "<mark>埃及</mark>", "")]
    assert shown(type="core.Country", q="egypt") == [("Egypt", "<mark>Egypt</mark>", None, "")]


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("مصر", "ar", [("title", "مصر", "core.Country")]),
        ("egy", "ar", [("title", "مصر", "core.Country")]),
        ("egy", None, [("title", "Egypt", "core.Country")]),
        ("屋", "zh-hans", [("title", "萨格勒布的屋顶", "core.CustomImage")]),
        ("屋", None, [("title", "萨格勒布的屋顶", "core.CustomImage")]),
    ],
)
def test_suggestions_in_the_language(
    small_site: SmallSite, client: Client, typed: str, language: str | None, expected: list[tuple[str, str, str]]
) -> None:
    ImageFactory(title="Roofs of Zagreb", translations={"zh-hans": {"title": "萨格勒布的屋顶"}})
    CountryFactory(code="EG")
    followers.catch_up()
    asked = {"q": typed} | ({"locale": language} if language else {})
    found = client.get("/api/v2/search/suggest/", asked).json()["items"]
    assert [(one["kind"], one["text"], one["type"]) for one in found] == expected


def test_people_and_institutions_by_their_country(small_site: SmallSite, client: Client) -> None:
    country = CountryFactory(code="EG")
    PersonFactory(name="Hanan", country=country)
    InstitutionFactory(name="Luxor Museum", country=country)
    PersonFactory(name="Ming")

    assert set(titles(client, q="egypt")) == {"Egypt", "Hanan", "Luxor Museum"}
    assert set(titles(client, q="埃及")) == {"埃及", "Hanan", "Luxor Museum"}
    assert titles(client, q="hanan ming luxor") == []
    assert titles(client, q="hanan", country="EG") == ["Hanan"]
    assert titles(client, q="ming", country="EG") == []
    facet = search(client, q="museum")["meta"]["facets"]["country"]
    assert facet == [{"value": "EG", "label": "Egypt", "count": 1}]


def test_each_piece_of_content_once_in_the_best_language(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="ITP28")
    translate(post, "zh-hans", title="ITP28 培训")
    other = BlogPageFactory(parent=small_site.blog, title="ITP28 again")
    mirror = translate(other, "zh-hans")
    BlogPage.objects.filter(pk=mirror.pk).update(alias_of=other)

    assert len(titles(client, q="itp28")) == 4
    assert set(titles(client, q="itp28", locale="zh-hans")) == {"ITP28 培训", "ITP28 again"}
    found = search(client, q="itp28", locale="zh-hans", fallback="en")
    assert {(item["title"], item["locale"]) for item in found["items"]} == {
        ("ITP28 培训", "zh-hans"),
        ("ITP28 again", "en"),
    }
    assert found["meta"]["total_count"] == 2
    assert {facet["value"]: facet["count"] for facet in found["meta"]["facets"]["locale"]} == {"zh-hans": 1, "en": 1}


def test_nothing_hidden_is_found_or_counted(small_site: SmallSite, client: Client) -> None:
    shown = BlogPageFactory(parent=small_site.blog, title="Harbour shown")
    tag = Tag.objects.create(name="boats")
    now = timezone.now()
    hidden = [
        BlogPageFactory(parent=small_site.blog, title="Harbour draft", live=False),
        BlogPageFactory(parent=small_site.blog, title="Harbour over", expire_at=now - datetime.timedelta(hours=1)),
        BlogPageFactory(parent=small_site.blog, title="Harbour to come", go_live_at=now + datetime.timedelta(hours=1)),
        BlogPageFactory(parent=small_site.blog, title="Harbour private"),
    ]
    for post in [shown, *hidden]:
        PageTag.objects.create(content_object=post, tag=tag)
    PageViewRestriction.objects.create(page=hidden[3], restriction_type=PageViewRestriction.LOGIN)
    elsewhere = HomePageFactory(parent=root_page(), slug="elsewhere", title="Harbour elsewhere", locale=locale())
    Site.objects.create(hostname="elsewhere.example", root_page=elsewhere)

    found = search(client, q="harbour")

    assert [item["title"] for item in found["items"]] == ["Harbour shown"]
    assert found["meta"]["total_count"] == 1
    assert [facet["count"] for facet in found["meta"]["facets"]["tags"]] == [1]
    listed = client.get("/api/v2/pages/", {"search": "harbour", "type": "blog.BlogPage"}).json()
    assert listed["meta"]["total_count"] == 1


def test_a_draft_s_words_are_not_found_when_it_is_published_with_others(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Announced", introduction="embargoed", live=False)
    followers.catch_up()
    # Published in the database behind Wagtail's back, as by a worker that has not come to tell the index of it.
    BlogPage.objects.filter(pk=post.pk).update(introduction="released")
    Page.objects.filter(pk=post.pk).update(live=True)

    for address in ("search/?q=", "pages/?search="):
        assert client.get(f"/api/v2/{address}embargoed").json()["meta"]["total_count"] == 0


QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
"""As outside of tests, where the worker takes up what is saved."""


def test_words_taken_out_are_not_found_before_the_index_knows(
    small_site: SmallSite, client: Client, settings: Any
) -> None:
    posts = [
        BlogPageFactory(parent=small_site.blog, title=f"Loan {number}", introduction="scroll") for number in (1, 2)
    ]
    search(client, q="scroll")
    settings.TASKS = QUEUED
    BlogPage.objects.filter(pk=posts[0].pk).update(introduction="withdrawn")
    Page.objects.filter(pk=posts[0].pk).update(title="Renamed", draft_title="Renamed")
    record(Kind.CHANGED, posts[0])

    for typed in ("scroll", "loan"):
        found = client.get("/api/v2/search/", {"q": typed}).json()
        assert [hit["title"] for hit in found["items"]] == ["Loan 2"]
        assert found["meta"]["total_count"] == 1
        assert [facet["count"] for facet in found["meta"]["facets"]["type"]] == [1]
        for operator in ("and", "or"):
            listed = client.get("/api/v2/pages/", {"search": typed, "search_operator": operator}).json()
            assert listed["meta"]["total_count"] == 1
    assert [one["text"] for one in client.get("/api/v2/search/suggest/?q=loan").json()["items"]] == ["Loan 2"]
    assert titles(client, q="withdrawn") == ["Renamed"]
    assert titles(client, q="scroll") == ["Loan 2"]


def test_what_was_read_since_it_changed_is_found_at_once(small_site: SmallSite, client: Client, settings: Any) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Loan")
    search(client, q="loan")
    settings.TASKS = QUEUED
    record(Kind.CHANGED, post)
    content_version()  # writes it
    index.update(Page, [post.pk])  # as the task does that Wagtail queues, before the log was followed
    found = client.get("/api/v2/search/?q=loan").json()
    assert (found["meta"]["total_count"], found["meta"]["engine"]) == (1, "database")


def test_a_page_is_found_by_whom_it_is_about_while_that_is_public(small_site: SmallSite, client: Client) -> None:
    person = PersonFactory(name="Hanan", name_in_own_script="حنان")
    post = BlogPageFactory(parent=small_site.blog, title="Visit")
    PagePerson.objects.create(page=post, person=person)
    assert "Visit" in titles(client, q="hanan")
    assert "Visit" in titles(client, q="حنان visit")

    person.unpublish()  # and the index does not know of it yet

    assert client.get("/api/v2/search/?q=hanan").json()["meta"]["total_count"] == 0
    assert titles(client, q="hanan") == []
    assert titles(client, q="visit") == ["Visit"]


def test_order_and_pages(small_site: SmallSite, client: Client) -> None:
    for year in (2019, 2021, 2020):
        BlogPageFactory(parent=small_site.blog, title=f"Loan of {year}", date=datetime.date(year, 1, 1))
    assert titles(client, q="loan", order="-date") == ["Loan of 2021", "Loan of 2020", "Loan of 2019"]
    assert titles(client, q="loan", order="date") == ["Loan of 2019", "Loan of 2020", "Loan of 2021"]
    part = search(client, q="loan", order="date", limit=1, offset=1)
    assert [item["title"] for item in part["items"]] == ["Loan of 2020"]
    assert part["meta"]["total_count"] == 3
    assert titles(client, q="loan", offset=3) == []
    assert titles(client, q="loan", limit=0) == []


def test_what_tells_more_comes_first_and_of_equals_the_newer(small_site: SmallSite, client: Client) -> None:
    this_year = timezone.localdate().year
    for slug, title, text, year in (
        ("plain", "Plain", "A loan", this_year),
        ("new", "Loan", "New", this_year),
        ("old", "Loan", "Old", 2009),
    ):
        day = datetime.date(year, 1, 1)
        BlogPageFactory(parent=small_site.blog, slug=slug, title=title, introduction=text, date=day)
    hits = search(client, q="loan")["items"]
    assert [item["title"] for item in hits] == ["Loan", "Loan", "Plain"]
    assert [item["date"] for item in hits[:2]] == [f"{this_year}-01-01", "2009-01-01"]


def test_what_is_misspelt_is_corrected_by_what_is_public(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Conservation of papyrus")
    BlogPageFactory(parent=small_site.blog, title="Secretariat", live=False)
    found = search(client, q="conservaton of papirus")
    assert found["meta"]["did_you_mean"] == "conservation of papyrus"
    assert found["items"][0]["highlights"]["title"] == "<mark>Conservation</mark> of <mark>papyrus</mark>"
    nothing = search(client, q="secretaryat")
    assert (nothing["meta"]["did_you_mean"], nothing["meta"]["total_count"]) == (None, 0)


def test_suggestions(small_site: SmallSite, client: Client, engine: str) -> None:
    tag = Tag.objects.create(name="papyri")
    Tag.objects.create(name="papers of nobody")
    post = BlogPageFactory(parent=small_site.blog, title="Papyrus & <paper>", introduction="painting")
    PageTag.objects.create(content_object=post, tag=tag)
    BlogPageFactory(parent=small_site.blog, title="Paper draft", live=False)
    PersonFactory(name="Papa Westray")
    followers.catch_up()

    found = client.get("/api/v2/search/suggest/?q=pap").json()

    assert found["meta"] == {"total_count": 3, "engine": engine}
    assert {(item["kind"], item["text"]) for item in found["items"]} == {
        ("title", "Papyrus & <paper>"),
        ("person", "Papa Westray"),
        ("tag", "papyri"),
    }
    title = next(item for item in found["items"] if item["kind"] == "title")
    assert title["highlight"] == "<mark>Papyrus</mark> &amp; &lt;<mark>paper</mark>&gt;"
    assert client.get(title["detail_url"]).json()["title"] == "Papyrus & <paper>"
    assert client.get("/api/v2/search/suggest/?q=").json()["items"] == []
    assert client.get("/api/v2/search/suggest/?q=pap&locale=zh-hans").json()["meta"]["total_count"] == 0


@pytest.mark.parametrize(
    "query",
    ["", "q=a&cursor=b", "q=a&order=title", "q=a&type=core.Nothing", "q=a&year=x", "q=a&fallback=en", "q=a&unknown=1"],
)
def test_what_has_to_be_said_and_may_not(client: Client, query: str) -> None:
    assert client.get(f"/api/v2/search/?{query}").status_code == 400


def test_nothing_is_found_by_nothing(client: Client) -> None:
    for typed in ("", " ", "-loan", '"'):
        assert search(client, q=typed)["meta"]["total_count"] == 0


def test_as_many_queries_for_many_hits_as_for_two(small_site: SmallSite, client: Client) -> None:
    def make(number: int) -> None:
        post = BlogPageFactory(parent=small_site.blog, title=f"Loan {number}")
        PageTag.objects.create(content_object=post, tag=Tag.objects.create(name=f"tag {number}"))
        PagePerson.objects.create(page=post, person=PersonFactory(name=f"Somebody {number}"))
        translate(post, "zh-hans")

    def count(address: str) -> int:
        followers.catch_up()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    addresses = [
        "/api/v2/search/?q=loan&limit=20",
        "/api/v2/search/?q=loan&locale=zh-hans&fallback=en&tags=tag+1",
        "/api/v2/search/suggest/?q=lo",
    ]
    for number in range(2):
        make(number)
    with_two = [count(address) for address in addresses]
    for number in range(2, 20):
        make(number)
    assert all(with_two)
    assert [count(address) for address in addresses] == with_two
