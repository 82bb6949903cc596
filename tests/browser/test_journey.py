"""The main job, in a real browser: an editor publishes, a translator translates, an external site reads both."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import ServedSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TITLE = "Six drawings travel to Kendal"


def picture() -> FilePayload:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), "#7a3b2e").save(data, "JPEG")
    return {"name": "rodin.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def listed(page: Page, site: ServedSite, locale: str) -> list[dict[str, Any]]:
    fields = "fields=body,bylines,alternates"
    response = page.request.get(f"{site.address}/api/v2/pages/?type=blog.BlogPage&locale={locale}&{fields}")
    assert response.ok, response.text()
    return response.json()["items"]


def add_block(page: Page, name: str) -> None:
    """Add a block at the end of the body."""
    body = page.locator("[data-contentpath=body]")
    body.get_by_title("Insert a block").last.click()
    page.get_by_role("option", name=name, exact=True).click()


def write_post(page: Page, site: ServedSite) -> None:
    page.goto(f"{site.address}/admin/pages/add/blog/blogpage/{site.blog.pk}/")
    page.fill("#id_title", TITLE)
    page.get_by_role("button", name="Add author").click()
    page.fill("#id_bylines-0-name", "Ann Example")
    page.fill("#id_bylines-0-role", "Project assistant")
    add_block(page, "Text")
    page.locator("[data-contentpath=body] [contenteditable=true]").last.click()
    page.keyboard.type("Six drawings went on loan.")
    add_block(page, "Image")
    page.get_by_role("button", name="Choose an image").first.click()
    page.get_by_role("tab", name="Upload").click()
    page.set_input_files("#id_image-chooser-upload-file", picture())
    page.fill("#id_image-chooser-upload-title", "A drawing")
    page.locator("#tab-upload button[type=submit]").click()
    page.get_by_label("Alt text").fill("A drawing in red chalk")


def publish(page: Page) -> None:
    page.locator("footer .w-dropdown__toggle").first.click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages")).to_contain_text(TITLE)


def submit_for_translation(page: Page) -> None:
    """Begin at the dashboard, which lists what is not translated yet."""
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("checkbox", name="简体中文").check()
    page.get_by_role("button", name="Submit", exact=True).click()


def translate_all(page: Page) -> None:
    """Type a translation into every segment of the translation editor, on each tab."""
    page.locator("li.incomplete").first.wait_for()
    for tab in ("Content", "Promote"):
        page.get_by_role("tab", name=tab).click()
        waiting = page.locator("[role=tabpanel] .active li.incomplete")
        for _segment in range(waiting.count()):
            segment = waiting.first
            source = segment.locator("p").first.inner_text()
            segment.get_by_role("button", name="Translate", exact=True).click()
            segment.locator("textarea").fill(f"译：{source}")
            left = waiting.count()
            segment.get_by_role("button", name="Save", exact=True).click()
            expect(waiting).to_have_count(left - 1)


def test_an_editor_publishes_and_a_translator_translates(served_site: ServedSite, log_in: Callable[[str], Page]):
    editor = log_in("editor@example.org")
    write_post(editor, served_site)
    publish(editor)

    (post,) = listed(editor, served_site, "en")
    assert post["title"] == TITLE
    assert (post["bylines"][0]["name"], post["bylines"][0]["role"]) == ("Ann Example", "Project assistant")
    text, image = post["body"]
    assert "Six drawings went on loan." in text["value"]
    assert image["value"]["image"]["alt"] == "A drawing in red chalk"
    assert {rendition["format"] for rendition in image["value"]["image"]["renditions"]} == {"webp", "avif"}
    for rendition in image["value"]["image"]["renditions"]:
        answer = editor.request.get(rendition["url"])
        assert (answer.status, len(answer.body())) == (200, rendition["bytes"])

    translator = log_in("translator@example.org")
    submit_for_translation(translator)
    assert listed(translator, served_site, "zh-hans") == []  # nothing untranslated went live
    translate_all(translator)
    translator.get_by_role("button", name="Publish in").click()
    expect(translator.locator(".messages")).to_contain_text("Published")

    (translation,) = listed(translator, served_site, "zh-hans")
    assert translation["title"] == f"译：{TITLE}"
    assert translation["bylines"][0]["role"] == "译：Project assistant"
    text, image = translation["body"]
    assert "译：Six drawings went on loan." in text["value"]
    assert image["value"]["image"]["alt"] == "译：A drawing in red chalk"
    assert [alternate["locale"] for alternate in translation["meta"]["alternates"]] == ["en"]
