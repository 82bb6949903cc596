"""What is kept, for how long, and what is not."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from itp_cms.core import followers, renditions
from itp_cms.core.tasks import runner
from itp_cms.settings import services
from tests.factories.blog import BlogPageFactory
from tests.factories.core import ImageFactory
from tests.services.ports import free_port
from tests.small_site import SmallSite

LIST = "/api/v2/pages/?type=blog.BlogPage"


@pytest.fixture
def post(small_site: SmallSite) -> Any:
    for number in range(6):
        BlogPageFactory(parent=small_site.blog, title=f"Weaving, part {number}")
    return BlogPageFactory(parent=small_site.blog, title="On looms")


@pytest.fixture
def queries(client: Client) -> Callable[..., int]:
    """How many queries a request takes."""

    def ask(path: str, **headers: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path, headers=headers)
        assert response.status_code in {200, 302, 304}, response.content
        return len(captured)

    return ask


def run_tasks() -> None:
    worker = runner("test")
    for task in DBTaskResult.objects.ready():
        worker.run_task(task)


def rename(page: Any, title: str) -> None:
    page.title = title
    page.save_revision().publish()


@pytest.mark.parametrize(
    "path",
    [
        LIST,
        "/api/v2/pages/{id}/",
        "/api/v2/pages/{id}/?fields=*",
        "/api/v2/pages/find/?html_path={path}",
        "/api/v2/",
        "/api/v2/openapi.json",
        "/api/v2/settings/",
        "/api/v2/navigation/",
        "/api/v2/feeds/en/posts.rss",
        "/api/v2/calendar/",
        "/api/v2/maps/projects.geojson",
        "/sitemap.xml",
    ],
)
def test_the_second_answer_takes_one_query(post: Any, client: Client, queries: Callable[..., int], path: str) -> None:
    path = path.format(id=post.pk, path=post.url_path.removeprefix("/test-home"))
    first = client.get(path)
    assert queries(path) == 1
    again = client.get(path)
    assert again.status_code == first.status_code
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)


@pytest.mark.parametrize("path", [LIST, "/api/v2/feeds/en/posts.rss", "/sitemap.xml", "/api/v2/openapi.json"])
def test_a_client_that_has_it_is_told_so(post: Any, client: Client, queries: Callable[..., int], path: str) -> None:
    first = client.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    for condition in (etag, f"W/{etag}", f'"another", {etag}', "*"):
        for method in (client.get, client.head):
            response = method(path, headers={"if-none-match": condition})
            assert (response.status_code, response.content) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary", "Last-Modified", "Access-Control-Allow-Origin"):
                assert response.headers.get(name) == first.headers.get(name)
            assert "Content-Type" not in response.headers
    assert queries(path, **{"if-none-match": etag}) == 1
    assert client.get(path, headers={"if-none-match": etag.replace('"', "")}).status_code == 200
    assert client.get(path, headers={"if-none-match": '"another"'}).status_code == 200


def test_what_changes_is_new_at_once(post: Any, client: Client) -> None:
    before = client.get(LIST)
    rename(post, "On spindles")
    after = client.get(LIST, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"On spindles" in after.content
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_draft_changes_nothing(post: Any, client: Client, queries: Callable[..., int]) -> None:
    etag = client.get(LIST).headers["ETag"]
    post.title = "Not yet"
    post.save_revision()
    assert queries(LIST) == 1
    assert client.get(LIST).headers["ETag"] == etag


def test_what_time_changes_is_new_at_that_moment(post: Any, client: Client, monkeypatch) -> None:
    moment = timezone.now() + timedelta(seconds=90)
    post.expire_at = moment
    post.save_revision().publish()
    before = client.get(LIST)
    monkeypatch.setattr(timezone, "now", lambda: moment - timedelta(seconds=1))
    assert client.get(LIST).content == before.content
    monkeypatch.setattr(timezone, "now", lambda: moment)
    after = client.get(LIST, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"On looms" not in after.content


def test_no_cache_on_the_way_keeps_an_answer_beyond_that_moment(
    post: Any, client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0)  # at midnight, dated pages change
    monkeypatch.setattr(timezone, "now", lambda: noon)
    settings.API_MAX_AGE, settings.EDGE_MAX_AGE, settings.EDGE_STALE_WHILE_REVALIDATE = 10, 3600, 60
    headers = client.get(LIST).headers
    assert headers["Cache-Control"] == "public, max-age=10, s-maxage=3600"
    assert headers["CDN-Cache-Control"] == "max-age=3600, stale-while-revalidate=60"
    post.expire_at = timezone.now() + timedelta(seconds=90)
    post.save_revision().publish()
    headers = client.get(LIST).headers
    assert headers["Cache-Control"] in {f"public, max-age=10, s-maxage={left}" for left in (88, 89, 90)}
    assert "CDN-Cache-Control" not in headers
    post.expire_at = timezone.now() + timedelta(milliseconds=900)
    post.save_revision().publish()
    assert client.get(LIST).headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_browsers_ask_each_time_unless_told_otherwise(post: Any, client: Client) -> None:
    assert client.get(LIST).headers["Cache-Control"] == "public, max-age=0, must-revalidate"


# One entry for what is the same


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/pages/?limit=5&type=blog.BlogPage&order=title",
        "/api/v2/pages/?order=title&type=blog.BlogPage&limit=5&offset=0",
        "/api/v2/pages/?order=title&_=1700000000&format=json&limit=5&type=blog.BlogPage",
        "/api/v2/pages/?order=%74itle&limit=5&type=blog%2EBlogPage",
    ],
)
def test_the_order_of_parameters_and_defaults_make_no_new_entry(
    post: Any, client: Client, queries: Callable[..., int], path: str
) -> None:
    first = client.get("/api/v2/pages/?order=title&type=blog.BlogPage&limit=5")
    assert queries(path) == 1
    assert client.get(path).headers["ETag"] == first.headers["ETag"]


def test_the_case_of_a_host_makes_no_new_entry(post: Any, queries: Callable[..., int]) -> None:
    queries(LIST, host="localhost")
    assert queries(LIST, host="LOCALhost") == 1


def test_hosts_and_schemes_have_answers_of_their_own(post: Any, client: Client) -> None:
    answers = [
        client.get(LIST, headers={"host": "localhost"}),
        client.get(LIST, headers={"host": "testserver"}),
        client.get(LIST, headers={"host": "localhost"}, secure=True),
    ]
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    assert b"https://localhost/" in answers[2].content
    assert b"http://testserver/" in answers[1].content


def test_parameters_that_come_twice_are_told_apart(post: Any, client: Client) -> None:
    assert len(client.get(f"{LIST}&limit=2&limit=1").json()["items"]) == 1
    assert len(client.get(f"{LIST}&limit=1&limit=2").json()["items"]) == 2
    assert len(client.get(f"{LIST}&limit=2&limit=20").json()["items"]) == 7


def test_what_is_in_no_order_is_in_another_each_time(post: Any, client: Client) -> None:
    answers = [client.get(f"{LIST}&order=random") for _number in range(12)]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-cache"}
    assert len({answer.content for answer in answers}) > 1


def test_what_is_too_long_to_be_kept_says_so(post: Any, client: Client) -> None:
    assert client.get(f"{LIST}&title={'a' * 5000}").headers["Cache-Control"] == "no-cache"
    assert client.post(LIST).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/api/v2/pages/?nothing=1", "/api/v2/pages/999999/", "/api/v2/nothing/"])
def test_errors_are_not_kept(post: Any, client: Client, path: str) -> None:
    counts = []
    for _repetition in range(3):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        counts.append(len(captured))
        assert response.status_code in {400, 404}
        assert response.headers["Cache-Control"] == "no-cache"
        assert "ETag" not in response.headers
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert counts[1] == counts[2]
    assert client.get(path, headers={"if-none-match": "*"}).status_code in {400, 404}


def test_what_was_not_found_is_there_once_it_is_published(post: Any, client: Client) -> None:
    post.unpublish()
    assert client.get(f"/api/v2/pages/{post.pk}/").status_code == 404
    post.save_revision().publish()
    assert client.get(f"/api/v2/pages/{post.pk}/").status_code == 200


def test_a_picture_chosen_by_accept_is_not_kept(post: Any, client: Client) -> None:
    image = ImageFactory()
    path = f"/api/v2/images/{image.pk}/rendition/?width=400"
    webp, jpeg = (client.get(path, headers={"accept": kind}).headers["Location"] for kind in ("image/webp", "*/*"))
    assert webp.endswith(".webp")
    assert jpeg.endswith(".jpg")


def test_drafts_are_not_kept(post: Any, client: Client) -> None:
    response = client.get(f"/api/v2/pages/{post.pk}/?token=forged")
    assert response.status_code == 403
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_limits_are_counted_and_told_of_each_request(post: Any, client: Client, settings) -> None:
    settings.API_RATE_LIMIT = (2, 3600)
    remaining = [client.get(LIST).headers["RateLimit"].split(";")[1] for _repetition in range(2)]
    assert remaining == ["r=1", "r=0"]
    assert client.get(LIST).status_code == 429


def test_other_methods_go_through(post: Any, client: Client) -> None:
    client.get(LIST)
    assert client.post(LIST).status_code == 405
    assert client.options(LIST).status_code == 200


# Codings


def test_each_coding_is_another_representation_of_the_same(
    post: Any, client: Client, queries: Callable[..., int]
) -> None:
    """RFC 9110, 8.8.3.3: of which each has a strong tag of its own."""
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
    plain = client.get(LIST)
    etags = {plain.headers["ETag"]}
    for coding in ("br", "gzip"):
        assert queries(LIST, **{"accept-encoding": coding}) == 1  # made of the one that is there
        response = client.get(LIST, headers={"accept-encoding": coding})
        assert response.headers["Content-Encoding"] == coding
        assert response.headers["Vary"] == "Accept-Encoding"
        assert unpack[coding](response.content) == plain.content
        assert int(response.headers["Content-Length"]) == len(response.content)
        etags.add(response.headers["ETag"])
        condition = {"if-none-match": plain.headers["ETag"], "accept-encoding": coding}
        assert client.get(LIST, headers=condition).status_code == 200
    assert len(etags) == 3
    assert not any(etag.startswith("W/") for etag in etags)


def test_who_comes_first_may_want_it_compressed(post: Any, client: Client, queries: Callable[..., int]) -> None:
    packed = client.get(LIST, headers={"accept-encoding": "br"})
    assert queries(LIST) == 1
    assert client.get(LIST).content == brotli.decompress(packed.content)
    assert "Content-Encoding" not in client.get(LIST).headers


def test_what_is_large_is_kept_compressed_and_what_is_larger_not_at_all(
    post: Any, client: Client, queries: Callable[..., int], settings
) -> None:
    settings.API_CACHE_MAX_BYTES = len(client.get(LIST, headers={"accept-encoding": "br"}).content)
    caches["default"].clear()
    first = client.get(LIST)
    assert queries(LIST) == 1
    assert client.get(LIST).content == first.content
    settings.API_CACHE_MAX_BYTES -= 1
    caches["default"].clear()
    etag = client.get(LIST).headers["ETag"]
    assert queries(LIST) > 2
    assert client.get(LIST, headers={"if-none-match": etag}).status_code == 304


# Without


def test_without_a_cache_all_is_answered(post: Any, client: Client, settings) -> None:
    settings.CACHES = {"default": services.cache(f"redis://127.0.0.1:{free_port()}/0")}
    first, again = client.get(LIST), client.get(LIST)
    assert first.content == again.content
    assert client.get(LIST, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_head_keeps_what_get_answers(post: Any, client: Client, queries: Callable[..., int]) -> None:
    head = client.head(LIST)
    assert queries(LIST) == 1
    get = client.get(LIST)
    assert dict(head.headers) == dict(get.headers)
    assert head.content == b""
    assert len(get.content) == int(head.headers["Content-Length"])


def test_what_the_index_has_yet_to_take_up_is_not_searched_from_what_is_kept(
    post: Any, client: Client, queries: Callable[..., int], settings
) -> None:
    search = "/api/v2/pages/?search=shuttles"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    rename(post, "On shuttles")
    early = client.get(search)
    assert early.json()["meta"]["total_count"] == 0
    assert early.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in early.headers

    run_tasks()
    assert client.get(search).headers["Cache-Control"] == "no-cache"
    followers.catch_up("search")

    found = client.get(search)
    assert [item["title"] for item in found.json()["items"]] == ["On shuttles"]
    assert "public" in found.headers["Cache-Control"]
    assert queries(search) == 1
    assert queries(LIST.replace("?", "?search=shuttles&")) > 1


@pytest.mark.parametrize("search", ["/api/v2/search/?q=shuttles", "/api/v2/search/suggest/?q=shut"])
def test_a_search_is_kept_until_content_changes(
    post: Any, client: Client, queries: Callable[..., int], settings, search: str
) -> None:
    settings.EDGE_KEY_HEADERS = ["xkey"]
    rename(post, "On shuttles")
    followers.catch_up("search")
    found = client.get(search)
    assert [item["id"] if "id" in item else item["object"]["id"] for item in found.json()["items"]] == [post.pk]
    assert {f"page-{post.pk}", "any", "all"} <= set(found.headers["xkey"].split())
    assert queries(search) == 1
    assert client.get(search, headers={"if-none-match": found.headers["ETag"]}).status_code == 304

    rename(post, "On looms")

    assert client.get(search).json()["items"] == []


def test_a_picture_that_comes_back_is_shown(small_site: SmallSite, client: Client, monkeypatch) -> None:
    monkeypatch.setattr(renditions, "UNREADABLE_SECONDS", 0)  # after which it is tried again
    image = ImageFactory()
    storage, name = image.file.storage, image.file.name
    content = storage.open(name).read()
    storage.delete(name)
    address = f"/api/v2/images/{image.pk}/?fields=_,renditions"
    assert client.get(address).json()["renditions"] == []
    storage.save(name, ContentFile(content))
    assert client.get(address).json()["renditions"] == []

    renditions.make_renditions.call(image.pk)

    again = client.get(address)
    assert again.json()["renditions"]
    renditions.make_renditions.call(image.pk)
    assert client.get(address).headers["ETag"] == again.headers["ETag"]
