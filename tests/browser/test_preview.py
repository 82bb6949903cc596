"""Drafts on a front end of another origin, in a real browser: while an editor types, shared, and no longer."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from blog.models import BlogPage
from itp_cms.core.models import SiteSettings
from tests.browser.conftest import ServedSite
from tests.factories.blog import BlogPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# What a front end has to do for previews, and a picture whose words the content checker does not like.
PREVIEW_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Preview</title></head>
<body>
<main><h1>Waiting</h1><img src="data:," alt="IMG_0001.jpg"></main>
<script>
const cms = "%(cms)s", asked = new URLSearchParams(location.search), heading = document.querySelector("h1");
async function show() {
  const token = encodeURIComponent(asked.get("token"));
  const answer = await fetch(`${cms}/api/v2/page_preview/?token=${token}`);
  const page = await answer.json();
  heading.textContent = answer.ok ? page.title : `No preview: ${answer.status} ${page.code}`;
  const panel = asked.get("in_preview_panel") === "true" ? "&in_preview_panel=true" : "";
  const bar = await fetch(`${cms}/userbar/?token=${token}${panel}`, {credentials: "include"});
  if (bar.status === 200)
    document.body.append(document.createRange().createContextualFragment(await bar.text()));
}
show();
</script>
</body>
</html>
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def front_end(served_site: ServedSite, tmp_path: Path) -> Iterator[str]:
    """The address of a front end that consists of its preview page; of another host than the CMS."""
    (tmp_path / "preview").mkdir()
    (tmp_path / "preview" / "index.html").write_text(PREVIEW_PAGE % {"cms": served_site.address})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert served_site.address.startswith("http://localhost:")
        SiteSettings.objects.create(site=served_site.home.get_site(), front_end_url=address)
        yield address
        server.shutdown()


@pytest.fixture
def post(served_site: ServedSite) -> BlogPage:
    return BlogPageFactory(parent=served_site.blog, title="As published", slug="post")


@pytest.fixture
def editor(front_end: str, post: BlogPage, served_site: ServedSite, log_in: Callable[[str], Page]) -> Page:
    """An editor with the post open."""
    page = log_in("editor@example.org")
    page.goto(f"{served_site.address}/admin/pages/{post.pk}/edit/")
    return page


def panel(editor: Page) -> FrameLocator:
    return editor.frame_locator("#w-preview-iframe")


def in_new_tab(editor: Page) -> Page:
    with editor.context.expect_page() as opened:
        editor.get_by_label("Preview in new tab").click()
    return opened.value


def open_preview(editor: Page) -> None:
    """Once the panel and the content checker have settled, typing is noticed."""
    editor.get_by_role("button", name="Toggle preview").click()
    expect(panel(editor).locator("h1")).to_have_text("As published")
    expect(editor.get_by_role("button", name="Toggle checks")).to_contain_text("1")


def test_an_editor_sees_on_the_front_end_what_is_typed(editor: Page, front_end: str):
    open_preview(editor)
    # Wagtail takes the form's first state for unchanged two seconds after it is there (UnsavedController).
    editor.wait_for_timeout(3000)
    editor.fill("#id_title", "As typed")
    expect(panel(editor).locator("h1")).to_have_text("As typed", timeout=15_000)
    assert any(frame.url.startswith(front_end) for frame in editor.frames)
    tab = in_new_tab(editor)
    expect(tab.locator("h1")).to_have_text("As typed")
    assert tab.url.startswith(front_end)
    assert tab.evaluate("document.referrer") == ""


def test_the_content_checker_looks_into_the_front_end(editor: Page):
    open_preview(editor)
    editor.get_by_role("button", name="Toggle checks").click()
    results = editor.locator("[data-checks-panel]")
    expect(results).to_contain_text("Image alt text has inappropriate pattern")


def test_the_user_bar_on_the_front_end(editor: Page, served_site: ServedSite, post: BlogPage):
    editor.goto(f"{served_site.address}/admin/pages/{post.pk}/view_draft/")
    bar = editor.locator("wagtail-userbar")
    bar.get_by_role("button", name="View Wagtail quick actions").click()
    edit = bar.get_by_role("menuitem", name="Edit this page")
    expect(edit).to_be_visible()
    edit.click()
    editor.wait_for_url(f"**/admin/pages/{post.pk}/edit/")


def share(editor: Page) -> str:
    editor.get_by_role("button", name="Actions", exact=True).first.click()
    editor.get_by_role("link", name="Share draft").click()
    editor.get_by_role("button", name="Make a link").click()
    return editor.get_by_label("Link to the draft").first.input_value()


def test_whoever_has_the_link_reads_the_draft(editor: Page, front_end: str, browser: Browser):
    editor.fill("#id_title", "As saved")
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.locator(".messages")).to_contain_text("As saved")
    link = share(editor)
    assert link.startswith(f"{front_end}/preview/")

    reader = browser.new_context().new_page()
    reader.goto(link)
    expect(reader.locator("h1")).to_have_text("As saved")
    assert reader.locator("wagtail-userbar").count() == 0

    editor.get_by_role("button", name="Withdraw").click()
    expect(editor.locator(".messages")).to_contain_text("does not work any more")
    reader.reload()
    expect(reader.locator("h1")).to_have_text("No preview: 403 forbidden")


def test_a_preview_expires(settings, editor: Page):
    settings.PREVIEW_TOKEN_SECONDS = 3
    editor.get_by_role("button", name="Toggle preview").click()
    tab = in_new_tab(editor)
    expect(tab.locator("h1")).to_have_text("As published")
    tab.wait_for_timeout(3_000)
    tab.reload()
    expect(tab.locator("h1")).to_have_text("No preview: 403 forbidden")
