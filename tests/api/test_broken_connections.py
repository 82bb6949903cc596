"""What arrives of a form when a connection breaks off: it is refused as a whole, by a real server too."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.db import connection
from wagtail.contrib.forms.models import FormSubmission

from home.models.submissions import SubmissionKey, SubmittedFile
from tests.api.test_broken_bodies import CRLF, NAMED, OPTIONAL, multipart
from tests.factories.forms import PDF, contact, question
from tests.services.web import database_url, web_server
from tests.small_site import SmallSite, build_small_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def small_site(transactional_db: None) -> SmallSite:
    """In the database that the server sees."""
    return build_small_site()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    name = str(connection.settings_dict["NAME"])
    if "memory" in name:
        pytest.skip("a database in memory has one process")
    with web_server(
        tmp_path / "log",
        options=["--threads", "4"],
        DJANGO_SETTINGS_MODULE="itp_cms.settings.test",
        DATABASE_URL=database_url(name),
        MEDIA_ROOT=str(tmp_path / "media"),
    ) as address:
        yield address


def send(address: str, kind: str, body: bytes, announced: int = 0, headers: Any = None) -> tuple[int, bytes]:
    """Post the body, announced as so long or as long as it is, and close this end: the status and the answer."""
    parts: Any = urlsplit(address)
    lines = {
        "Host": parts.netloc,
        "Connection": "close",
        "Content-Type": kind,
        "Content-Length": announced or len(body),
        **(headers or {}),
    }
    head = f"POST {parts.path} HTTP/1.1{CRLF}" + "".join(f"{name}: {value}{CRLF}" for name, value in lines.items())
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connected:
        connected.sendall(head.encode() + b"\r\n" + body)
        connected.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connected.recv(65536), b""))
    status = re.match(rb"HTTP/1\.1 (\d+)", answer)
    assert status, answer
    return int(status[1]), answer


def test_what_breaks_off_is_not_stored_and_can_be_sent_again(server: str, small_site: SmallSite) -> None:
    page = contact(small_site.home, question("Name"), question("Scan", "file", required=False))
    address, kind = f"{server}/api/v2/forms/{page.pk}/", "multipart/form-data; boundary=X"
    whole = multipart(('name="name"', b"A"), ('name="scan"; filename="a.pdf"', PDF + b" " * 500_000))
    key = {"Idempotency-Key": "one"}
    for cut in (200_000, len(whole) - 5, 40):
        status, answer = send(address, kind, whole[:cut], len(whole), key)
        assert (status, b'"unreadable_body"' in answer) == (400, True)
    assert not FormSubmission.objects.exists()
    assert not SubmissionKey.objects.exists()
    for _time in range(2):
        assert send(address, kind, whole, headers=key)[0] == 201
    assert FormSubmission.objects.count() == 1
    assert SubmittedFile.objects.get().size == len(PDF) + 500_000


def test_a_short_body_is_refused_in_every_media_type(server: str, small_site: SmallSite) -> None:
    page = contact(small_site.home, *OPTIONAL)
    for kind, body in {
        "application/json": b"{}",
        "application/x-www-form-urlencoded": b"name=A&mess",
        "multipart/form-data; boundary=X": NAMED,
    }.items():
        status, answer = send(f"{server}/api/v2/forms/{page.pk}/", kind, body, 500)
        assert (status, b'"unreadable_body"' in answer) == (400, True)
    assert not FormSubmission.objects.exists()


def test_the_form_of_the_page_is_stored_whole_or_not_at_all(server: str, small_site: SmallSite) -> None:
    page = contact(small_site.home, *OPTIONAL, question("Scan", "file", required=False))
    address = server + urlsplit(page.full_url).path
    session = requests.Session()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', session.get(address, timeout=60).text)
    assert token
    cookies = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)}
    whole = multipart(
        ('name="csrfmiddlewaretoken"', token[1].encode()),
        ('name="name"', b"A"),
        ('name="scan"; filename="a.pdf"', PDF + b" " * 100_000),
    )
    kind = "multipart/form-data; boundary=X"
    assert send(address, kind, whole[:50_000], len(whole), cookies)[0] == 400
    assert not FormSubmission.objects.exists()
    assert send(address, kind, whole, headers=cookies)[0] == 200
    assert SubmittedFile.objects.get().size == len(PDF) + 100_000
