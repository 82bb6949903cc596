"""A process does not remember without end, whatever it is asked."""

import gc
from collections.abc import Iterator
from itertools import chain, combinations, islice

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from itp_cms.api.filters.columns import Column
from itp_cms.core.representation.shapes import page_models
from itp_cms.core.statements import Statement
from tests.factories.blog import BlogPageFactory
from tests.small_site import build_small_site

OF_POSTS = (
    *("title", "teaser_text", "teaser_image", "social_image", "date", "deadline", "series", "body", "reading_minutes"),
    *("table_of_contents", "slug"),
)
LIST = "/api/v2/pages/"

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def combined(names: tuple[str, ...], most: int) -> Iterator[tuple[str, ...]]:
    return islice(chain.from_iterable(combinations(names, number) for number in range(1, len(names))), most)


def alive(kind: type) -> int:
    gc.collect()
    return sum(type(thing) is kind for thing in gc.get_objects())


def test_what_is_remembered_of_fields_has_a_bound(client: Client) -> None:
    BlogPageFactory(parent=build_small_site().blog)
    usual = {"type": "blog.BlogPage", "fields": "*"}
    for _time in range(2):
        assert client.get(LIST, usual).status_code == 200
    for fields in combined(OF_POSTS, 700):
        answer = client.get(LIST, {"type": "blog.BlogPage", "fields": ",".join(("_", *fields))})
        assert answer.status_code == 200
    assert alive(Statement) <= 520
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST, usual).status_code == 200
    with CaptureQueriesContext(connection) as again:
        client.get(LIST, usual)
    assert len(again) == len(queries)


def test_what_is_remembered_of_types_has_a_bound(client: Client) -> None:
    build_small_site()
    names = [f"{model._meta.app_label}.{model.__name__}" for model in page_models() if model is not Page]

    def ask(types: Iterator[tuple[str, ...]]) -> int:
        for some in types:
            assert client.get(LIST, {"type": ",".join(some), "order": "-id", "limit": "1"}).status_code == 200
        return alive(Column)

    every = islice(combinations(names, 4), 600)
    few = ask(islice(every, 300))
    assert ask(every) <= 1.2 * few
