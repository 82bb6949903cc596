"""`/api/v2/search/`: what is found, how it is shown, narrowed and counted."""

from typing import Any

from django.test import Client
from taggit.models import Tag

from itp_cms.core import followers
from itp_cms.core.models import PageCountry, PagePerson, PageTag
from tests.factories.blog import BlogPageFactory
from tests.factories.core import CountryFactory, PersonFactory
from tests.small_site import SmallSite, translate


def search(client: Client, **parameters: Any) -> Any:
    response = client.get("/api/v2/search/", parameters)
    assert response.status_code == 200, response.content[:500]
    return response.json()


def titles(client: Client, **parameters: Any) -> list[str]:
    return [item["title"] for item in search(client, **parameters)["items"]]


def test_hits_of_all_types_with_their_words_marked(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Loans", introduction="A <b> of two galleries & more")
    PersonFactory(name="Gallery Keeper")

    found = search(client, q="gallery")

    assert found["meta"]["total_count"] == 2
    assert {item["type"] for item in found["items"]} == {"blog.BlogPage", "core.Person"}
    post = next(item for item in found["items"] if item["type"] == "blog.BlogPage")
    assert post["highlights"] == {"title": "Loans", "text": "A &lt;b&gt; of two <mark>galleries</mark> &amp; more"}
    assert post["object"]["title"] == "Loans"


def test_facets_count_and_narrow_what_is_public(small_site: SmallSite, client: Client) -> None:
    tag = Tag.objects.create(name="textiles")
    posts = [BlogPageFactory(parent=small_site.blog, title=f"Loan {number}") for number in range(3)]
    PageTag.objects.create(content_object=posts[0], tag=tag)
    PageTag.objects.create(content_object=posts[2], tag=tag)
    PageCountry.objects.create(page=posts[1], country=CountryFactory(code="EG"))
    posts[2].unpublish()
    followers.catch_up("search")

    facets = search(client, q="loan")["meta"]["facets"]

    assert facets["tags"] == [{"value": "textiles", "label": "textiles", "count": 1}]
    assert facets["country"] == [{"value": "EG", "label": "Egypt", "count": 1}]
    assert facets["year"] == [{"value": "2018", "label": "2018", "count": 2}]
    assert titles(client, q="loan", tags="textiles") == ["Loan 0"]
    assert titles(client, q="loan", country="EG") == ["Loan 1"]
    assert titles(client, q="loan", year="2017") == []


def test_each_piece_of_content_once_in_the_best_language(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="ITP28")
    translate(post, "zh-hans", title="ITP28 培训")
    BlogPageFactory(parent=small_site.blog, title="ITP28 again")

    assert len(titles(client, q="itp28")) == 3
    assert titles(client, q="itp28", locale="zh-hans") == ["ITP28 培训"]
    assert set(titles(client, q="itp28", locale="zh-hans", fallback="en")) == {"ITP28 培训", "ITP28 again"}


def test_a_page_is_found_by_whom_it_is_about_while_that_is_public(
    small_site: SmallSite,
    client: Client,
) -> None:
    person = PersonFactory(name="Hanan", name_in_own_script="حنان")
    post = BlogPageFactory(parent=small_site.blog, title="Visit")
    PagePerson.objects.create(page=post, person=person)
    followers.catch_up("search")
    assert "Visit" in titles(client, q="hanan")
    assert "Visit" in titles(client, q="حنان visit")

    person.unpublish()  # and the index does not know of it yet

    assert titles(client, q="hanan") == []
    followers.catch_up("search")
    assert titles(client, q="hanan") == []
    assert titles(client, q="visit") == ["Visit"]


def test_what_has_to_be_said_and_may_not(small_site: SmallSite, client: Client) -> None:
    assert client.get("/api/v2/search/").status_code == 400
    assert client.get("/api/v2/search/?q=a&cursor=b").status_code == 400
    assert client.get("/api/v2/search/?q=a&order=title").status_code == 400
    assert search(client, q="")["meta"]["total_count"] == 0
