"""What is found by what is typed, asked through the API of each engine, on the database that the tests run on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page

from itp_cms.core.models import Person
from search.models import Entry
from tests.factories.blog import BlogPageFactory
from tests.factories.core import PersonFactory
from tests.search.cases import FOUND
from tests.small_site import SmallSite, translate


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ar"])
def test_readers_find_what_they_mean(
    small_site: SmallSite, client: Client, engine: str, indexed: Callable[[], Any], language: str
) -> None:
    cases = [case for case in FOUND if case[0] == language]
    posts = {text: _post(small_site.blog, language, text) for _language, text, _typed, _is_found in cases}
    indexed()

    wrong = [
        (text, typed, is_found)
        for _language, text, typed, is_found in cases
        if (posts[text] in _ids(client, typed)) is not is_found
    ]

    assert wrong == []
    assert client.get("/api/v2/search/?q=a").json()["meta"]["engine"] == engine


def _post(blog: Page, language: str, text: str) -> int:
    post = BlogPageFactory(parent=blog, introduction=text)
    return post.pk if language == "en" else translate(post, language).pk


def _ids(client: Client, typed: str) -> set[int]:
    listing = client.get("/api/v2/pages/", {"search": typed, "type": "blog.BlogPage", "limit": "100"}).json()
    return {item["id"] for item in listing["items"]}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        '"',
        "-",
        '""',
        '-"',
        "*",
        "a*",
        "AND OR NOT",
        "NEAR(a b)",
        "{title}: a",
        "'",
        "\\",
        "~a",
        "@",
        "(",
        "a" * 5000,
        "博" * 1000,
        '"' + "a " * 1000 + '"',
        " ".join(f"w{number}" for number in range(500)),
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_nothing_that_is_typed_is_an_error(small_site: SmallSite, client: Client, typed: str) -> None:
    for order in ({}, {"order": "title"}):
        assert client.get("/api/v2/pages/", {"search": typed, **order}).status_code == 200


def test_what_is_deleted_leaves_no_words(small_site: SmallSite) -> None:
    section = BlogPageFactory(parent=small_site.blog, title="Zanzibar")
    PersonFactory(name="Zanzibari")
    small_site.blog.delete()
    Person.objects.all().delete()

    table = f"search_{connection.vendor}words"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (Entry.objects.count(),)
    assert not Entry.objects.filter(object_id=section.pk, type="blog.BlogPage").exists()
