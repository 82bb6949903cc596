"""In which order hits come, and by what misspelt words are replaced."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from itp_cms.core import followers
from itp_cms.core.models import PagePerson
from tests.factories.blog import BlogPageFactory
from tests.factories.core import PersonFactory
from tests.small_site import SmallSite, translate


def titles(client: Client, typed: str) -> list[str]:
    followers.catch_up()
    answer = client.get("/api/v2/search/", {"q": typed, "type": "blog.BlogPage"}).json()
    return [item["title"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("language", "text", "typed", "in_order"),
    [
        ("en", "museum ", "museum", ["Museum", "The Luxor Museum", "Museums of the north", "Contact"]),
        ("en", "museums ", "museum", ["Museum", "The Luxor Museum", "Museums of the north", "Contact"]),
        (
            "en",
            "British museum ",
            "british museum",
            ["British Museum", "A museum of British birds", "British museums and birds", "Contact"],
        ),
        ("en", "fellow ", "Fellows", ["Fellows!", "Fellows by the sea", "Senior Fellow Role", "Contact"]),
        ("zh-hans", "培训 ", "培训", ["培训", "国际培训项目与所有其他的事情", "联系"]),
        ("zh-hans", "国际培训计划 ", "國際培訓計畫", ["国际培训计划", "国际培训计划的学员", "联系"]),
        ("ar", "متحف ", "متحف", ["متحف", "لقاء في متحف بعيد", "متاحف كثيرة", "تواصل"]),
    ],
)
def test_the_better_a_title_fits_the_further_up(
    small_site: SmallSite, client: Client, engine: str, language: str, text: str, typed: str, in_order: list[str]
) -> None:
    newest_last = [datetime.date(2010 + place, 1, 1) for place in range(len(in_order))]
    for place, title in enumerate(in_order):
        is_last = place == len(in_order) - 1
        post = BlogPageFactory(
            parent=small_site.blog,
            title=title,
            slug=f"post-{place}",
            date=newest_last[place],
            introduction=(text * 40) if is_last else "",
            body=[("text", "<p>" + "Words about other things. " * (30 * (len(in_order) - place)) + "</p>")],
        )
        if language != "en":
            translate(post, language)
            post.unpublish()

    assert titles(client, typed) == in_order


@pytest.mark.usefixtures("demo_site")
def test_who_types_a_title_of_the_demo_site_finds_it_first(client: Client, engine: str) -> None:
    followers.catch_up()

    def found(typed: str) -> list[tuple[str, str]]:
        items = client.get("/api/v2/search/", {"q": typed, "limit": "10"}).json()["items"]
        return [(item["type"], item["title"]) for item in items]

    def corrected(typed: str) -> Any:
        return client.get("/api/v2/search/", {"q": typed}).json()["meta"]["did_you_mean"]

    assert found("british museum")[0] == ("core.Institution", "British Museum")
    assert "Senior Fellow Role" in {title for _type, title in found("fellow")[:2]}
    assert all("museum" in re.findall(r"\w+", title.lower()) for _type, title in found("museum"))
    assert {"国际培训项目", "國際培訓計畫"} <= {title for _type, title in found("培训")[:4]}
    assert found("國際培訓計畫")[0] == ("home.HomePage", "國際培訓計畫")
    assert corrected("musem") == "museum"
    assert [corrected(typed) for typed in ("القاهرة", "الآثار", "التقديم", "muse*")] == [None] * 4


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("musem", "museum"),  # not by “museo”, which is as near
        ("conservaton", "conservation"),
        ("chengdoo", "chengdu"),
        ("muse*", None),
        ("المنسوجت", "المنسوجات"),
        ("منسوجت", "المنسوجات"),
        ("التقديم", None),  # by “التقييم”
        ("القاهرة", None),  # by “القاعدة”
        ("الآثار", None),  # by “الأخير”
    ],
)
def test_only_what_is_like_a_word_that_is_found_is_corrected(
    small_site: SmallSite, client: Client, engine: str, typed: str, meant: str | None
) -> None:
    for number in range(3):
        BlogPageFactory(parent=small_site.blog, title=f"A museum {number}")
    BlogPageFactory(parent=small_site.blog, title="Museo", introduction="Conservation in Chengdu")
    arabic = BlogPageFactory(parent=small_site.blog, title="المنسوجات")
    BlogPageFactory(parent=small_site.blog, title="التقييم الأخير", introduction="القاعدة")
    translate(arabic, "ar")
    followers.catch_up()

    answer = client.get("/api/v2/search/", {"q": typed}).json()

    assert answer["meta"]["did_you_mean"] == meant
    assert bool(answer["items"]) is (meant is not None or typed == "muse*")


def test_a_phrase_is_of_one_text(small_site: SmallSite, client: Client, engine: str) -> None:
    paragraphs = [("text", "<p>We saw a pangolin</p>"), ("text", "<p>here kestrel again</p>")]
    post = BlogPageFactory(parent=small_site.blog, title="Two", body=paragraphs)
    for name in ("Abdul Hamid", "China Miller"):
        PagePerson.objects.create(page=post, person=PersonFactory(name=name))

    assert titles(client, '"pangolin here kestrel"') == []
    assert titles(client, '"here kestrel"') == ["Two"]
    assert titles(client, '"Hamid China"') == []
    assert titles(client, '"Abdul Hamid"') == ["Two"]


def test_arabic_titles_are_suggested_without_their_article(small_site: SmallSite, client: Client, engine: str) -> None:
    post = BlogPageFactory(parent=small_site.blog, title="اللقاء البريطاني")
    followers.catch_up()
    for typed in ("بر", "بريط", "البريط", "لقاء بريط"):
        items = client.get("/api/v2/search/suggest/", {"q": typed}).json()["items"]
        assert [item["id"] for item in items] == [post.pk], typed
        assert "<mark>البريطاني</mark>" in items[0]["highlight"]


@pytest.mark.parametrize(
    ("text", "typed", "beginning", "end"),
    [
        (
            "去年夏天我们与 Ashmolean 博物馆的同事一起整理库房" + "并讨论怎样保存这些藏品" * 20,
            "夏天我们",
            "去年<mark>夏天我们</mark>与 Ashmolean 博物馆的同事",
            "…",
        ),
        ("并讨论怎样保存这些藏品" * 20 + "与 Ashmolean 的同事一起整理库房", "整理库房", "…", "<mark>整理库房</mark>"),
        ("word " * 100 + "harbour " + "word " * 100, "harbour", "…word", "word…"),
        ("harbour " + "e\u0301" * 400, "harbour", "<mark>harbour</mark> e\u0301e\u0301", "e\u0301…"),
    ],
)
def test_an_excerpt_is_not_cut_short_by_a_space(
    small_site: SmallSite, client: Client, engine: str, text: str, typed: str, beginning: str, end: str
) -> None:
    BlogPageFactory(parent=small_site.blog, title="A post", introduction=text)
    followers.catch_up()

    (hit,) = client.get("/api/v2/search/", {"q": typed}).json()["items"]

    shown = hit["highlights"]["text"]
    assert shown.startswith(beginning)
    assert shown.endswith(end)
    assert 60 < len(shown) < 300
