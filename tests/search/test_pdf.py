"""The text of PDFs is found, with the number of the page; what cannot be read is reported and loses nothing."""

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas
from wagtail.models import Collection, CollectionViewRestriction

from itp_cms.core import followers
from itp_cms.core.models import CustomDocument
from search.models import PdfText
from search.pdf import read_pdf
from search.printed import as_read
from tests.factories.core import DocumentFactory

PRINTED = Path(__file__).parent / "printed"

pytestmark = pytest.mark.usefixtures("small_site", "engine")


@pytest.fixture
def upload(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[str, bytes], CustomDocument]:
    def make(title: str, content: bytes) -> CustomDocument:
        with django_capture_on_commit_callbacks(execute=True):
            document: CustomDocument = DocumentFactory(title=title, file=ContentFile(content, name="report.pdf"))
        followers.catch_up()
        return document

    return make


def pdf(pages: Sequence[str]) -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content)
    for text in pages:
        canvas.drawString(50, 700, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def encrypted(content: bytes) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    writer.encrypt("secret")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def endless(text: str) -> bytes:
    """After the first page, they say so much that it takes minutes to read them."""
    writer = PdfWriter(PdfReader(io.BytesIO(pdf([text] * ENDLESS))))
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf " + b"(Workshops) Tj 1 0 Td " * 30_000 + b"ET")
    much = writer._add_object(stream.flate_encode())
    for page in writer.pages[1:]:
        page[NameObject("/Contents")] = much
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


ENDLESS = 1000
"""Pages."""


def hits(client: Client, typed: str) -> Any:
    return client.get("/api/v2/search/", {"q": typed}).json()["items"]


def test_a_page_of_a_pdf_is_found(client: Client, upload: Any) -> None:
    document = upload("Evaluation", pdf(["Contents", "Placements were praised by 23 fellows"]))
    (hit,) = hits(client, "placement praised")
    assert hit["object"]["id"] == document.pk
    assert hit["type"] == "core.CustomDocument"
    assert hit["highlights"] == {
        "title": "Evaluation",
        "text": "<mark>Placements</mark> were <mark>praised</mark> by 23 fellows",
        "page": 2,
    }


@pytest.mark.parametrize(
    ("name", "typed", "marked"),
    [
        ("zh", "学习交流", "学员们在大英博物馆<mark>学习交流</mark>，并与同事们讨论藏品保护。"),
        ("zh", "藏品保护", "学员们在大英博物馆学习交流，并与同事们讨论<mark>藏品保护</mark>。"),
        ("ar", '"المتحف البريطاني في لندن"', "زار المشاركون <mark>المتحف البريطاني في لندن</mark> عام ٢٠٠٦ وتعلموا"),
        ("ar", "2006", "لندن عام <mark>٢٠٠٦</mark> وتعلموا"),
        ("ar", '"زملائهم في British Museum ثم"', "<mark>زملائهم ) في British Museum ثم</mark> عادوا"),
    ],
)
def test_what_a_browser_printed_is_found_as_it_is_read(
    client: Client, upload: Any, name: str, typed: str, marked: str
) -> None:
    """Printed with Chromium from the HTML beside: lines end within Chinese words, and Arabic is stored as it looks."""
    upload("Evaluation", (PRINTED / f"{name}.pdf").read_bytes())
    (hit,) = hits(client, typed)
    assert marked in hit["highlights"]["text"]


@pytest.mark.parametrize("line", ["زار المشاركون المتحف عام ٢٠٠٦", "המוזיאון הבריטי (בלונדון)", "في British Museum ثم"])
def test_what_was_stored_as_it_is_read_stays_so(line: str) -> None:
    assert as_read(f"القاهرة\n{line}").endswith(line)


def test_what_is_in_a_restricted_collection_is_not_found(client: Client, upload: Any) -> None:
    document = upload("Evaluation", pdf(["Placements were praised"]))
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document.collection = private
    document.save()
    assert hits(client, "praised") == []
    followers.catch_up()
    assert hits(client, "praised") == []


def test_another_file_is_read_anew_and_the_same_one_is_not(
    client: Client, upload: Any, django_capture_on_commit_callbacks: Any
) -> None:
    document = upload("Evaluation", pdf(["Placements"]))
    document.file.storage.delete(document.file.name)  # so that to read it again would fail
    with django_capture_on_commit_callbacks(execute=True):
        document.title = "Renamed"
        document.save()
    assert PdfText.objects.get().problem == ""
    with django_capture_on_commit_callbacks(execute=True):
        document.file = ContentFile(pdf(["Workshops"]), name="second.pdf")
        document.save()
    followers.catch_up()
    assert [len(hits(client, typed)) for typed in ("placements", "workshops", "renamed")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.4 and no more", PdfText.Problem.BROKEN),
        (encrypted(pdf(["Placements"])), PdfText.Problem.ENCRYPTED),
        (pdf([""]), PdfText.Problem.NO_TEXT),
    ],
    ids=["broken", "encrypted", "no text"],  # which are otherwise the files, other ones in each worker
)
def test_what_cannot_be_read_is_reported_and_found_by_its_title(
    client: Client, upload: Any, content: bytes, problem: str
) -> None:
    document = upload("Long report", content)
    assert [hit["object"]["id"] for hit in hits(client, "long report")] == [document.pk]
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org"))
    report = client.get("/admin/reports/unread-pdfs/").content.decode()
    assert "Long report" in report
    assert str(PdfText.Problem(problem).label) in report
    assert "/admin/reports/unread-pdfs/" in client.get("/admin/").content.decode()


def test_one_that_takes_too_long_is_reported_and_found_by_what_was_read(
    client: Client, upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.pdf.MOST_SECONDS", 6.0)
    upload("Endless", endless("Placements"))
    read = PdfText.objects.get()
    assert read.problem == PdfText.Problem.BROKEN
    assert 0 < len(read.pages) < ENDLESS
    assert [len(hits(client, typed)) for typed in ("placements", "endless")] == [1, 1]


def test_a_fault_of_the_machine_is_not_the_file_s(upload: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    upload("Evaluation", pdf(["Placements"]))
    assert not PdfText.objects.exists()
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\nexit 3\n")
    failing.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(failing))
    document = upload("Report", pdf(["Workshops"]))
    assert not PdfText.objects.exists()
    monkeypatch.undo()
    read_pdf.call(document.pk)
    assert PdfText.objects.get().problem == ""
