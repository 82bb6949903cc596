"""A reader sends a form with a file, and an editor opens it."""

import pytest

from home.models import ContactPage
from tests.browser.conftest import ServedSite
from tests.factories.forms import PDF, contact, question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_from_the_reader_to_the_editor(served_site: ServedSite, log_in):
    page: ContactPage = contact(
        served_site.home,
        question("Name"),
        question("Curriculum", "file"),
        title="Apply",
        slug="apply",
        thank_you_text="<p>Thanks a lot</p>",
    )
    window = log_in("editor@example.org")
    window.goto(f"{served_site.address}/apply/")
    honeypot = window.locator("[name=leave_empty]").bounding_box()
    assert honeypot is not None
    assert honeypot["x"] + honeypot["width"] < 0
    window.fill("[name=name]", "王芳")
    window.set_input_files("[name=curriculum]", {"name": "王芳.pdf", "mimeType": "application/pdf", "buffer": PDF})
    window.click("button[type=submit]")
    window.get_by_text("Thanks a lot").wait_for()
    window.goto(f"{served_site.address}/admin/forms/submissions/{page.pk}/")
    with window.expect_download() as download:
        window.get_by_role("link", name="王芳.pdf").click()
    assert download.value.suggested_filename == "王芳.pdf"
    assert download.value.path().read_bytes() == PDF
