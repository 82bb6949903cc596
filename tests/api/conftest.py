"""A client that reads JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden JSON anew from what is answered.")


@pytest.fixture
def api(client: Client) -> Callable[..., Any]:
    """`api("pages", type="blog.BlogPage")` is the JSON of the list; `api("pages", 3)` of one page."""

    def get(endpoint: str, *path: Any, status: int = 200, **parameters: Any) -> Any:
        parts = "/".join(str(part).strip("/") for part in (endpoint, *path))
        response = client.get(f"/api/v2/{parts}/", parameters, follow=True)
        assert response.status_code == status, response.content[:500]
        return response.json()

    return get
