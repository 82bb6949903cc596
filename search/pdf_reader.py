"""Reads a PDF: a program of its own (`python -m search.pdf_reader report.pdf`), for what is in a file may lead pypdf to
take more time or memory than the worker has.

It prints lines of JSON: the text of each page, and at the end an object with the `problem`, empty where there is none.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypedDict

from pypdf import PdfReader

from search.printed import as_read

logger = logging.getLogger(__name__)

MOST_PAGES = 2000
MOST_CHARACTERS = 2_000_000
"""What is behind is not read."""
MOST_MEMORY = 2 * 1024**3
"""Bytes."""
MOST_PROCESSOR_TIME = 300
"""Seconds. Who asked for it waits for less; but may have been killed."""


class End(TypedDict):
    """What comes after the last page; the problem is one of `PdfText.Problem`."""

    problem: str


def read(path: str) -> Iterator[str | End]:
    """The text of each page, nothing of one that cannot be read; then the end."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            yield End(problem="encrypted")
            return
        count = len(reader.pages)
    except Exception as error:  # noqa: BLE001  pypdf raises whatever a malformed structure leads it into
        logger.warning("It cannot be read: %r", error)
        yield End(problem="broken")
        return
    problem, size, has_text = "", 0, False
    for number in range(min(count, MOST_PAGES)):
        try:
            text = _text_of(reader.pages[number])
        except Exception as error:  # noqa: BLE001  the other pages may be readable
            logger.warning("Page %s cannot be read: %r", number + 1, error)
            text, problem = "", "broken"
        size += len(text)
        if size > MOST_CHARACTERS:
            break
        has_text = has_text or bool(text)
        yield text
    yield End(problem=problem or ("" if has_text else "no_text"))


def _text_of(page: Any) -> str:
    # A database takes no NUL, and no half of a pair of surrogates.
    text = page.extract_text().replace("\0", "")
    return as_read(text.encode("utf-8", "ignore").decode())


def main() -> None:
    with suppress(ValueError, OSError):  # of systems that know no such limit
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_TIME, MOST_PROCESSOR_TIME))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for line in read(sys.argv[1]):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
