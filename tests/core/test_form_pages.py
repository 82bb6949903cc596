"""What a reader sends to a form page itself is limited as what is sent through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission

from tests.factories.forms import PDF, contact, question
from tests.factories.home import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return contact(make_site().root_page.specific, question("Name"), question("Scan", "file", required=False))


def test_a_form_is_sent(client: Client, page):
    assert client.post(page.get_url(), {"name": "A"}).status_code == 200
    assert FormSubmission.objects.get().form_data["name"] == "A"


def test_how_often_one_client_may_send(client: Client, page, settings):
    settings.FORMS_RATE_LIMIT = (2, 3600)
    assert client.post(page.get_url(), {"name": "A"}).status_code == 200
    # The API and the page count together.
    assert client.post(f"/api/v2/forms/{page.pk}/", {"name": "B"}).status_code == 201
    refused = client.post(page.get_url(), {"name": "C"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["RateLimit-Policy"] == '"forms";q=2;w=3600'
    assert client.post(f"/api/v2/forms/{page.pk}/", {"name": "D"}).status_code == 429
    assert client.get(page.get_url()).status_code == 200
    assert client.post(page.get_url(), {"name": "E"}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert [stored.form_data["name"] for stored in FormSubmission.objects.order_by("pk")] == ["A", "B", "E"]


def test_a_body_that_is_too_large_is_not_read(page, settings):
    """Not even for the token against forgery, which is looked for in the body before the page is asked."""
    settings.FORMS_MAX_BODY_BYTES = 1000
    client = Client(enforce_csrf_checks=True)
    scan = SimpleUploadedFile("scan.pdf", PDF + b" " * 1000)
    refused = client.post(page.get_url(), {"name": "A", "scan": scan})
    assert refused.status_code == 413
    assert client.post(page.get_url(), {"name": "A"}).status_code == 403  # without a token


def test_text_without_files_has_the_limit_of_text(client: Client, page, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = "name=" + "A" * 1000
    response = client.post(page.get_url(), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_the_length_is_to_be_told(client: Client, page):
    response = client.post(page.get_url(), {"name": "A"}, headers={"Transfer-Encoding": "chunked"})
    assert response.status_code == 411
    response = client.post(page.get_url(), {"name": "A"}, CONTENT_LENGTH="x")
    assert response.status_code == 411


def test_editors_send_more(admin_client: Client, settings):
    settings.FORMS_MAX_BODY_BYTES = 10
    settings.FORMS_RATE_LIMIT = (1, 3600)
    for _time in range(3):
        assert admin_client.post("/admin/images/add/", {"title": "x" * 100}).status_code == 200
