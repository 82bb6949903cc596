"""How long a text takes to read."""

import math
import re
from html import unescape

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 400  # Chinese and Japanese have no spaces: there the characters are counted
_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BREAKS = re.compile(r"</(?:p|h\d|li|blockquote)>|<[bh]r\s*/>")
_TAGS = re.compile(r"</?[a-zA-Z][^>]*>")


def reading_minutes(text: str) -> int:
    """Whole minutes, at least one for any text at all, none for no text."""
    rest, characters = (text, 0) if text.isascii() else _CHARACTERS.subn(" ", text)
    words = len(_WORDS.findall(rest))
    return math.ceil(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)


def without_markup(text: str) -> str:
    """The words of rich text as it is stored; for counting them, which a parser of HTML takes ten times as long for."""
    return unescape(_TAGS.sub("", _BREAKS.sub(" ", text)))
