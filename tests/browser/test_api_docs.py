"""The documentation page of the API, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ServedSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_it_fetches_nothing_from_elsewhere_and_breaks_no_rule(served_site: ServedSite, browser: Browser):
    page = browser.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served_site.address}/api/v2/docs/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"  # its style sheet is read
    assert complaints == []
    assert {url for url in asked if not url.startswith((served_site.address, "data:"))} == set()


def test_one_gets_from_an_operation_to_what_it_answers(served_site: ServedSite, browser: Browser):
    page = browser.new_page()
    page.goto(f"{served_site.address}/api/v2/docs/")
    page.get_by_role("navigation").get_by_text("people", exact=True).click()
    page.get_by_role("link", name="List people", exact=True).click()
    assert page.url.endswith("#people_list")
    page.locator("#people_list").get_by_role("link", name="PersonListItem", exact=True).click()
    expect(page.locator("#schema-PersonListItem")).to_be_in_viewport()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_it_fits_a_telephone(served_site: ServedSite, browser: Browser):
    page = browser.new_page()
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{served_site.address}/api/v2/docs/")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
