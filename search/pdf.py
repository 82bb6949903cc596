"""The text of PDFs, read once for each file, in the worker."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django_tasks import task
from pypdf import PdfReader
from wagtail.documents import get_document_model

from search.models import PdfText
from search.printed import as_read

logger = logging.getLogger(__name__)

MOST_PAGES = 2000
MOST_CHARACTERS = 2_000_000
"""What is behind is not read."""


@dataclass(frozen=True)
class Content:
    pages: Sequence[str]
    """The text of each page; nothing of one that cannot be read."""
    problem: str = ""


def read(file: IO[bytes]) -> Content:
    """The text of a PDF, as far as it can be read. Raises `OSError` where the storage does."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return Content((), PdfText.Problem.ENCRYPTED)
        count = len(reader.pages)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  pypdf raises whatever a malformed structure leads it into
        logger.warning("%s cannot be read: %r", getattr(file, "name", "A PDF"), error)
        return Content((), PdfText.Problem.BROKEN)
    pages: list[str] = []
    problem, size = "", 0
    for number in range(min(count, MOST_PAGES)):
        try:
            text = _text_of(reader.pages[number])
        except Exception as error:  # noqa: BLE001  the other pages may be readable
            logger.warning("Page %s of %s cannot be read: %r", number + 1, getattr(file, "name", "a PDF"), error)
            text, problem = "", PdfText.Problem.BROKEN
        size += len(text)
        if size > MOST_CHARACTERS:
            break
        pages.append(text)
    if not problem and not any(pages):
        problem = PdfText.Problem.NO_TEXT
    return Content(pages, problem)


def _text_of(page: Any) -> str:
    # A database takes no NUL, and no half of a pair of surrogates.
    text = page.extract_text().replace("\0", "")
    return as_read(text.encode("utf-8", "ignore").decode())


def schedule(document: Any) -> None:
    """Have the file of a document read once the transaction is committed, if it is a PDF that was not read yet."""
    pk = document.pk
    if is_read(document):
        return
    transaction.on_commit(lambda: read_pdf.enqueue(pk))


def schedule_all() -> None:
    """Have the PDFs read of which nobody was told: those that were there before search was."""
    documents = get_document_model().objects.filter(pdf_text__isnull=True, file__iendswith=".pdf")
    for pk in documents.values_list("pk", flat=True):
        read_pdf.enqueue(pk)


def is_read(document: Any) -> bool:
    """Whether there is nothing of it to be read any more."""
    text = PdfText.objects.filter(document=document).first()
    if document.file_extension != "pdf":
        if text:
            text.delete()
        return True
    return text is not None and text.file == document.file.name


@task()
def read_pdf(document_id: int) -> None:
    """Read a document's PDF. One that was deleted meanwhile, or read, is left alone."""
    document = get_document_model().objects.filter(pk=document_id).first()
    if document is None or is_read(document):
        return
    name = document.file.name
    try:
        with document.file.storage.open(name) as file:
            content = read(file)
    except FileNotFoundError:
        content = Content((), PdfText.Problem.MISSING)
    with transaction.atomic():
        # Saving it records the document as changed, by which the indexes come to know.
        PdfText.objects.update_or_create(
            document=document, defaults={"file": name, "pages": list(content.pages), "problem": content.problem}
        )
