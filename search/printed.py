"""Printed text as it is read: from the lines of a PDF's page, which are as they look."""

import re
import unicodedata

from bidi import get_display
from pypdf._text_extraction import set_custom_rtl  # which its documentation names, and nothing leads to

_FROM_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LETTER_FROM_RIGHT = re.compile(f"[{_FROM_RIGHT}]")
_LETTER_FROM_LEFT = re.compile(rf"[^\W\d_{_FROM_RIGHT}]")
_BRACKET_FROM_RIGHT = re.compile(
    rf"(?<=[{_FROM_RIGHT}]\s)[()«»]|(?<=[{_FROM_RIGHT}])[()«»]|[()«»](?=\s?[{_FROM_RIGHT}])"
)
_OTHER_WAY = str.maketrans("()«»", ")(»«")

_LAST = "ةىךםןףץ"
"""Letters with which words end, and none begins."""
_AS_READ = re.compile(rf"\bال\w|\w[{_LAST}]\b")
_AS_LOOKS = re.compile(rf"\wلا\b|\b[{_LAST}]\w")

_PRINTED_FORMS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufdff\ufe70-\ufefc]+")
"""Radicals for characters, ligatures, and Arabic letters as they look within a word."""
_WITHOUT_SPACES = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff00-\uff60\U00020000-\U0003ffff"
)
"""Scripts whose words no spaces part, and their punctuation. Korean has spaces."""
_NO_SPACE = re.compile(rf"(?<=[{_WITHOUT_SPACES}])\s+(?=[{_WITHOUT_SPACES}])")

# pypdf turns each run of Arabic or Hebrew round by itself, and leaves the runs of a line in the order in which they
# look. What it is told to leave alone, it gives as it looks throughout.
set_custom_rtl(specials="".join(map(chr, (*range(0x590, 0x900), *range(0xFB1D, 0xFE00), *range(0xFE70, 0xFEFD)))))


def as_read(text: str) -> str:
    """The text of a page in one line, in the order in which it is read, and with no space within a Chinese word that
    goes on in the next line. Letters are what they are, whatever form they were printed in.
    """
    if _LETTER_FROM_RIGHT.search(text) and not _is_as_read(text):
        is_from_right = len(_LETTER_FROM_RIGHT.findall(text)) >= len(_LETTER_FROM_LEFT.findall(text))
        text = "\n".join(_turned(line, is_from_right=is_from_right) for line in text.split("\n"))
    text = _PRINTED_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _NO_SPACE.sub("", " ".join(text.split()))


def _is_as_read(text: str) -> bool:
    """Whether lines are so already, as some programs print them: where in words those letters are tells it."""
    letters = unicodedata.normalize("NFKC", text)
    return len(_AS_READ.findall(letters)) > len(_AS_LOOKS.findall(letters))


def _turned(line: str, *, is_from_right: bool) -> str:
    """A line that looks so as it is read: what makes the one of the other makes the other of the one."""
    if not _LETTER_FROM_RIGHT.search(line):
        return line
    read = str(get_display(line, base_dir="R" if is_from_right else "L"))
    return _BRACKET_FROM_RIGHT.sub(lambda found: found[0].translate(_OTHER_WAY), read)
