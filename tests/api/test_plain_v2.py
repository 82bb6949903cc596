"""A client written for Wagtail's API v2 works unchanged.

The same requests, those that Wagtail's documentation of its API shows, go to Wagtail's own viewsets and to this
project's, over the same content: the same objects in the same order, and every field that the one gives, the other
gives with a value of the same kind; where it is no address of the API itself, with the same value.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from wagtail.models import Page

from tests.databases import Prepared
from tests.factories.blog import BlogPageFactory
from tests.factories.core import DocumentFactory, ImageFactory
from tests.prepared import Prepare, Use
from tests.small_site import build_small_site, translate

pytestmark = pytest.mark.urls("tests.api.plain.urls")

LISTS = [
    "pages/",
    "pages/?limit=2",
    "pages/?limit=2&offset=2",
    "pages/?offset=1000",
    "pages/?order=title",
    "pages/?order=-title",
    "pages/?order=id",
    "pages/?order=-id",
    "pages/?order=slug,title",
    "pages/?type=blog.BlogPage&order=-first_published_at&locale=en",
    "pages/?type=blog.BlogPage",
    "pages/?type=blog.BlogPage,blog.BlogIndexPage",
    "pages/?type=blog.blogpage",
    "pages/?type=wagtailcore.Page",
    "pages/?type=",
    "pages/?slug=first",
    "pages/?title=Bronzes",
    "pages/?show_in_menus=true",
    "pages/?show_in_menus=0",
    "pages/?id={first}",
    "pages/?child_of={blog}",
    "pages/?child_of=root",
    "pages/?descendant_of={home}",
    "pages/?descendant_of=root",
    "pages/?ancestor_of={first}",
    "pages/?translation_of={first}",
    "pages/?translation_of=root",
    "pages/?locale=en",
    "pages/?locale=zh-hans",
    "pages/?locale=zh-hans&translation_of={first}",
    "pages/?search=Bronzes",
    "pages/?search=Bronzes&order=title",
    "pages/?search=bronzes+clay&search_operator=or",
    "pages/?search=bronzes+clay&search_operator=and",
    "pages/?search=",
    "pages/?type=blog.BlogPage&search=clay",
    "pages/?type=blog.BlogPage&child_of={blog}&order=-title&limit=1",
    "pages/?fields=title",
    "pages/?fields=_,title",
    "pages/?fields=-title",
    "pages/?fields=show_in_menus,seo_title,search_description",
    "pages/?fields=_,id,html_url",
    "pages/?fields=-detail_url,-slug",
    "pages/?fields=alias_of",
    "pages/?format=json",
    "pages/?_=1234",
    "pages/?site=localhost",
    "images/",
    "images/?limit=1&offset=1",
    "images/?order=-title",
    "images/?title=Clay+ear",
    "images/?tags=clay",
    "images/?width={width}",
    "images/?search=clay",
    "images/?fields=_,title,width,height",
    "images/?fields=*",
    "documents/",
    "documents/?limit=1",
    "documents/?order=-title",
    "documents/?title=Report",
    "documents/?search=report",
    "documents/?fields=*",
    "documents/?fields=_,title",
]
DETAILS = [
    "pages/{first}/",
    "pages/{home}/",
    "pages/{first_zh}/",
    "pages/{first}/?fields=_,title,parent",
    "pages/{first}/?rich_text_format=html",
    "pages/{first}/?rich_text_format=db_html",
    "images/{image}/",
    "images/{image}/?fields=_,title",
    "documents/{document}/",
]
REFUSED = [
    "pages/?limit=abc",
    "pages/?limit=101",
    "pages/?limit=-1",
    "pages/?offset=abc",
    "pages/?offset=-1",
    "pages/?order=unknown",
    "pages/?order=random,title",
    "pages/?order=random&offset=1",
    "pages/?type=no.such",
    "pages/?unknown=1",
    "pages/?unknown=1&other=2",
    "pages/?fields=nothing",
    "pages/?fields=title,(",
    "pages/?fields=title(id)",
    "pages/?child_of=abc",
    "pages/?child_of=99999",
    "pages/?descendant_of=abc",
    "pages/?ancestor_of=abc",
    "pages/?translation_of=abc",
    "pages/?locale=xx",
    "pages/?show_in_menus=maybe",
    "pages/?id=abc",
    "pages/?search=clay&search_operator=xor",
    "pages/?rich_text_format=word",
    "pages/99999/",
    "pages/{draft}/",
    "pages/find/",
    "pages/find/?id=99999",
    "pages/find/?html_path=/nowhere/",
    "images/?limit=abc",
    "images/?unknown=1",
    "images/99999/",
    "documents/99999/",
]
FINDS = [
    "pages/find/?id={first}",
    "pages/find/?html_path=/",
    "pages/find/?html_path=blog/first",
    "pages/find/?html_path=/blog/first/",
    "pages/find/?html_path=/blog/first/&fields=_,title",
    "images/find/?id={image}",
    "documents/find/?id={document}",
]
# Wagtail's words change between its versions; these are in its documentation, or in clients' own tests.
MESSAGES = {
    "pages/?limit=101": "limit cannot be higher than 100",
    "pages/?order=unknown": "cannot order by 'unknown' (unknown field)",
    "pages/?type=no.such": "type doesn't exist",
    "pages/?fields=nothing": "unknown fields: nothing",
    "pages/?unknown=1": "query parameter is not an operation or a recognised field: unknown",
    "pages/find/?html_path=/nowhere/": "not found",
}


def build() -> dict[str, Any]:
    """A blog with two posts, one translated, one draft; two images and documents, tagged."""
    small_site = build_small_site()
    first = BlogPageFactory(parent=small_site.blog, title="Bronzes", slug="first", show_in_menus=True)
    second = BlogPageFactory(parent=small_site.blog, title="Clay", slug="second")
    draft = BlogPageFactory(parent=small_site.blog, title="Bronzes to come", slug="draft", live=False)
    first_zh = translate(first, "zh-hans", title="青铜器", slug="first-zh")
    second.tags.add("loans")
    second.save()
    for day, page in enumerate((first, second, small_site.home, small_site.blog), start=1):
        Page.objects.filter(pk=page.pk).update(first_published_at=datetime(2024, 1, day, tzinfo=UTC))
    # Editors have moved the second post before the first.
    second.move(first, "left")
    image, _other = ImageFactory(title="Clay ear"), ImageFactory(title="Bronze bell")
    image.tags.add("clay")
    document, _report = DocumentFactory(title="Annual account"), DocumentFactory(title="Report")
    return {
        "home": small_site.home.pk,
        "blog": small_site.blog.pk,
        "first": first.pk,
        "first_zh": first_zh.pk,
        "draft": draft.pk,
        "image": image.pk,
        "width": image.width,
        "document": document.pk,
    }


@pytest.fixture(scope="session")
def database(prepared_databases: Prepare) -> Prepared[dict[str, Any]]:
    return prepared_databases("plain", build)


@pytest.fixture
def _begin(on_database: Use, database: Prepared[dict[str, Any]]) -> None:
    on_database(database)


@pytest.fixture
def ids(_begin: None, db: None, database: Prepared[dict[str, Any]]) -> dict[str, Any]:
    return database.content()


@pytest.mark.parametrize("request_line", LISTS)
def test_lists(request_line: str, ids: dict[str, Any], client: Client):
    plain, ours = _both(client, request_line.format(**ids))
    assert plain.status_code == ours.status_code == 200, ours.content
    theirs, mine = plain.json(), ours.json()
    assert mine["meta"]["total_count"] == theirs["meta"]["total_count"]
    assert [item.get("id") for item in mine["items"]] == [item.get("id") for item in theirs["items"]]
    _assert_superset(theirs, mine, "answer")


@pytest.mark.parametrize("request_line", DETAILS)
def test_details(request_line: str, ids: dict[str, Any], client: Client):
    # Wagtail's own cannot represent the models' own fields, which it does not know how to look up.
    path = request_line.format(**ids)
    plain, ours = _both(client, path if "fields=" in path or "pages" not in path else _only_v2_fields(path))
    assert plain.status_code == ours.status_code == 200, ours.content
    _assert_superset(plain.json(), ours.json(), "answer")


@pytest.mark.parametrize("request_line", REFUSED)
def test_refusals(request_line: str, ids: dict[str, Any], client: Client):
    path = request_line.format(**ids)
    try:
        plain = client.get(f"/plain/{path}")
    except (ValueError, TypeError):  # a crash of Wagtail's own
        plain = None
    ours = client.get(f"/api/v2/{path}")
    if plain is None:
        assert ours.status_code == 400
    else:
        assert ours.status_code == plain.status_code, (plain.content, ours.content)
    assert ours.headers["Content-Type"] == "application/json"
    assert ours.json()["message"]
    if path in MESSAGES:
        assert ours.json()["message"] == MESSAGES[path]


@pytest.mark.parametrize("request_line", FINDS)
def test_find(request_line: str, ids: dict[str, Any], client: Client):
    plain, ours = _both(client, request_line.format(**ids))
    assert plain.status_code == ours.status_code == 302
    assert urlsplit(_own(plain.headers["Location"])).path == urlsplit(ours.headers["Location"]).path
    assert urlsplit(plain.headers["Location"]).query == urlsplit(ours.headers["Location"]).query


def test_random_order_gives_everything_once(ids: dict[str, Any], client: Client):
    plain, ours = _both(client, "pages/?order=random")
    assert sorted(item["id"] for item in ours.json()["items"]) == sorted(item["id"] for item in plain.json()["items"])


def _both(client: Client, path: str) -> tuple[Any, Any]:
    return client.get(f"/plain/{path}"), client.get(f"/api/v2/{path}")


def _only_v2_fields(path: str) -> str:
    fields = (
        "_,id,type,detail_url,html_url,slug,show_in_menus,seo_title,search_description,first_published_at,alias_of,"
        "parent,locale,title"
    )
    return f"{path}{'&' if '?' in path else '?'}fields={fields}"


def _own(address: str) -> str:
    return address.replace("/plain/", "/api/v2/")


def _assert_superset(theirs: Any, mine: Any, where: str) -> None:
    """Every field there is in theirs is in mine, with a value of the same kind."""
    if isinstance(theirs, dict):
        assert isinstance(mine, dict), f"{where} is {mine!r}"
        for name, value in theirs.items():
            assert name in mine, f"{where} has no {name}"
            _assert_superset(value, mine[name], f"{where}.{name}")
    elif isinstance(theirs, list):
        assert isinstance(mine, list)
        assert len(theirs) == len(mine), where
        for number, (one, other) in enumerate(zip(theirs, mine, strict=True)):
            _assert_superset(one, other, f"{where}[{number}]")
    elif isinstance(theirs, str) and theirs.startswith(("http://", "/")):
        # Files have the address of Wagtail's own, made absolute; objects of the API that of its own endpoint.
        assert isinstance(mine, str)
        assert mine.endswith(_own(theirs).removeprefix("http://testserver").removeprefix("http://localhost")), where
    else:
        assert type(theirs) is type(mine), f"{where}: {theirs!r} and {mine!r}"
        assert theirs == mine, where
