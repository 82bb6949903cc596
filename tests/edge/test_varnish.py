"""docs/varnish.vcl in a real Varnish: what it keeps, what it passes, and what it forgets."""

import pytest
import requests

from itp_cms.core import followers
from itp_cms.core.edge.caches import NotForgottenError, Varnish
from itp_cms.core.edge.followers import EdgeFollower
from itp_cms.core.models import Change
from tests.edge.conftest import TOKEN
from tests.services import varnish
from tests.services.ports import free_port

pytestmark = pytest.mark.project


def _follower(edge) -> EdgeFollower:
    return EdgeFollower(Varnish(edge.address, TOKEN))


def _changed(object_type: str, pk: int) -> Change:
    return Change(number=1, kind="changed", object_type=object_type, object_id=str(pk))


def test_what_a_change_touches_is_forgotten_and_nothing_else(edge):
    edge.origin.keys("/api/v2/pages/12/", "page-12", "image-5")
    edge.origin.keys("/api/v2/pages/13/", "page-13", "page-12x")
    edge.origin.keys("/api/v2/pages/", "type-page", "page-13")
    paths = ["/api/v2/pages/12/", "/api/v2/pages/13/", "/api/v2/pages/"]
    before = [edge.body(path) for path in paths]
    assert [edge.body(path) for path in paths] == before
    _follower(edge).follow([_changed("blog.BlogPage", 12)])
    assert [edge.body(path)[0] for path in paths] == ["2", "1", "2"]
    _follower(edge).follow([_changed("core.CustomImage", 5)])
    assert [edge.body(path)[0] for path in paths] == ["3", "1", "2"]


def test_starting_afresh_forgets_everything(edge):
    edge.origin.keys("/api/v2/pages/12/", "all", "page-12")
    edge.body("/api/v2/pages/12/")
    _follower(edge).start_afresh()
    assert edge.body("/api/v2/pages/12/")[0] == "2"


def test_more_keys_than_one_header_holds_are_forgotten_all(edge):
    for pk in (1, 1500, 2999):
        edge.origin.keys(f"/api/v2/pages/{pk}/", f"page-{pk}")
        edge.body(f"/api/v2/pages/{pk}/")
    Varnish(edge.address, TOKEN).forget({f"page-{pk}" for pk in range(3000)})
    assert [edge.body(f"/api/v2/pages/{pk}/")[0] for pk in (1, 1500, 2999)] == ["2", "2", "2"]


def test_one_address_however_its_query_is_written(edge):
    edge.origin.keys("/api/v2/pages/", "type-page")
    first = edge.body("/api/v2/pages/?type=blog.BlogPage&limit=5")
    assert edge.body("/api/v2/pages/?limit=5&type=blog.BlogPage") == first
    assert edge.body("/api/v2/pages/?limit=5&type=blog.BlogPage&") == first
    assert edge.body("/api/v2/pages/?limit=6&type=blog.BlogPage") != first
    assert edge.body("/api/v2/pages/?") == edge.body("/api/v2/pages/")


def test_drafts_opened_by_a_token_are_neither_kept_nor_answered_from_what_is_kept(edge):
    edge.origin.keys("/api/v2/page_preview/1/", "page-1")
    edge.origin.keys("/api/v2/pages/1/", "page-1")
    for path in ("/api/v2/page_preview/1/?token=abc", "/api/v2/pages/1/?fields=*&token=abc"):
        assert edge.body(path)[0] == "1"
        assert edge.body(path)[0] == "2"
    assert edge.body("/api/v2/pages/1/", Authorization="Bearer abc")[0] == "1"
    assert edge.body("/api/v2/pages/1/", Authorization="Bearer abc")[0] == "2"


@pytest.mark.parametrize("path", ["/admin/pages/", "/media/images/a.jpg", "/documents/1/a.pdf", "/shared-draft/"])
def test_other_parts_of_the_site_are_passed_through(edge, path):
    edge.origin.keys(path, "page-1")
    assert [edge.body(path)[0], edge.body(path)[0]] == ["1", "2"]


def test_what_is_sent_is_passed_through(edge):
    path = "/api/v2/forms/1/"
    edge.origin.keys(path, "page-1")
    edge.body(path)
    assert [requests.post(f"{edge.address}{path}", timeout=10).text[0] for _ in range(2)] == ["2", "3"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "public, s-maxage=3600"},
        {"xkey": "page-1", "Cache-Control": "private, s-maxage=3600"},
        {"xkey": "page-1", "Cache-Control": "no-store"},
        {"xkey": "page-1", "Cache-Control": "public, s-maxage=3600", "Set-Cookie": "a=b"},
        {"xkey": "page-1", "Cache-Control": "public, s-maxage=0"},
    ],
)
def test_what_may_not_be_kept_or_could_not_be_forgotten_is_not_kept(edge, headers):
    edge.origin.headers["/api/v2/pages/1/"] = headers
    assert [edge.body("/api/v2/pages/1/")[0] for _ in range(3)] == ["1", "2", "3"]


def test_readers_share_answers_whatever_their_cookies_and_learn_no_keys_and_no_limits(edge):
    edge.origin.keys("/api/v2/pages/1/", "page-1")
    edge.origin.headers["/api/v2/pages/1/"]["RateLimit"] = '"api";r=3;t=5'
    first = edge.get("/api/v2/pages/1/", Cookie="sessionid=mine")
    second = edge.get("/api/v2/pages/1/")
    assert first.text == second.text
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    for response in (first, second):
        assert not {"xkey", "RateLimit", "Via"} & set(response.headers)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"bearer {TOKEN}x"}])
def test_nobody_else_has_it_forget(edge, headers):
    edge.origin.keys("/api/v2/pages/1/", "page-1")
    edge.body("/api/v2/pages/1/")
    answer = requests.request("PURGE", edge.address, headers={"xkey-purge": "page-1", **headers}, timeout=10)
    assert answer.status_code == 403
    assert edge.body("/api/v2/pages/1/")[0] == "1"
    with pytest.raises(NotForgottenError, match="403"):
        Varnish(edge.address, "wrong").forget({"page-1"})


@pytest.mark.django_db
def test_one_that_is_down_has_forgotten_when_it_is_back(varnish_program):
    from tests.edge.origin import origin
    from tests.factories.changes import make_changes

    with origin() as site:
        port = free_port()
        follower = EdgeFollower(Varnish(f"http://127.0.0.1:{port}", ""))
        followers.register(follower)
        try:
            with varnish.varnish(varnish_program, site.port, port):
                followers.catch_up(follower.name)
            (number,) = make_changes(1)
            assert not followers.run(follower.name)
            (progress,) = [one for one in followers.progress() if one.follower is follower]
            assert progress.rows == 1
            assert "Connection" in progress.state.last_error
            with varnish.varnish(varnish_program, site.port, port):
                site.keys("/api/v2/people/1/", f"person-{number}")
                url = f"http://127.0.0.1:{port}/api/v2/people/1/"
                assert requests.get(url, timeout=10).text[0] == "1"
                assert followers.run(follower.name)
                assert requests.get(url, timeout=10).text[0] == "2"
        finally:
            followers.unregister(follower.name)
