"""What readers mean is found, in every language, by each engine. `make search-quality` shows the figures."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from itp_cms.core import followers
from tests.search.judging import Judged, judged_by_language, measure, missed, table
from tests.services import elasticsearch

pytestmark = pytest.mark.usefixtures("demo_site")

RECALL, NDCG = 0.95, 0.85


def find(client: Client, judged: Judged) -> Sequence[Any]:
    parameters = {"q": judged.typed, "limit": "10"} | ({"locale": judged.language} if judged.language else {})
    answer = client.get("/api/v2/search/", parameters).json()
    return [item["object"]["id"] if _is_page(item) else None for item in answer["items"]]


def _is_page(item: Any) -> bool:
    return "html_url" in item["object"]["meta"]


def find_plainly(backend: Any, judged: Judged) -> Sequence[Any]:
    """As Wagtail's API v2 does it on that back end."""
    pages = Page.objects.live().public()
    if judged.language:
        pages = pages.filter(locale=Locale.objects.get(language_code=judged.language))
    try:
        with transaction.atomic():
            return [page.pk for page in backend.search(judged.typed, pages)[:10]]
    except DatabaseError:  # over a quotation mark, which SQLite's engine of Wagtail does not escape
        return []


def test_what_readers_mean_is_found(client: Client, engine: str, capsys: Any) -> None:
    searches = judged_by_language()
    followers.catch_up()
    assert client.get("/api/v2/search/?q=museum").json()["meta"]["engine"] == engine
    name = f"{connection.vendor}" if engine == "database" else engine

    def found(judged: Judged) -> Sequence[Any]:
        return find(client, judged)

    qualities = {language: measure(judged, found) for language, judged in searches.items()}
    with capsys.disabled():
        print(f"\n{table({name: qualities})}")
        for language, judged in searches.items():
            print(f"missed in {language}: {', '.join(missed(judged, found)) or 'none'}")
    assert sum(len(judged) for judged in searches.values()) >= 150
    assert {language for language, one in qualities.items() if one.recall < RECALL or one.ndcg < NDCG} == set()


@pytest.mark.measures
@pytest.mark.parametrize("plain", ["database", "elasticsearch9"])
def test_plain_wagtail_beside(settings: Any, capsys: Any, plain: str) -> None:
    options: dict[str, Any] = {"BACKEND": f"wagtail.search.backends.{plain}"}
    if plain == "elasticsearch9":
        options |= {"URLS": [elasticsearch.address()], "INDEX_PREFIX": "plain_", "AUTO_UPDATE": False}
    settings.WAGTAILSEARCH_BACKENDS = {**django_settings.WAGTAILSEARCH_BACKENDS, "plain": options}
    searches = judged_by_language()
    call_command("update_index", backend_name="plain", verbosity=0)
    backend = get_search_backend("plain")
    if plain == "elasticsearch9":
        backend.get_index_for_model(Page).refresh()

    qualities = {
        language: measure(judged, lambda one: find_plainly(backend, one)) for language, judged in searches.items()
    }

    name = connection.vendor if plain == "database" else plain
    with capsys.disabled():
        print(f"\n{table({f'plain Wagtail, {name}': qualities})}")
