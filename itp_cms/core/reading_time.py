"""How long a text takes to read."""

import math
import re

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 400  # Chinese and Japanese have no spaces: there the characters are counted
_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def reading_minutes(text: str) -> int:
    """Whole minutes, at least one for any text at all, none for no text."""
    characters = len(_CHARACTERS.findall(text))
    words = len(_WORDS.findall(_CHARACTERS.sub(" ", text)))
    return math.ceil(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)
