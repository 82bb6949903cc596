"""What editors put before all hits, and what they are told readers looked for in vain."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from itp_cms.core.changes import content_version
from itp_cms.core.roles import EDITORS
from search import misses
from search.models import Miss
from tests.factories.accounts import UserFactory
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
    assert promoted(client, q="CAFÉ ITP28", locale="zh-hans") == ["申请"]
    assert promoted(client, q="CAFÉ ITP28", locale="en") == ["Apply", "https://example.org/"]
    assert promoted(client, q="CAFÉ ITP28", limit=1, offset=1) == []
    assert promoted(client, q="cafe itp28", locale="zh-hant", fallback="zh-hans,en") == [
        "Apply",
        "申请",
        "https://example.org/",
    ]
    assert promoted(client, q="cafe") == []


def test_other_addresses_are_for_readers_of_their_script(small_site: SmallSite, client: Client) -> None:
    query = Query.get("ITP28")
    for text in ("Visas", "签证", "تأشيرة"):
        SearchPromotion.objects.create(
            query=query, external_link_url=f"https://example.org/{text}", external_link_text=text
        )
    expected = {"en": "Visas", "zh-hans": "签证", "zh-hant": "签证", "ar": "تأشيرة"}
    for language, text in expected.items():
        assert promoted(client, q="itp28", locale=language) == [f"https://example.org/{text}"]
    assert len(promoted(client, q="itp28")) == 3


def test_an_editor_promotes(small_site: SmallSite, client: Client) -> None:
    editor: Any = UserFactory(groups=[EDITORS])
    client.force_login(editor)
    assert client.get("/admin/searchpicks/").status_code == 200
    assert client.get("/admin/searchpicks/add/").status_code == 200


def test_a_promotion_is_a_change_of_what_readers_see(small_site: SmallSite) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    before = content_version()
    promotion = SearchPromotion.objects.create(query=Query.get("apply"), page=post)
    made = content_version()
    assert made > before
    promotion.delete()
    assert content_version() > made


def test_searches_without_hits_are_counted_and_reported(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Loans of 2018")
    for typed in (
        "Zéppelin  Ride",
        "zeppelin ride",
        "loans",
        "me@example.org",
        "0161 275 2648",
        "http://a.example/x",
        "mr bogus person passport ab12345",
        "qq123456c",
        "x1y2",
        "ma2018 zeppelins",
        "",
    ):
        client.get("/api/v2/search/", {"q": typed})
    client.get("/api/v2/search/", {"q": "zeppelin ride", "locale": "ar"})
    client.get("/api/v2/search/", {"q": "zeppelin ride", "tags": "loans"})
    client.get("/api/v2/search/", {"q": "zeppelin ride", "offset": "20"})

    assert set(Miss.objects.values_list("text", "language_code", "count")) == {
        ("zeppelin ride", "", 2),
        ("zeppelin ride", "ar", 1),
        ("ma2018 zeppelins", "", 1),
    }
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org"))
    assert "zeppelin ride" not in client.get("/admin/reports/searches-without-hits/").content.decode()
    client.get("/api/v2/search/", {"q": "zeppelin ride"})
    report = client.get("/admin/reports/searches-without-hits/").content.decode()
    assert "zeppelin ride" in report
    assert "ma2018" not in report


def test_what_was_corrected_was_not_found(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Conservation")
    for _time in range(2):
        assert client.get("/api/v2/search/", {"q": "conservaton"}).json()["meta"]["total_count"] == 1
    assert set(Miss.objects.values_list("text", "count")) == {("conservaton", 2)}


def test_searches_of_lists_are_counted(small_site: SmallSite, client: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Loans")
    for endpoint in ("pages", "people"):
        client.get(f"/api/v2/{endpoint}/", {"search": "zeppelin", "order": "id"})
    client.get("/api/v2/pages/", {"search": "loans", "slug": "none"})
    client.get("/api/v2/pages/", {"search": ""})
    assert set(Miss.objects.values_list("text", "count")) == {("zeppelin", 2)}


def test_what_few_looked_for_is_forgotten_sooner(small_site: SmallSite) -> None:
    today = timezone.localdate()
    for text, times, days in (("rare", 2, 15), ("new", 1, 13), ("frequent", 3, 89), ("old", 3, 91)):
        Miss.objects.create(text=text, count=times, last_on=today - timedelta(days=days))
    misses.forget_old()
    assert set(Miss.objects.values_list("text", flat=True)) == {"new", "frequent"}


@pytest.mark.usefixtures("small_site")
def test_a_search_without_hits_is_counted_each_time(client: Client, settings: Any) -> None:
    settings.API_CACHE = True
    for _time in range(3):
        client.get("/api/v2/search/", {"q": "zeppelin"})
    assert Miss.objects.get().count == 3
