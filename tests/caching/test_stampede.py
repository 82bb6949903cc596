"""Many who ask for the same at once, of a real server: each answer is made once, and none is old."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection

from tests.factories.blog import BlogPageFactory
from tests.services import missing, redis
from tests.services.web import database_url, web_server
from tests.small_site import SmallSite, build_small_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

AT_ONCE = 12
LIST = "/api/v2/pages/?type=blog.BlogPage"


def served(folder: Path, cache_url: str, workers: int) -> AbstractContextManager[str]:
    return web_server(
        folder / "log",
        # Each worker with threads enough for all who ask, of whom any number may reach the same.
        options=["--workers", str(workers), "--threads", str(AT_ONCE)],
        DJANGO_SETTINGS_MODULE="tests.caching.counting",
        DATABASE_URL=database_url(str(connection.settings_dict["NAME"])),
        CACHE_URL=cache_url,
        COUNTED_IN=str(folder / "counted"),
    )


@pytest.fixture
def small_site(transactional_db: None) -> SmallSite:
    """In the database that the server sees."""
    return build_small_site()


@pytest.fixture(params=["memory", "redis"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """One process with what it keeps in its memory, or two that share what they keep on Redis."""
    if "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("a database in memory has one process")
    with ExitStack() as stack:
        cache_url, workers = "locmemcache://", 1
        if request.param == "redis":
            program = redis.program()
            if program is None:
                missing("redis-server")
            cache_url, workers = f"redis://127.0.0.1:{stack.enter_context(redis.redis_server(program))}/0", 2
        yield stack.enter_context(served(tmp_path, cache_url, workers))


def ask_at_once(address: str, **headers: str) -> list[requests.Response]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda _number: requests.get(address, headers=headers, timeout=60), range(AT_ONCE)))


def counted(folder: Path) -> list[tuple[str, str]]:
    """The notes of tests/caching/counting.py, in their order."""
    lines = (folder / "counted").read_text(encoding="utf-8").splitlines()
    return [(word, address) for word, address in (line.split() for line in lines)]


def test_each_answer_is_made_once_after_each_publication(server: str, small_site: SmallSite, tmp_path: Path) -> None:
    post: Any = BlogPageFactory(parent=small_site.blog, title="Version 0")
    for version in range(3):
        post.title = f"Version {version}"
        post.save_revision().publish()
        answers = ask_at_once(f"{server}{LIST}")
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert len({answer.headers["ETag"] for answer in answers}) == 1
        assert f"Version {version}" in answers[0].text
        assert {
            answer.status_code
            for answer in ask_at_once(f"{server}{LIST}", **{"If-None-Match": answers[0].headers["ETag"]})
        } == {304}
    assert Counter(counted(tmp_path)) == {("begun", LIST): 3, ("done", LIST): 3}


def test_what_is_not_kept_is_not_waited_for_in_a_row(server: str, small_site: SmallSite, tmp_path: Path) -> None:
    answers = ask_at_once(f"{server}/api/v2/pages/999999/")
    assert {answer.status_code for answer in answers} == {404}
    under_way = accumulate({"begun": 1, "done": -1}[word] for word, _address in counted(tmp_path))
    assert max(under_way) > 2  # one, then those who waited for it


def test_nobody_is_given_what_was_before_a_publication(server: str, small_site: SmallSite) -> None:
    """While others ask without end, who publishes and then asks sees what they published."""
    post: Any = BlogPageFactory(parent=small_site.blog, title="Version 0")
    with ThreadPoolExecutor(4) as pool:
        done = False

        def keep_asking() -> None:
            while not done:
                requests.get(f"{server}{LIST}", timeout=60)

        others = [pool.submit(keep_asking) for _number in range(4)]
        try:
            for version in range(1, 6):
                post.title = f"Version {version}"
                post.save_revision().publish()
                assert f"Version {version}" in requests.get(f"{server}{LIST}", timeout=60).text
        finally:
            done = True
        for other in others:
            other.result()
