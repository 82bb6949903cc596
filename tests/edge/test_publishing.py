"""The whole way of a change: published, followed by a worker, forgotten by a real Varnish before the real site."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests
from wagtail.models import PageViewRestriction

from blog.models import BlogPage
from home.models import StandardPage
from itp_cms.core.models import FollowerState
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.home import StandardPageFactory, make_site
from tests.services import varnish
from tests.services.ports import free_port
from tests.worker.conftest import ROOT, Workplace, _django_db_marker, workplace  # noqa: F401  fixtures

pytestmark = [pytest.mark.project, pytest.mark.django_db]


@dataclass
class Served:
    workplace: Workplace
    varnish: int
    """Its port."""
    environment: dict[str, str]

    def get(self, path: str) -> requests.Response:
        address = f"http://127.0.0.1:{self.varnish}/api/v2/{path}"
        return requests.get(address, timeout=30, headers={"Host": "localhost"})

    def titles(self, path: str) -> list[str]:
        return [item["title"] for item in self.get(path).json()["items"]]


@contextmanager
def _gunicorn(environment: dict[str, str], port: int, log) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "itp_cms.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def pages(workplace: Workplace) -> tuple[StandardPage, BlogPage]:  # noqa: F811
    """A page, and a post that has nothing to do with it."""
    home = make_site().root_page.specific
    page = StandardPageFactory(parent=home, title="Before")
    StandardPageFactory(parent=home, title="Beside")
    return page, BlogPageFactory(parent=BlogIndexPageFactory(parent=home))


@pytest.fixture
def served(workplace: Workplace, pages, varnish_program: str) -> Iterator[Served]:  # noqa: F811
    site, edge = free_port(), free_port()
    settings = {"EDGE_VARNISH": f"http://127.0.0.1:{edge}", "EDGE_MAX_AGE": "3600"}
    with (
        (workplace.folder / "site.log").open("ab") as log,
        _gunicorn(workplace.environment | settings, site, log),
        varnish.varnish(varnish_program, site, edge),
        workplace.worker(**settings),
    ):
        one = Served(workplace, edge, settings)
        workplace.wait_for(lambda: one.get("pages/").status_code == 200, seconds=120)
        workplace.wait_for(_all_have_caught_up)
        yield one


def _all_have_caught_up() -> bool:
    cursors = FollowerState.objects.filter(name__startswith="edge").exclude(name__endswith="late")
    return cursors.exists() and not cursors.filter(cursor=None).exists()


def _publish(page: StandardPage, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def _is_kept(served: Served, path: str) -> bool:
    return served.get(path).headers["X-Cache"] == "HIT"


def test_what_is_published_is_new_at_the_edge_and_the_rest_stays(served, pages):
    page, other = pages
    paths = [f"pages/{page.pk}/", f"pages/{other.pk}/", "pages/?type=home.StandardPage"]
    for path in paths:
        served.get(path)
    assert [_is_kept(served, path) for path in paths] == [True, True, True]
    _publish(page, "After")
    served.workplace.wait_for(lambda: served.get(paths[0]).json()["title"] == "After", seconds=10)
    served.workplace.wait_for(lambda: served.titles(paths[2]) == ["After", "Beside"], seconds=10)
    assert _is_kept(served, paths[1])
    _publish(other, "A post")
    served.workplace.wait_for(lambda: served.get(paths[1]).json()["title"] == "A post", seconds=10)


def test_a_page_that_becomes_private_is_gone(served, pages):
    page, _other = pages
    paths = [f"pages/{page.pk}/", "pages/?type=home.StandardPage"]
    for path in paths:
        served.get(path)
    assert all(_is_kept(served, path) for path in paths)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    served.workplace.wait_for(lambda: served.get(paths[0]).status_code == 404, seconds=10)
    served.workplace.wait_for(lambda: served.titles(paths[1]) == ["Beside"], seconds=10)


def test_one_address_however_it_is_written_and_none_with_a_token(served, pages):
    path = f"pages/{pages[0].pk}/?fields=title&locale=en"
    served.get("pages/?type=home.StandardPage&limit=5")
    assert _is_kept(served, "pages/?limit=5&type=home.StandardPage")
    assert not _is_kept(served, f"{path}&token=abc")
    assert not _is_kept(served, f"{path}&token=abc")


def test_an_edge_that_does_not_answer_forgets_once_it_does_again(served, pages):
    page, _other = pages
    path = f"pages/{page.pk}/"
    served.get(path)
    assert _is_kept(served, path)
    (child,) = _varnish_children(served)
    os.kill(child, signal.SIGSTOP)
    try:
        _publish(page, "After")
        served.workplace.wait_for(lambda: FollowerState.objects.filter(name__startswith="edge", failures__gt=0), 30)
    finally:
        os.kill(child, signal.SIGCONT)
    served.workplace.wait_for(lambda: served.get(path).json()["title"] == "After", seconds=30)


def _varnish_children(served: Served) -> list[int]:
    """The process that serves, below the one that was started; both were given the port."""
    found = subprocess.check_output(["pgrep", "-f", f"127.0.0.1:{served.varnish} "], text=True).split()
    parents = {int(pid): int(subprocess.check_output(["ps", "-o", "ppid=", "-p", pid])) for pid in found}
    return [pid for pid, parent in parents.items() if parent in parents]


def test_it_is_new_within_a_second_or_so(served, pages):
    page, _other = pages
    path = f"pages/{page.pk}/"
    waited = []
    for number in range(20):
        served.get(path)
        _publish(page, f"Number {number}")
        begun = time.monotonic()
        while served.get(path).json()["title"] != f"Number {number}":
            assert time.monotonic() < begun + 10
            time.sleep(0.01)
        waited.append(time.monotonic() - begun)
    print(f"p50 {sorted(waited)[10]:.2f} s, longest {max(waited):.2f} s")
    assert sorted(waited)[10] < 1
