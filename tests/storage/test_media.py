"""Uploaded files, on disk and in a bucket: stored, shown, kept private, deleted."""

import time
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.core.storage import signed_url
from tests.services.s3 import BUCKET
from tests.storage.conftest import picture

pytestmark = pytest.mark.django_db

# What a server says to a signature that is missing, wrong or late differs from server to server.
REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def opened(client: Client, address: str) -> tuple[int, bytes]:
    """Status and bytes of a signed address, which is the site's own or the bucket's."""
    if address.startswith("/"):
        response = client.get(address)
        return response.status_code, body(response) if response.streaming else b""
    answer = requests.get(address, timeout=10)
    return answer.status_code, answer.content


def test_upload_through_the_admin_is_stored_and_shown(admin_client: Client, client: Client, storage: str):
    response = admin_client.post(
        reverse("wagtailimages:add"),
        {"title": "Harbour", "file": picture(), "collection": "1", "description": "Boats"},
    )
    image = get_image_model().objects.get()

    assert response.status_code == HTTPStatus.FOUND, response.context["form"].errors
    assert default_storage.exists(image.file.name)
    shown = client.get(image.file.url)
    assert shown.headers["Content-Type"] == "image/png"
    assert body(shown) == picture().read()


def test_renditions_are_made_and_shown(client: Client, image):
    rendition = image.get_rendition("width-320|format-webp")

    shown = client.get(rendition.url)
    assert shown.status_code == HTTPStatus.OK
    assert shown.headers["Content-Type"] == "image/webp"
    assert body(shown)[8:12] == b"WEBP"
    assert rendition.file_size == rendition.file.size > 0


def test_public_file_has_a_plain_address_that_caches_may_keep(client: Client, image):
    response = client.get(image.file.url)

    assert "?" not in image.file.url
    assert response.headers["Cache-Control"] == "public, max-age=600"
    assert "Vary" not in response.headers
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    again = client.get(image.file.url, headers={"If-Modified-Since": response.headers["Last-Modified"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_document_downloads(client: Client, document):
    response = client.get(document.url)

    assert body(response) == b"Low tide at six."
    assert document.filename in response.headers["Content-Disposition"]


def test_same_name_keeps_both_files(client: Client, image):
    second = get_image_model().objects.create(title="Other", file=picture(size=(10, 10)))

    assert second.file.name != image.file.name
    assert body(client.get(image.file.url)) == picture().read()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_deletion_deletes_the_files(client: Client, image):
    rendition = image.get_rendition("width-100")
    names = [image.file.name, rendition.file.name]

    image.delete()

    assert [name for name in names if default_storage.exists(name)] == []
    assert client.get(rendition.url).status_code == HTTPStatus.NOT_FOUND


def test_private_files_are_not_there_for_anyone_who_asks(client: Client, image, document, private_collection):
    rendition = image.get_rendition("width-100")
    for media in (image, document):
        media.collection = private_collection
        media.save()

    for address in (image.file.url, rendition.url, document.file.url):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND, address


def test_private_file_opens_by_a_signed_address_that_expires(client: Client, image, private_collection):
    image.collection = private_collection
    image.save()
    assert opened(client, signed_url(image.file.name, 60)) == (HTTPStatus.OK, picture().read())
    address = signed_url(image.file.name, 1)
    time.sleep(2.1)
    status, _bytes = opened(client, address)
    assert status in REFUSED


def test_signed_address_opens_no_other_file(client: Client, image, private_collection):
    other = get_image_model().objects.create(title="Other", file=picture("secret.png"), collection=private_collection)
    address = signed_url(image.file.name, 60).replace(image.file.name, other.file.name)

    status, _bytes = opened(client, address)
    assert status in REFUSED


def test_signature_is_not_made_up(client: Client, image, private_collection):
    image.collection = private_collection
    image.save()

    for query in (
        "expires=99999999999&signature=x",
        "expires=x&signature=x",
        "signature=x",
        "expires=99999999999",
    ):
        assert client.get(f"{image.file.url}?{query}").status_code == HTTPStatus.NOT_FOUND


def test_those_who_may_enter_the_admin_are_sent_to_a_signed_address(admin_client: Client, image, private_collection):
    image.collection = private_collection
    image.save()

    response = admin_client.get(image.file.url)

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Cache-Control"] == "private, no-store"
    assert opened(admin_client, response.headers["Location"]) == (HTTPStatus.OK, picture().read())


def test_bucket_itself_is_closed(s3_storage):
    name = default_storage.save("notes.txt", ContentFile(b"Low tide at six."))

    assert (s3_storage.bucket_directory / name).read_bytes() == b"Low tide at six."
    assert requests.get(f"{s3_storage.address}/{BUCKET}/{name}", timeout=10).status_code in REFUSED


def test_addresses_outside_of_the_media_are_not_there(client: Client, image, admin_client: Client):
    for name in ("nothing.png", "../manage.py", "..%2f..%2fmanage.py", "images/"):
        assert client.get(f"/media/{name}").status_code == HTTPStatus.NOT_FOUND, name
        assert admin_client.get(f"/media/{name}").status_code in {
            HTTPStatus.NOT_FOUND,
            HTTPStatus.BAD_REQUEST,
        }, name


def test_documents_without_a_file_are_not_there(client: Client, document):
    default_storage.delete(document.file.name)

    assert get_document_model().objects.exists()
    assert client.get(document.file.url).status_code == HTTPStatus.NOT_FOUND


def pdf(pages: int) -> bytes:
    writer, content = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    writer.write(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type", "page_count"),
    [
        ("notes.txt", "Low tide at six: 大英博物馆.".encode(), "text/plain", None),
        ("report.pdf", pdf(3), "application/pdf", 3),
        ("broken.pdf", b"%PDF-1.7 and no more", "application/pdf", None),
        ("table.csv", b"year,fellows\n2018,23\n", "text/csv", None),
    ],
)
def test_documents_tell_their_size_and_kind(
    client: Client, storage: str, name: str, content: bytes, content_type: str, page_count: int | None
):
    document = get_document_model().objects.create(title="File", file=ContentFile(content, name=name))
    told = client.get(f"/api/v2/documents/{document.pk}/").json()
    sent = client.get(urlsplit(told["url"]).path)
    assert told["bytes"] == len(content) == len(body(sent))
    assert told["content_type"] == content_type == sent.headers["Content-Type"].partition(";")[0]
    assert told["page_count"] == page_count
