import logging
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

logger = logging.getLogger(__name__)


def count_pages(file: IO[bytes]) -> int | None:
    """The pages of a PDF, or None for one that is broken or encrypted. Leaves the file at its start."""
    try:
        file.seek(0)
        return len(PdfReader(file).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # pypdf raises whatever a malformed structure leads it into; the upload itself must not fail.
        logger.warning("The pages of %s cannot be counted: %s", getattr(file, "name", "a PDF"), error)
        return None
    finally:
        file.seek(0)
