"""The tour of the API (docs/api.md): every example is sent to the demo site and answered as the page shows.

What the page shows is a part of the answer: more fields may come, and more items after those shown. `…` stands for
anything, alone or inside a text.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.docs.examples import Example, examples

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture
def names(demo_site) -> dict[str, str]:
    """What the tour's `{names}` stand for in the demo site."""
    return {}


def test_every_example(names: dict[str, str], client: Client):
    failures = []
    ran = 0
    for example in examples(PAGE):
        ran += 1
        try:
            _run(example, names, client)
        except AssertionError as difference:
            failures.append(f"{example}\n    {difference}")
    assert not failures, "\n".join(failures)
    assert ran > 20


def _run(example: Example, names: dict[str, str], client: Client) -> None:
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in example.headers.items()}
    content_type = headers.pop("HTTP_CONTENT_TYPE", "application/json")
    response = client.generic(
        example.method, _put(example.address, names), _put(example.body, names), content_type=content_type, **headers
    )
    assert response.status_code == example.status, f"status {response.status_code}: {response.content[:300]!r}"
    for name, value in example.shown_headers.items():
        assert name in response.headers, f"no header {name}"
        _compare(_put(value, names), response.headers[name], f"header {name}")
    if response.status_code in {301, 302, 307, 308} and "Location" in example.shown_headers:
        names["location"] = response.headers["Location"]
    if not example.shown.strip():
        return
    if example.language == "json":
        _compare(_placed(json.loads(example.shown), names), response.json(), "answer")
    else:
        body = response.content.decode()
        for line in filter(None, (line.strip() for line in _put(example.shown, names).splitlines())):
            assert line == "…" or re.search(_pattern(line), body), f"not in the answer: {line}"


def _compare(shown: Any, answered: Any, where: str) -> None:
    if shown == "…":
        return
    if isinstance(shown, dict):
        assert isinstance(answered, dict), f"{where} is {answered!r}"
        for name in shown.keys() - {"…"}:
            assert name in answered, f"{where} has no {name}; it has {', '.join(answered)}"
            _compare(shown[name], answered[name], f"{where}.{name}")
    elif isinstance(shown, list):
        assert isinstance(answered, list), f"{where} is {answered!r}"
        is_begin = bool(shown) and shown[-1] == "…"
        shown = shown[:-1] if is_begin else shown
        assert len(shown) <= len(answered) if is_begin else len(shown) == len(answered), (
            f"{where} has {len(answered)} items: {answered!r}"
        )
        for number, (one, other) in enumerate(zip(shown, answered, strict=False)):
            _compare(one, other, f"{where}[{number}]")
    elif isinstance(shown, str) and isinstance(answered, str):
        assert re.fullmatch(_pattern(shown), answered, re.DOTALL), f"{where} is {answered!r}"
    else:
        assert shown == answered, f"{where} is {answered!r}"


def _pattern(shown: str) -> str:
    return ".*".join(re.escape(part) for part in shown.split("…"))


def _put(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _placed(shown: Any, names: dict[str, str]) -> Any:
    if isinstance(shown, str):
        return _put(shown, names)
    if isinstance(shown, list):
        return [_placed(item, names) for item in shown]
    if isinstance(shown, dict):
        return {name: _placed(value, names) for name, value in shown.items()}
    return shown
