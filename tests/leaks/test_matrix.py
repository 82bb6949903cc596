"""The leak matrix: everything that can be hidden, hidden in every way, referred to in every way, asked for everywhere.

Routes, parameters, models, fields and blocks are found, not listed: what is new is covered, or fails these tests.
"""

import json
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from itp_cms.api.urls import api_router
from itp_cms.core import followers
from tests.leaks.asking import Reader
from tests.leaks.referring import Way, find
from tests.leaks.routes import Route, nested_fields, parameters, queries, routes, values
from tests.leaks.tree import Tree

totals: Counter[str] = Counter()


@pytest.fixture
def reader(tree: Tree, client: Client) -> Reader:
    return Reader(client, tree.found, len(tree.hidden))


@pytest.mark.parametrize("route", routes(), ids=str)
def test_nothing_leaks(tree: Tree, reader: Reader, route: Route) -> None:
    paths = route.paths(tree)
    for path in paths:
        reader.ask(path, route.required)
    if not route.gaps:
        for query in queries(route, tree):
            reader.ask(route.template, query)
        reader.ask(route.template, method="options")
    else:
        ask_for_more(tree, reader, route, paths)
    totals.update({"routes": 1, "requests": reader.asked, "cases": reader.cases})
    assert not reader.leaks, "\n".join([f"{len(reader.leaks)} leaks", *reader.leaks[:30]])
    is_answered = reader.given > 0 or route.needs_a_token
    assert is_answered, f"{route} was never answered: tests/leaks/routes.py does not know how to ask it"


def ask_for_more(tree: Tree, reader: Reader, route: Route, paths: list[str]) -> None:
    """Parameters of the answers that refer to most, and other methods on what is hidden."""
    rich = {str(pk): model for model, pk in tree.rich if route.model and issubclass(model, route.model)}
    few = {str(hidden.pk) for hidden in tree.one_of_each(route.model)} if route.model else set()
    for path in paths:
        if model := next((rich[part] for part in path.split("/") if part in rich), None):
            for name, schema in parameters(route).items():
                texts = nested_fields([model]) if name == "fields" else values(name, schema, route, tree)
                ask_with(reader, path, name, [text for text in texts if not tree.named_in(text)])
        elif few & set(path.split("/")):
            for method in ("head", "options", "post"):
                reader.ask(path, method=method)


def ask_with(reader: Reader, path: str, name: str, texts: list[str]) -> None:
    """A parameter with each of the values, as long as it is not refused."""
    for text in texts:
        if reader.ask(path, ((name, text),)).status == 400:
            return


def test_what_is_public_shows_in_each_way(passing_tree: Tree, client: Client) -> None:
    """The proof that the matrix can fail: made public, each object is seen wherever it is referred to."""
    for hidden in passing_tree.hidden:
        hidden.reveal()
    answers: dict[str, Any] = {}
    unseen = []
    for way in passing_tree.ways:
        address = address_of(way)
        if address not in answers:
            response = client.get(address)
            assert response.status_code == 200, f"{address}: {response.content[:200]!r}"
            answers[address] = response.json()
        shown = json.dumps(way.locate(_object(way, answers[address])), ensure_ascii=False)
        traces = (way.hidden.word, way.hidden.shown_as or way.hidden.word, str(way.hidden.pk))
        if not any(trace in shown for trace in traces):
            unseen.append(str(way))
    totals["ways"] = len(passing_tree.ways)
    assert not unseen, "\n".join([f"{len(unseen)} of {len(passing_tree.ways)} ways", *unseen[:60]])


def _object(way: Way, data: Any) -> Any:
    """The referring object itself, where the answer has others beside it."""
    return find(way.pk, data) or data


def address_of(way: Way) -> str:
    """Where the API gives the object that refers in this way; of what has no endpoint, the site's settings."""
    path = api_router.get_object_detail_urlpath(way.model, way.pk)
    return path or "/api/v2/settings/"


def test_a_complete_index_tells_nothing(tree: Tree, reader: Reader) -> None:
    """What things are called that pages are about is looked at only then."""
    followers.catch_up("search")
    for hidden in tree.hidden:
        for path, name in (("search/", "q"), ("search/suggest/", "q"), ("pages/", "search")):
            reader.ask(f"/api/v2/{path}", ((name, hidden.word),))
    assert not reader.leaks, "\n".join([f"{len(reader.leaks)} leaks", *reader.leaks[:30]])
