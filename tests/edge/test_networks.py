"""Content delivery networks: what they are asked to forget, and that their refusal is an error."""

import json
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from itp_cms.core import followers
from itp_cms.core.edge.caches import NotForgottenError, cdns
from itp_cms.core.edge.followers import EdgeFollower, LateEdgeFollower
from itp_cms.core.models import Change, FollowerState
from itp_cms.settings import services
from tests.edge import networks
from tests.factories.changes import make_changes
from tests.factories.followers import recorder
from tests.services.smtp import nobody


def _changes(*pks: int) -> list[Change]:
    of_a_page = {"kind": "changed", "object_type": "blog.BlogPage", "at": timezone.now()}
    return [Change(number=pk, object_id=str(pk), **of_a_page) for pk in pks]


@pytest.fixture
def cloudflare(settings):
    with networks.network(200, networks.CLOUDFLARE_DONE) as network:
        settings.EDGE_CDN = services.cdn("cloudflare://the-token@the-zone")
        settings.EDGE_CDN["cloudflare"] |= {
            "BACKEND": "tests.edge.networks.LocalCloudflareBackend",
            "ADDRESS": network.address,
        }
        yield network


@pytest.fixture
def cloudfront(settings, monkeypatch):
    with networks.network(201, networks.CLOUDFRONT_DONE) as network:
        variables = {
            "ACCESS_KEY_ID": "key",
            "SECRET_ACCESS_KEY": "secret",
            "DEFAULT_REGION": "us-east-1",
            "ENDPOINT_URL_CLOUDFRONT": network.address,
        }
        for name, value in variables.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        settings.EDGE_CDN = services.cdn("cloudfront://EDFDVBD6EXAMPLE")
        yield network


def test_cloudflare_forgets_by_tag(cloudflare):
    (cache,) = cdns()
    EdgeFollower(cache).follow(_changes(*range(60)))
    tags = []
    for path, authorization, body in cloudflare.asked:
        assert (path, authorization) == ("/client/v4/zones/the-zone/purge_cache", "Bearer the-token")
        some = json.loads(body)["tags"]
        assert len(some) <= 30
        tags += some
    assert sorted(tags) == sorted({*(f"page-{pk}" for pk in range(60)), "type-page", "type-blog.BlogPage", "any"})


@pytest.mark.parametrize(
    "answer", [(200, networks.CLOUDFLARE_REFUSED), (429, networks.CLOUDFLARE_REFUSED), (502, "<html>")]
)
def test_what_cloudflare_refuses_is_an_error(cloudflare, answer):
    cloudflare.answer = answer
    (cache,) = cdns()
    with pytest.raises(NotForgottenError, match=str(answer[0])):
        EdgeFollower(cache).follow(_changes(1))


def test_cloudfront_forgets_all_that_the_api_gave(cloudfront):
    (cache,) = cdns()
    EdgeFollower(cache).follow(_changes(1, 2, 3))
    ((path, _authorization, body),) = cloudfront.asked
    assert path == "/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation"
    paths = [str(element.text) for element in ElementTree.fromstring(body).iter() if element.tag.endswith("Path")]
    assert sorted(paths) == ["/api/v2/*", "/sitemap*"]


def test_what_cloudfront_refuses_is_an_error_though_wagtail_only_logs_it(cloudfront):
    cloudfront.answer = (400, networks.CLOUDFRONT_BUSY)
    (cache,) = cdns()
    with pytest.raises(NotForgottenError, match="TooManyInvalidationsInProgress"):
        EdgeFollower(cache).follow(_changes(1))


@pytest.mark.django_db
def test_one_that_is_down_is_asked_again(cloudflare, settings):
    settings.EDGE_CDN["cloudflare"]["ADDRESS"] = f"http://127.0.0.1:{nobody()}"
    follower = EdgeFollower(cdns()[0])
    FollowerState.objects.create(name=follower.name, cursor=0)
    followers.register(follower)
    try:
        (number,) = make_changes(1)
        assert not followers.run(follower.name)
        settings.EDGE_CDN["cloudflare"]["ADDRESS"] = cloudflare.address
        followers.register(EdgeFollower(cdns()[0]))
        assert followers.run(follower.name)
    finally:
        followers.unregister(follower.name)
    assert f"person-{number}" in json.loads(cloudflare.asked[-1][2])["tags"]


@pytest.mark.django_db
def test_a_network_forgets_after_the_varnishes_that_it_asks(cloudflare, monkeypatch):
    monkeypatch.setattr("itp_cms.core.edge.followers.PATIENCE", 0.1)
    with recorder("varnish") as varnish:
        follower = EdgeFollower(cdns()[0], behind=[varnish])
        followers.catch_up("varnish")
        numbers = make_changes(2)
        changes = _changes(*numbers)
        with pytest.raises(NotForgottenError, match="varnish has to forget first"):
            follower.follow(changes)
        assert not cloudflare.asked
        followers.catch_up("varnish")
        follower.follow(changes)
    assert cloudflare.asked


def test_what_was_under_way_is_forgotten_a_little_later(cloudflare, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    LateEdgeFollower(cdns()[0]).follow(_changes(1))
    assert 9 < slept[0] <= 10
    assert len(cloudflare.asked) == 1
