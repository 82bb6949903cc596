"""docs/adding-an-endpoint.md: the endpoint with an answer of its own works as it is printed."""

import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.urls import path

from itp_cms import urls
from itp_cms.api.router import Router
from tests.api.contract import Contract

PAGE = Path(__file__).parents[2] / "docs" / "adding-an-endpoint.md"
ADDRESS = "/api/v2/opening_hours/"


@pytest.fixture
def endpoint(db: None, settings: Any) -> None:
    """The page's endpoint in an API of its own."""
    printed = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    [example] = [text for text in printed if "class OpeningHoursViewSet" in text]
    module = ModuleType("opening_hours")
    exec(compile(example, str(PAGE), "exec"), vars(module))
    router = Router("wagtailapi_v2")
    router.register_endpoint("opening_hours", module.OpeningHoursViewSet)
    vars(module)["urlpatterns"] = [path("api/v2/", router.urls), *urls.urlpatterns]
    settings.ROOT_URLCONF = module


@pytest.mark.usefixtures("endpoint")
def test_the_endpoint_answers_as_it_declares(client: Client):
    document = json.loads(client.get("/api/v2/openapi.json").content)
    answer = client.get(ADDRESS, {"day": "2018-07-31"})
    assert answer.json() == {"day": "2018-07-31", "hours": ["10:00–17:00"]}
    assert Contract(document).errors(ADDRESS, 200, answer.json()) == []
    for refused in ({}, {"day": "yesterday"}, {"day": "2018-07-31", "colour": "blue"}):
        assert client.get(ADDRESS, refused).status_code == 400
