"""The tour of the API (docs/api.md) and README.md: every example is sent to the demo site and answered as shown.

What the page shows is a part of the answer: more fields may come, and more items after those shown. `…` stands for
anything, alone or inside a text.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from blog.models import BlogPage
from home.models import ContactPage
from itp_cms.core.models import PreviewLink, User
from tests.docs.examples import Example, examples

IDS = re.compile(r"^(?!year)\w+=[\d,]+$")
ROOT = Path(__file__).parents[2]
# Hosts as pages show them, and as they are in tests: the CMS, and the front end.
HOSTS_OF_TOUR = {"https://cms.example.org": "http://testserver", "https://www.example.org": "http://localhost"}
HOSTS_OF_README = {"http://localhost:8000/api/": "http://testserver/api/", "http://localhost:8000": "http://localhost"}
NAME = re.compile(r"\{(\w+)\}")


@pytest.fixture
def names(demo_site) -> dict[str, Any]:
    """What the tour's `{names}` stand for in the demo site; others are what stands there when first answered."""
    post = BlogPage.objects.get(locale__language_code="en", slug="a-group-on-wechat")
    form = ContactPage.objects.get(locale=post.locale)
    draft = BlogPage.objects.get(pk=post.pk)
    draft.title = "As it will be called"
    draft.save_revision()
    editor = User.objects.get(email="editor@example.org")
    return {
        "post": post.pk,
        "home": post.get_site().root_page_id,
        "path": post.get_url_parts()[2].strip("/"),
        "image": post.teaser_image_id,
        "form": form.pk,
        "draft_title": draft.title,
        "token": PreviewLink.shared(draft, editor).token,
    }


def test_every_example(names: dict[str, Any], client: Client):
    assert _run_all(_page("docs/api.md", HOSTS_OF_TOUR), names, client) > 20


def test_the_example_of_the_readme(demo_site: None, client: Client):
    text = _page("README.md", HOSTS_OF_README)
    page_id = re.search(r'"id": (\d+)', text)
    assert page_id  # which depends on the database
    text = text.replace(page_id[0], '"id": "{page}"').replace(f"/pages/{page_id[1]}/", "/pages/{page}/")
    assert _run_all(text, {}, client) == 1


@pytest.mark.parametrize("path", ["docs/api.md", "docs/lists.md"])
def test_what_tables_ask_for_is_found(demo_site: None, client: Client, path: str):
    asked = [
        parameter
        for row in re.findall(r"^\| (`.*?`) \|", (ROOT / path).read_text(), re.MULTILINE)
        for parameter in re.findall(r"`([a-z_]+=[^`…]+)`", row)
        if not IDS.search(parameter)
    ]
    assert len(asked) >= 8
    empty = [
        parameter for parameter in asked if not client.get(f"/api/v2/pages/?{parameter}&limit=1").json().get("items")
    ]
    assert empty == []


def _page(path: str, hosts: dict[str, str]) -> str:
    text = (ROOT / path).read_text()
    for shown, host in hosts.items():
        text = text.replace(shown, host)
    return text


def _run_all(text: str, names: dict[str, Any], client: Client) -> int:
    """How many examples there were; all were answered as shown."""
    failures = []
    ran = 0
    for example in examples(text):
        ran += 1
        try:
            _run(example, names, client)
        except AssertionError as difference:
            failures.append(f"{example}\n    {difference}")
    assert not failures, "\n".join(failures)
    return ran


def _run(example: Example, names: dict[str, Any], client: Client) -> None:
    headers = dict(example.headers)
    response = client.generic(
        example.method,
        _put(example.address, names),
        _put(example.body, names),
        content_type=headers.pop("Content-Type", "application/json"),
        headers=headers,
    )
    assert response.status_code == example.status, f"status {response.status_code}: {response.content[:300]!r}"
    for name, value in example.shown_headers.items():
        assert name in response.headers, f"no header {name}"
        _compare(_put(value, names), response.headers[name], f"header {name}", names)
    if not example.shown.strip():
        return
    if example.language == "json":
        _compare(json.loads(example.shown), response.json(), "answer", names)
    else:
        body = b"".join(response).decode()
        for line in filter(None, (line.strip() for line in _put(example.shown, names).splitlines())):
            assert line == "…" or re.search(_pattern(line), body), f"not in the answer: {line}"


def _compare(shown: Any, answered: Any, where: str, names: dict[str, Any]) -> None:
    if isinstance(shown, dict):
        assert isinstance(answered, dict), f"{where} is {answered!r}"
        for shown_name, value in shown.items():
            name = _put(shown_name, names)
            assert name in answered, f"{where} has no {name}; it has {', '.join(answered)}"
            _compare(value, answered[name], f"{where}.{name}", names)
    elif isinstance(shown, list):
        assert isinstance(answered, list), f"{where} is {answered!r}"
        is_begin = len(shown) > 1 and shown[-1] == "…"
        shown = shown[:-1] if is_begin else shown
        assert len(shown) <= len(answered) if is_begin else len(shown) == len(answered), (
            f"{where} has {len(answered)} items: {answered!r}"
        )
        for number, (one, other) in enumerate(zip(shown, answered, strict=False)):
            _compare(one, other, f"{where}[{number}]", names)
    elif isinstance(shown, str) and (placeholder := NAME.fullmatch(shown)):
        assert names.setdefault(placeholder[1], answered) == answered, f"{where} is {answered!r}"
    elif isinstance(shown, str) and shown != "…":
        assert re.fullmatch(_pattern(_put(shown, names)), str(answered), re.DOTALL), f"{where} is {answered!r}"
    else:
        assert shown in ("…", answered), f"{where} is {answered!r}"


def _pattern(shown: str) -> str:
    return ".*".join(re.escape(part) for part in shown.split("…"))


def _put(text: str, names: dict[str, Any]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
