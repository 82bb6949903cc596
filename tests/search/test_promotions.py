"""What editors put before all hits, and what they are told readers looked for in vain."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from itp_cms.core.changes import content_version
from search.models import Miss
from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite, translate


def promoted(client: Client, **parameters: Any) -> list[str]:
    answer = client.get("/api/v2/search/", parameters).json()
    return [one["object"]["title"] if one["object"] else one["link"]["url"] for one in answer["promotions"]]


def test_promotions_of_a_language(small_site: SmallSite, client: Client) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="Apply")
    chinese = translate(post, "zh-hans", title="申请")
    draft = BlogPageFactory(parent=small_site.blog, title="Draft", live=False)
    query = Query.get("Café ITP28")
    for order, page in enumerate((post, chinese, draft)):
        SearchPromotion.objects.create(query=query, page=page, sort_order=order)
    SearchPromotion.objects.create(query=query, external_link_url="https://example.org/", sort_order=9)

    assert promoted(client, q="cafe  itp28") == ["Apply", "申请", "https://example.org/"]
    assert promoted(client, q="CAFÉ ITP28", locale="zh-hans") == ["申请", "https://example.org/"]
    assert promoted(client, q="cafe itp28", locale="zh-hant", fallback="zh-hans,en") == [
        "Apply",
        "申请",
        "https://example.org/",
    ]
    assert promoted(client, q="cafe") == []


def test_a_promotion_is_a_change_of_what_readers_see(small_site: SmallSite) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    before = content_version()
    promotion = SearchPromotion.objects.create(query=Query.get("apply"), page=post)
    made = content_version()
    assert made > before
    promotion.delete()
    assert content_version() > made


def test_searches_without_hits_are_counted_and_reported(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Loans")
    for typed in (
        "Zéppelin  Ride",
        "zeppelin ride",
        "loans",
        "me@example.org",
        "0161 275 2648",
        "http://a.example/x",
        "",
    ):
        client.get("/api/v2/search/", {"q": typed})
    client.get("/api/v2/search/", {"q": "zeppelin ride", "locale": "ar"})
    client.get("/api/v2/search/", {"q": "zeppelin ride", "tags": "loans"})

    assert set(Miss.objects.values_list("text", "language_code", "count")) == {
        ("zeppelin ride", "", 2),
        ("zeppelin ride", "ar", 1),
    }
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org"))
    assert "zeppelin ride" in client.get("/admin/reports/searches-without-hits/").content.decode()


@pytest.mark.usefixtures("small_site")
def test_a_search_without_hits_is_counted_each_time(client: Client, settings: Any) -> None:
    settings.API_CACHE = True
    for _time in range(3):
        client.get("/api/v2/search/", {"q": "zeppelin"})
    assert Miss.objects.get().count == 3
