"""The cache on a Redis server, and what becomes of the site without it."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.test import Client

from itp_cms.settings import services
from tests.factories.home import make_site
from tests.services import missing, redis
from tests.services.ports import free_port


@pytest.fixture
def server() -> Iterator[int]:
    program = redis.program()
    if program is None:
        missing("redis-server")
    with redis.redis_server(program) as port:
        yield port


def use(settings, port: int) -> None:
    settings.CACHES = {"default": services.cache(f"redis://127.0.0.1:{port}/0")}


def test_values_are_kept(settings, server: int) -> None:
    use(settings, server)
    cache.set("a", {"b": 1})
    cache.set_many({"c": 1, "d": 2})
    assert cache.get("a") == {"b": 1}
    assert cache.get_many(["c", "d", "e"]) == {"c": 1, "d": 2}
    assert cache.incr("c") == 2
    assert not cache.add("c", 5)
    assert cache.touch("c", 60)
    assert cache.delete("c")
    assert not cache.has_key("c")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("c")
    cache.delete_many(["d"])
    assert cache.get("d") is None
    cache.clear()
    assert cache.get("a") is None


def test_a_server_that_is_down_is_an_empty_cache(settings) -> None:
    use(settings, free_port())
    cache.set("a", 1)
    cache.set_many({"b": 1})
    cache.delete_many(["b"])
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert cache.get_or_set("a", 2) == 2
    assert not cache.add("a", 1)
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert "a" not in cache
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_server_that_comes_back_is_used_again(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    program = redis.program()
    if program is None:
        missing("redis-server")
    monkeypatch.setattr("itp_cms.core.cache.PAUSE", 0)
    port = free_port()
    use(settings, port)
    cache.set("a", 1)
    with redis.redis_server(program, port):
        cache.set("a", 1)
        assert cache.get("a") == 1


def test_requests_are_counted_on_the_server(db, client: Client, settings, server: int) -> None:
    make_site()
    use(settings, server)
    settings.API_RATE_LIMIT = (2, 3600)
    answers = [client.get("/api/v2/pages/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    caches["default"].clear()
    assert client.get("/api/v2/pages/").status_code == 200


def test_without_the_cache_the_api_answers_and_limits_nobody(db, client: Client, settings) -> None:
    make_site()
    use(settings, free_port())
    settings.API_RATE_LIMIT = (1, 3600)
    for _ in range(3):
        answer = client.get("/api/v2/pages/")
        assert answer.status_code == 200
        assert "RateLimit" not in answer.headers


def test_a_server_that_hangs_is_waited_for_once(db, client: Client, settings) -> None:
    make_site()
    settings.API_RATE_LIMIT = (1, 3600)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(settings, silent.getsockname()[1])
        begun = time.monotonic()
        for _ in range(5):
            assert client.get("/api/v2/pages/").status_code == 200
        assert time.monotonic() - begun < 4
