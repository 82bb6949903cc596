"""What changed, for those who keep a copy."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.models import BlogPage, Byline
from itp_cms.core.changes import Change, content_version, mark_of, prune
from itp_cms.core.models import ContentVersion, Person, SiteSettings
from tests.api.test_queries import count  # noqa: F401  a fixture
from tests.factories.blog import BlogPageFactory
from tests.factories.core import ImageFactory, PersonFactory, locale
from tests.small_site import SmallSite

ROOT = "/api/v2/changes/"

Follow = Callable[..., Iterator[dict[str, Any]]]


@pytest.fixture
def follow(client: Client) -> Follow:
    """The answers from an address on, while there is more."""

    def answers(address: str) -> Iterator[dict[str, Any]]:
        more = True
        while more:
            response = client.get(address)
            assert response.status_code == 200, response.content
            answer = response.json()
            yield answer
            more, address = answer["meta"]["more"], answer["meta"]["next_url"]

    return answers


def told(answer: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(item["kind"], item["endpoint"], item["id"]) for item in answer["items"]]


def made_of(client: Client, address: str) -> set[str]:
    response = client.get(f"{address}{'&' if '?' in address else '?'}keys=true")
    assert response.status_code == 200, response.content
    return set(response.headers["Content-Keys"].split())


def test_all_that_there_is(small_site: SmallSite, follow: Follow) -> None:
    pages = {BlogPageFactory(parent=small_site.blog).pk for _number in range(5)}
    draft = BlogPageFactory(parent=small_site.blog, live=False)
    person = PersonFactory()
    everything = [entry for answer in follow(f"{ROOT}?limit=3") for entry in told(answer)]
    assert len(everything) == len(set(everything))
    assert {("published", "pages", pk) for pk in pages} | {("published", "people", person.pk)} <= set(everything)
    assert ("published", "pages", draft.pk) not in everything
    assert {entry[1] for entry in everything} == {"pages", "people", "locales"}


def test_what_changes_while_all_is_read_is_told_of_afterwards(small_site: SmallSite, follow: Follow) -> None:
    answers = follow(f"{ROOT}?limit=2")
    first = next(answers)
    small_site.home.title = "New"
    small_site.home.save_revision().publish()
    *_others, last = answers
    assert last["meta"]["next"] == first["meta"]["next"]
    (later,) = follow(last["meta"]["next_url"])
    assert told(later) == [("changed", "pages", page.pk) for page in (small_site.home, small_site.home_zh)]


def test_what_changed(small_site: SmallSite, api: Any) -> None:
    start = content_version()
    page = BlogPageFactory(parent=small_site.blog, title="News")
    answer = api("changes", since=start)
    (item,) = answer["items"]
    assert item == {
        "kind": "published",
        "endpoint": "pages",
        "id": page.pk,
        "type": "blog.BlogPage",
        "locale": "en",
        "translation_key": str(page.translation_key),
        "detail_url": f"http://testserver/api/v2/pages/{page.pk}/",
        "keys": item["keys"],
    }
    following = content_version()
    assert answer["meta"] == {
        "since": start,
        "next": following,
        "more": False,
        "next_url": f"http://testserver/api/v2/changes/?since={following}&log={mark_of(following)}",
    }
    assert api("changes", since=following)["items"] == []
    page = BlogPage.objects.get()
    page.title = "Other news"
    page.save_revision().publish()
    assert told(api("changes", since=following)) == [("changed", "pages", page.pk)]


@pytest.mark.parametrize("way", ["unpublish", "delete", "restrict", "restrict above", "expire"])
def test_of_what_is_hidden_nothing_is_told_but_its_id(small_site: SmallSite, api: Any, way: str) -> None:
    page = BlogPageFactory(parent=small_site.blog, title="Hush", slug="hush")
    pk, start = page.pk, content_version()
    if way == "unpublish":
        page.unpublish()
    elif way == "delete":
        page.delete()
    elif way.startswith("restrict"):
        above = small_site.blog if way.endswith("above") else page
        PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    else:
        page.expire_at = timezone.now() - timedelta(seconds=1)
        page.save()
    items = {item["id"]: item for item in api("changes", since=start)["items"]}
    assert len(items[pk].pop("keys")) == 4
    assert items[pk] == {
        "kind": "removed",
        "endpoint": "pages",
        "id": pk,
        "type": None,
        "locale": None,
        "translation_key": None,
        "detail_url": None,
    }


def test_an_object_that_changed_often_is_told_of_once(
    small_site: SmallSite, api: Any, django_capture_on_commit_callbacks: Any
) -> None:
    start = content_version()
    Change.objects.bulk_create(
        Change(number=start + n, kind=kind, object_type="home.HomePage", object_id=str(small_site.home.pk))
        for n, kind in enumerate(["changed", "published", "changed"], start=1)
    )
    answer = api("changes", since=start)
    assert told(answer) == [("published", "pages", small_site.home.pk)]
    assert answer["meta"]["next"] == start + 3


@pytest.mark.parametrize("hide", [False, True])
def test_what_shows_an_object_has_a_key_of_its_changes(
    small_site: SmallSite, client: Client, api: Any, hide: bool
) -> None:
    person = PersonFactory()
    page, other = (BlogPageFactory(parent=small_site.blog) for _number in range(2))
    Byline.objects.create(page=page, person=person, locale=page.locale)
    shows, shows_not = (made_of(client, f"/api/v2/pages/{one.pk}/") for one in (page, other))
    people, posts = (made_of(client, f"/api/v2/{path}") for path in ("people/", "pages/?type=blog.BlogPage"))
    start = content_version()
    if hide:
        person.unpublish()
    else:
        person = Person.objects.get()
        person.name = "Another name"
        person.save_revision().publish()
    keys = {key for item in api("changes", since=start)["items"] for key in item["keys"]}
    assert shows & keys
    assert people & keys
    assert not shows_not & keys
    assert bool(posts & keys) is False
    start = content_version()
    other.unpublish()
    keys = {key for item in api("changes", since=start)["items"] for key in item["keys"]}
    assert posts & keys


def test_a_translation_that_was_shown_and_is_hidden_is_among_the_keys(
    small_site: SmallSite, client: Client, api: Any
) -> None:
    """… even while the version that is referred to is hidden, by whose change nothing is told."""
    person = PersonFactory()
    chinese = person.copy_for_translation(locale("zh-hans"))
    chinese.save()
    page = BlogPageFactory(parent=small_site.blog)
    Byline.objects.create(page=page, person=person, locale=page.locale)
    translated = page.copy_for_translation(locale("zh-hans"), copy_parents=True)
    translated.save_revision().publish()
    person.unpublish()
    address = f"/api/v2/pages/{translated.pk}/"
    assert client.get(address).json()["bylines"][0]["person"]["id"] == chinese.pk
    shows, start = made_of(client, address), content_version()
    chinese.unpublish()
    assert client.get(address).json()["bylines"] == []
    assert shows & {key for item in api("changes", since=start)["items"] for key in item["keys"]}


def test_the_keys_of_much_are_coarser_so_that_they_fit_through_any_proxy(
    small_site: SmallSite, client: Client, api: Any
) -> None:
    pages: list[Any] = [BlogPageFactory(parent=small_site.blog) for _number in range(70)]
    people: list[Any] = [PersonFactory() for _page in pages]
    for page, person in zip(pages, people, strict=True):
        Byline.objects.create(page=page, person=person, locale=page.locale)
    address = "/api/v2/pages/?type=blog.BlogPage&limit=100&fields=*"
    headers = client.get(f"{address}&keys=true").headers
    assert sum(len(f"{name}: {value}\r\n") for name, value in headers.items()) < 4000
    much = made_of(client, address)
    little = made_of(client, f"/api/v2/pages/{pages[0].pk}/")
    start = content_version()
    pages[-1].unpublish()
    people[-1].unpublish()
    renamed = BlogPage.objects.get(pk=pages[-2].pk)
    renamed.title = "Other news"
    renamed.save_revision().publish()
    pages[-3].delete()
    items = api("changes", since=start)["items"]
    assert {item["id"] for item in items} >= {pages[-1].pk, renamed.pk, people[-1].pk}
    for item in items:
        assert much & set(item["keys"])
        assert not little & set(item["keys"])


def test_keys_have_no_meaning(small_site: SmallSite, client: Client) -> None:
    keys = made_of(client, f"/api/v2/pages/{small_site.blog.pk}/")
    assert all(re.fullmatch("[0-9a-f]{16}", key) for key in keys)
    assert "Content-Keys" not in client.get(f"/api/v2/pages/{small_site.blog.pk}/").headers
    assert client.get("/api/v2/pages/?keys=yes").json()["field"] == "keys"


def test_one_language(small_site: SmallSite, api: Any) -> None:
    start = content_version()
    english, chinese = (
        BlogPageFactory(parent=small_site.blog),
        BlogPageFactory(parent=small_site.blog_zh, locale=small_site.blog_zh.locale),
    )
    image = ImageFactory()
    hidden = BlogPageFactory(parent=small_site.blog)
    hidden.unpublish()
    changed = told(api("changes", since=start, locale="zh-hans"))
    assert ("published", "pages", chinese.pk) in changed
    assert ("published", "images", image.pk) in changed
    assert ("published", "pages", english.pk) not in changed
    everything = {item["locale"] for item in api("changes", locale="zh-hans")["items"]}
    assert everything == {"zh-hans", None}


def test_settings_have_no_id(small_site: SmallSite, api: Any, client: Client) -> None:
    start = content_version()
    small_site.site.site_name = "Other"
    small_site.site.save()
    (item,) = api("changes", since=start)["items"]
    assert (item["kind"], item["endpoint"], item["id"]) == ("changed", "settings", None)
    settings = made_of(client, "/api/v2/settings/")
    assert settings & set(item["keys"])


def test_all_parts_of_the_settings_that_changed_are_told_of_by_their_keys(
    small_site: SmallSite, api: Any, client: Client
) -> None:
    page, settings = (made_of(client, f"/api/v2/{path}") for path in (f"pages/{small_site.blog.pk}/", "settings/"))
    start = content_version()
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://example.org")
    of_addresses = {key for item in api("changes", since=start)["items"] for key in item["keys"]}
    assert page & of_addresses
    small_site.site.site_name = "Other"
    small_site.site.save()
    (item,) = api("changes", since=start)["items"]
    assert of_addresses <= set(item["keys"])
    assert settings & set(item["keys"])


def test_who_is_too_far_behind_begins_anew(small_site: SmallSite, api: Any) -> None:
    BlogPageFactory(parent=small_site.blog)
    newest = content_version()
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    prune(days=1)
    for number in (0, newest - 1, newest + 1):
        assert api("changes", status=410, since=number)["code"] == "too_far_behind"
    assert api("changes", since=newest)["items"] == []


@pytest.mark.parametrize("begin", ["since", "cursor"])
def test_who_followed_a_database_that_was_restored_begins_anew(
    small_site: SmallSite, client: Client, api: Any, begin: str
) -> None:
    BlogPageFactory(parent=small_site.blog)
    backup = content_version()
    before = api("changes", since=backup - 1)["meta"]["next_url"]
    lost = BlogPageFactory(parent=small_site.blog)
    newest = content_version()
    asked = {"since": newest - 1} if begin == "since" else {"limit": 1}
    after = api("changes", **asked)["meta"]["next_url"]
    lost.delete()
    Change.objects.filter(number__gt=backup).delete()
    ContentVersion.objects.update(number=backup)
    while content_version() < newest:
        BlogPageFactory(parent=small_site.blog)
    for _time in range(2):
        response = client.get(after)
        assert (response.status_code, response.json()["code"]) == (410, "too_far_behind")
        BlogPageFactory(parent=small_site.blog)
    assert len(client.get(before).json()["items"]) > 1


def test_a_log_that_was_pruned_is_still_the_same(small_site: SmallSite, client: Client, api: Any) -> None:
    BlogPageFactory(parent=small_site.blog)
    following = api("changes", since=content_version() - 1)["meta"]["next_url"]
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    prune(days=1)
    answer = client.get(following).json()
    assert answer["items"] == []
    assert answer["meta"]["next_url"] == following
    BlogPageFactory(parent=small_site.blog)
    assert len(client.get(following).json()["items"]) > 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=x", "since"),
        ("since=-1", "since"),
        ("since=99999999999999999999", "since"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("since=1&limit=x", "limit"),
        ("cursor=1", "cursor"),
        ("cursor=1.pages", "cursor"),
        ("cursor=1.nothing.2", "cursor"),
        ("cursor=1.pages.9999999999999999999", "cursor"),
        ("cursor=1.pages.1&since=2", "cursor"),
        ("other=1", "other"),
        ("since=1&other=1", "other"),
    ],
)
def test_what_cannot_be_answered_is_told_why(small_site: SmallSite, client: Client, query: str, field: str) -> None:
    response = client.get(f"{ROOT}?{query}")
    assert response.status_code == 400
    assert response.json()["field"] == field


def test_the_number_of_queries_does_not_grow(small_site: SmallSite, count: Any) -> None:  # noqa: F811
    def few(number: int) -> int:
        start = content_version()
        for _number in range(number):
            BlogPageFactory(parent=small_site.blog)
            ImageFactory()
        return count(f"{ROOT}?since={start}")

    assert few(2) == few(20)


def test_of_a_beginning_it_does_not_matter_which_log_it_is_of(small_site: SmallSite, api: Any) -> None:
    assert api("changes", log="0123456789ab")["items"] == api("changes")["items"]
