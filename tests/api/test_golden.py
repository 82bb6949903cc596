"""The JSON of every page type in every language, as it was when somebody last looked at it.

After a change that is meant: `pytest tests/api/test_golden.py --update-golden`, and read the difference.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from wagtail.models import Page, get_page_models

from tests.api.golden_tree import LANGUAGES, GoldenTree

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
TYPES = sorted(model.__name__ for model in get_page_models() if model is not Page)


@pytest.fixture(scope="module")
def golden_tree(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[GoldenTree]:
    """Built once for all of these tests, and rolled back."""
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("golden")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield GoldenTree()
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", TYPES)
def test_detail(golden_tree: GoldenTree, page_type: str, language: str, request: pytest.FixtureRequest) -> None:
    pk = golden_tree.pages[page_type, language]
    response = Client().get(f"/api/v2/pages/{pk}/")
    assert response.status_code == 200, response.content
    shown = json.dumps(stable(response.json()), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{page_type}.{language}.json"
    if request.config.getoption("--update-golden", default=False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


def test_every_file_is_of_a_type_and_language(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden", default=False):
        pytest.skip("the files are being written")
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{code}.json" for name in TYPES for code in LANGUAGES}


def stable(data: Any) -> Any:
    """The data without the sizes of renditions, which depend on the encoder's version."""
    if isinstance(data, dict):
        masked = {"bytes": "of the encoder's"} if {"bytes", "format", "width"} <= data.keys() else {}
        return {key: masked.get(key, stable(value)) for key, value in data.items()}
    return [stable(item) for item in data] if isinstance(data, list) else data
