"""The text of PDFs, read once for each file, in the worker."""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django_tasks import task
from wagtail.documents import get_document_model

from search.models import PdfText

logger = logging.getLogger(__name__)

MOST_SECONDS = 120.0
"""For one file; then what was read of it is kept, and it counts as broken."""


class ReaderFailedError(Exception):
    """The program did not begin to read; the file may be all right."""


@dataclass(frozen=True)
class Content:
    pages: Sequence[str]
    """The text of each page; nothing of one that cannot be read."""
    problem: str = ""


def read(file: IO[bytes]) -> Content:
    """The text of a PDF, as far as it can be read. Raises `OSError` where the storage does, and `ReaderFailedError`
    where it is not the PDF that cannot be read.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        command = [sys.executable, "-m", "search.pdf_reader", copy.name]
        try:
            done = subprocess.run(  # noqa: S603  this program, with a file of its own making
                command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, timeout=MOST_SECONDS, check=False
            )
            printed = done.stdout
            if done.returncode > 0 and not printed:  # not killed for what it needed, and without a word of the file
                raise ReaderFailedError(f"The reader of PDFs ended with {done.returncode}")
        except subprocess.TimeoutExpired as late:
            printed = late.stdout or b""
    *pages, last = [json.loads(line) for line in printed.splitlines()[: printed.count(b"\n")]] or [None]
    if isinstance(last, dict):
        return Content(pages, PdfText.Problem(last["problem"]) if last["problem"] else "")
    logger.warning("%s took too long to read, or too much memory", getattr(file, "name", "A PDF"))
    return Content(pages if last is None else [*pages, last], PdfText.Problem.BROKEN)


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
        file = document.file.storage.open(name)
    except FileNotFoundError:
        content = Content((), PdfText.Problem.MISSING)
    else:
        with file:
            content = read(file)
    with transaction.atomic():
        # Saving it records the document as changed, by which the indexes come to know.
        PdfText.objects.update_or_create(
            document=document, defaults={"file": name, "pages": list(content.pages), "problem": content.problem}
        )
