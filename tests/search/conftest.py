"""The engines that answer."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from itp_cms.core import followers
from search.elasticsearch import connection, indexes
from search.elasticsearch.follower import ElasticsearchFollower
from tests.services import elasticsearch


@pytest.fixture
def elasticsearch_in_use(settings: Any) -> Iterator[str]:
    """Readers are answered from Elasticsearch, once its follower has caught up; gives the prefix of the indexes."""
    address, prefix = elasticsearch.address(), f"test_{secrets.token_hex(4)}"
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = address, prefix
    followers.register(ElasticsearchFollower())
    connection.ask_again()
    try:
        yield prefix
    finally:
        followers.unregister(indexes.NAME)
        connection.ask_again()
        settings.ELASTICSEARCH_URL = address  # whatever the test made of it
        server = connection.client(60)
        if there := list(server.indices.get(index=f"{prefix}-*", features="aliases", expand_wildcards="all")):
            server.indices.delete(index=there)


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that is to answer. To be asked for after what sets the database up."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_in_use")
    return str(request.param)


@pytest.fixture
def indexed() -> Any:
    """To be called when the index is to know of all there is."""
    return followers.catch_up


@pytest.fixture
def begin_work() -> Any:
    """To be called for what a worker does that has just started."""

    def work() -> None:
        followers.look_again()
        for name in followers.due():
            while name in followers.due() and followers.run(name):
                pass

    return work
