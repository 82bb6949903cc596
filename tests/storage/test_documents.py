"""Documents as readers download them, whole and in parts."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection

from tests.storage.test_media import body

pytestmark = pytest.mark.django_db
CONTENT = b"Low tide at six."


def test_it_is_sent_as_it_is(client: Client, document):
    response = client.get(document.url)
    assert body(response) == CONTENT
    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Length"] == str(len(CONTENT))
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Cache-Control"] == "public, max-age=600"


def test_a_compressed_file_stays_compressed(db, client: Client):
    """It is what the reader asked for, not a way of sending what is inside it."""
    document = get_document_model().objects.create(title="Log", file=ContentFile(b"\x1f\x8b", name="log.txt.gz"))
    response = client.get(document.url)
    assert body(response) == b"\x1f\x8b"
    assert "Content-Encoding" not in response.headers


def test_head_tells_the_same(client: Client, document):
    told, sent = client.head(document.url), client.get(document.url)
    assert told.status_code == 200
    assert body(told) == b""
    assert told.headers == sent.headers


def test_it_is_only_read(client: Client, document):
    assert client.post(document.url).status_code == 405


def test_what_is_there_already_is_not_sent_again(client: Client, document):
    document.get_file_hash()
    first = client.get(document.url)
    again = client.get(document.url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "told", "sent"),
    [
        ("bytes=0-2", "bytes 0-2/16", b"Low"),
        ("bytes=12-", "bytes 12-15/16", b"six."),
        ("bytes=12-99", "bytes 12-15/16", b"six."),
        ("bytes=-4", "bytes 12-15/16", b"six."),
        ("bytes=-99", "bytes 0-15/16", CONTENT),
        ("Bytes=4-7", "bytes 4-7/16", b"tide"),
    ],
)
def test_a_part_of_it(client: Client, document, asked: str, told: str, sent: bytes):
    response = client.get(document.url, headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == told
    assert response.headers["Content-Length"] == str(len(sent))
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert body(response) == sent


@pytest.mark.parametrize("asked", ["bytes=16-", "bytes=99-100", "bytes=-0"])
def test_a_part_that_there_is_not(client: Client, document, asked: str):
    response = client.get(document.url, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */16"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "bytes=5-2", "bytes=x-", "bytes=-", "lines=0-2", "bytes=0-²", "", "bytes=" + "9" * 5000]
)
def test_what_is_no_single_range_of_bytes_gets_all(client: Client, document, asked: str):
    response = client.get(document.url, headers={"Range": asked})
    assert response.status_code == 200
    assert response.headers["Accept-Ranges"] == "bytes"
    assert body(response) == CONTENT


def test_a_download_goes_on_only_with_the_same_file(client: Client, document):
    document.get_file_hash()
    first = client.get(document.url)
    for name in ("ETag", "Last-Modified"):
        if name not in first.headers:  # a bucket's files tell no time here
            continue
        part = client.get(document.url, headers={"Range": "bytes=4-", "If-Range": first.headers[name]})
        assert part.status_code == 206
    for other in ('"other"', "Sun, 06 Nov 1994 08:49:37 GMT"):
        whole = client.get(document.url, headers={"Range": "bytes=4-", "If-Range": other})
        assert whole.status_code == 200
        assert body(whole) == CONTENT


def test_uploaded_pictures_too(client: Client, image):
    whole = body(client.get(image.file.url))
    part = client.get(image.file.url, headers={"Range": "bytes=1-3"})
    assert (part.status_code, body(part)) == (206, whole[1:4]) == (206, b"PNG")


def test_a_private_one_is_kept_by_nobody(
    admin_client: Client, client: Client, document, private_collection: Collection
):
    document.collection = private_collection
    document.save()
    assert client.get(document.url).status_code == 302  # to the login
    response = admin_client.get(document.url)
    assert body(response) == CONTENT
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(document.url, headers={"Range": "bytes=0-2"}).status_code == 302
