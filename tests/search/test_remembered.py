"""What is found is remembered by each process; never longer than it is true."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from itp_cms.api.endpoints.search import asking
from itp_cms.core import followers
from search.models import Entry
from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite


def suggested(client: Client, typed: str) -> list[str]:
    return [item["text"] for item in client.get("/api/v2/search/suggest/", {"q": typed}).json()["items"]]


def found(client: Client, typed: str) -> tuple[int, list[str]]:
    answer = client.get("/api/v2/search/", {"q": typed}).json()
    return answer["meta"]["total_count"], [item["title"] for item in answer["items"]]


def test_what_the_worker_takes_up_meanwhile_is_not_left_out_later(
    small_site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
):
    BlogPageFactory(parent=small_site.blog, title="Loan one")
    other: Any = BlogPageFactory(parent=small_site.blog, title="Bronzes")
    followers.catch_up()
    other.title = "Loan two"
    other.save_revision().publish()
    monkeypatch.setattr("search.follower.are_queued", lambda: True)

    def and_then_the_worker_comes(known: Any) -> Any:
        behind = outdated(known)
        followers.catch_up()
        return behind

    outdated = asking.outdated
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(asking, "outdated", and_then_the_worker_comes)
        suggested(client, "loan")
    assert sorted(suggested(client, "loan")) == ["Loan one", "Loan two"]


def test_what_a_new_index_finds_is_found_at_once(small_site: SmallSite, client: Client):
    page = BlogPageFactory(parent=small_site.blog, title="Bronzes")
    followers.catch_up()
    assert found(client, "bronzes") == (1, ["Bronzes"])
    Entry.objects.filter(object_id=page.pk).delete()
    BlogPageFactory(parent=small_site.blog, title="Others")  # after which nothing is remembered
    followers.catch_up()
    assert found(client, "bronzes") == (0, [])
    call_command("rebuild_search_index", verbosity=0)
    followers.catch_up()
    assert found(client, "bronzes") == (1, ["Bronzes"])
    assert suggested(client, "bronz") == ["Bronzes"]
