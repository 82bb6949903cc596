"""Nothing the API gives out makes a reader's device speak to a host that is neither the site's nor typed by an editor.

Readers in some countries reach few of the big hosts, and no reader should be told on to them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from wagtail.fields import StreamField

from itp_cms.core.video import PROVIDERS
from tests.api.test_references import body
from tests.factories.blog import BlogPageFactory
from tests.factories.core import ImageFactory
from tests.small_site import SmallSite
from tests.system.test_walk import LOCALES, everything_listed, strings

OWN_HOSTS = {"testserver", "localhost"}
ADDRESS = re.compile(r"""(?:https?:|(?<!:))//[^\s"'<>)\\]+""")
CONTENT_APPS = {"core", "home", "blog", "legacy_projects", "wagtailcore", "wagtailredirects"}
# What no editor writes: copies of contents, and what is only about them.
NOT_TYPED = {"Revision", "ReferenceIndex", "PageLogEntry", "ModelLogEntry", "CustomRendition"}

# Parts of hosts that some countries' networks do not let through.
BLOCKED = ("youtube", "youtu.be", "ytimg", "vimeo", "google", "gstatic", "facebook", "twitter", "x.com", "gravatar")


def addresses(text: str) -> Iterator[str]:
    """Addresses with a host that a text names, in mark-up or anywhere else."""
    for found in ADDRESS.findall(text):
        yield found.rstrip(".,;")


def typed_by_editors() -> set[str]:
    """The addresses in everything that is stored as editors wrote it."""
    typed: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label not in CONTENT_APPS or model.__name__ in NOT_TYPED:
            continue
        fields = [
            field for field in model._meta.local_fields if isinstance(field, models.CharField | models.TextField)
        ] + [field for field in model._meta.local_fields if isinstance(field, StreamField | models.JSONField)]
        for row in model._default_manager.values_list(*{field.name for field in fields}) if fields else ():
            for value in row:
                stored = list(value.raw_data) if hasattr(value, "raw_data") else value
                typed |= set(addresses(stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False)))
    return typed


def foreign(data: Any) -> Iterator[str]:
    for text in strings(data):
        for address in addresses(text):
            if urlsplit(address).hostname not in OWN_HOSTS:
                yield address


def test_no_address_but_the_sites_own_and_what_editors_typed(demo_site_of_its_own, client: Client):
    typed = typed_by_editors()
    endpoints = client.get("/api/v2/").json()["endpoints"].values()
    paths = [
        *everything_listed(),
        *(f"{urlsplit(address).path}?locale={code}" for address in endpoints for code in LOCALES),
    ]
    asked = 0
    unexpected: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        if "/openapi.json" in path:  # which names formats by their addresses, and quotes Wagtail's examples
            continue
        response = client.get(path)
        if response.status_code != 200 or response.headers["Content-Type"] != "application/json":
            continue
        asked += 1
        for address in foreign(response.json()):
            if address.replace("&amp;", "&") not in typed and address not in typed:
                unexpected[address] = path
    assert unexpected == {}
    assert asked > 40
    assert any(urlsplit(address).hostname not in OWN_HOSTS for address in typed), "nobody typed a link elsewhere"


@pytest.mark.parametrize("provider", [name for name, _label in PROVIDERS])
def test_a_film_is_a_name_an_id_and_our_own_poster(client: Client, small_site: SmallSite, provider: str):
    post = BlogPageFactory(parent=small_site.blog)
    poster = ImageFactory()
    film = {"provider": provider, "video_id": "abc123", "title": "Film", "poster": poster.pk, "text": "<p>Said.</p>"}
    body(post, ("embed", film))

    shown = client.get(f"/api/v2/pages/{post.pk}/").json()

    value = shown["body"][0]["value"]
    assert (value["provider"], value["video_id"], value["text"]) == (provider, "abc123", "<p>Said.</p>")
    assert value["poster"]["renditions"]
    assert list(foreign(shown)) == []


@pytest.mark.parametrize("form", ["html", "markdown", "db_html", "db_markdown"])
def test_a_film_in_rich_text_is_the_link_an_editor_typed(client: Client, small_site: SmallSite, form: str):
    post = BlogPageFactory(parent=small_site.blog)
    body(post, ("text", '<p>See</p><embed embedtype="media" url="https://www.youtube.com/watch?v=abc123"/>'))
    shown = client.get(f"/api/v2/pages/{post.pk}/?rich_text_format={form}").json()
    found = set(foreign(shown))
    assert found <= {"https://www.youtube.com/watch?v=abc123"}
    assert not any(
        blocked in str(shown).replace("https://www.youtube.com/watch?v=abc123", "") for blocked in BLOCKED[1:]
    )
    assert "iframe" not in str(shown)
