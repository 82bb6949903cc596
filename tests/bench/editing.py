"""An editor who publishes through the admin, as a browser would: a form is fetched, filled in and sent."""

import json
import time
from collections.abc import Iterator
from typing import Any

import requests
from bs4 import BeautifulSoup

LOGIN = "editor@example.org"
PASSWORD = "bench-password"

Block = tuple[str, Any]


class NotPublished(RuntimeError):
    """The admin did not take what was sent."""


class Editor:
    """Somebody who is logged in at a site's admin."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.session = requests.Session()
        form = self._form("/admin/login/", "form.login-form")
        answer = self._post("/admin/login/", form | {"username": LOGIN, "password": PASSWORD})
        if answer.status_code != 302:
            raise NotPublished(f"{LOGIN} could not log in at {site}")

    def publish(self, page: int, body: list[Block], **changes: str) -> float:
        """Publish a page with these values and this body; seconds that the admin took to answer.

        Raises `NotPublished`.
        """
        path = f"/admin/pages/{page}/edit/"
        form = self._form(path, "#page-edit-form")
        form |= changes | dict(stream("body", body)) | {"action-publish": "action-publish"}
        began = time.perf_counter()
        answer = self._post(path, form)
        seconds = time.perf_counter() - began
        if answer.status_code != 302:
            raise NotPublished(f"{path} of {self.site} was answered with {answer.status_code}: {_errors(answer.text)}")
        return seconds

    def _form(self, path: str, selector: str) -> dict[str, str]:
        """What a browser would send of a form that nobody touched, but for what scripts draw."""
        answer = self.session.get(f"{self.site}{path}", timeout=60)
        answer.raise_for_status()
        return dict(_values(BeautifulSoup(answer.text, "html.parser").select_one(selector)))

    def _post(self, path: str, form: dict[str, str]) -> requests.Response:
        headers = {"Referer": f"{self.site}{path}"}
        return self.session.post(f"{self.site}{path}", form, headers=headers, allow_redirects=False, timeout=120)


def _values(form: Any) -> Iterator[tuple[str, str]]:
    for field in form.find_all(["input", "select", "textarea"]):
        name = field.get("name")
        if not name or "__prefix__" in name or name.startswith("action-"):
            continue
        if field.name == "textarea":
            yield name, field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            yield name, chosen.get("value", "") if chosen else ""
        elif field.get("type") not in {"checkbox", "radio", "file", "submit"} or field.has_attr("checked"):
            yield name, field.get("value", "")


def stream(name: str, blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """A StreamField's value as its form sends it."""
    yield f"{name}-count", str(len(blocks))
    for number, (kind, value) in enumerate(blocks):
        prefix = f"{name}-{number}"
        yield from {f"{prefix}-deleted": "", f"{prefix}-order": str(number), f"{prefix}-type": kind}.items()
        yield f"{prefix}-id", ""
        yield from _fields(f"{prefix}-value", value)


def _fields(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _fields(f"{prefix}-{name}", part)
    else:
        yield prefix, str(value)


def rich_text(*paragraphs: str) -> str:
    """Paragraphs as the editor of rich text sends them (draft.js)."""
    empty: dict[str, Any] = {"depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    blocks = [
        {"key": f"k{number}", "type": "unstyled", "text": text, **empty} for number, text in enumerate(paragraphs)
    ]
    return json.dumps({"blocks": blocks, "entityMap": {}})


def _errors(html: str) -> str:
    found = BeautifulSoup(html, "html.parser").select(".error-message, .w-field__errors, .messages li")
    return "; ".join(dict.fromkeys(" ".join(each.text.split()) for each in found))[:1000]
