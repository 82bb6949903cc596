"""Taking away what no reader means, character by character, so that each keeps its place in the original."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from search.analysis.arabic import fold_letter
from search.analysis.chinese import simplified, with_one_spelling

_PLAIN_RUN = re.compile(r"[\x00-\x7f\u4e00-\u9fff]+")


class _Plain(dict[int, str]):
    """What ASCII and Han characters are folded to, found out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = simplified(character) if code > 0x7F else character.lower().replace("`", "'")
        return self[code]


_PLAIN = _Plain()

_DECOMPOSED = ("LATIN", "GREEK")
"""Scripts in which readers type letters without their accents. In others, marks make another letter."""

_MARKLESS = ("CYRILLIC", "HEBREW", "ARABIC")
"""Scripts in which marks tell how to pronounce a word; those that are part of a letter are composed with it (й)."""

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t"}
    | {"ё": "е", "ґ": "г"}
    | {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'", "ʿ": "'", "′": "'", "`": "'"}
)
"""What has no accent to Unicode but is typed without it, and the signs that are typed as an apostrophe."""


class Folded(NamedTuple):
    """A folded text; its character `n` was made of the original's from `starts[n]` to before `ends[n]`."""

    text: str
    starts: range | list[int]
    ends: range | list[int]


def fold(text: str) -> Folded:
    if text.isascii():
        return Folded(text.lower().replace("`", "'"), range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place, length = 0, len(text)
    while place < length:
        if end := _end_of_plain(text, place):
            folded.append(text[place:end].translate(_PLAIN))
            starts += range(place, end)
            ends += range(place + 1, end + 1)
            place = end
            continue
        end = place + 1
        while end < length and _joins(text[end]):
            end += 1
        if made := _fold(text[place:end]):
            folded.append(made)
            starts += [place] * len(made)
            ends += [end] * len(made)
        elif ends:  # what is not shown goes with what it follows
            ends[-1] = end
        place = end
    return Folded(with_one_spelling("".join(folded)), starts, ends)


def _end_of_plain(text: str, start: int) -> int | None:
    """Where a run of characters ends of which each is folded to one; None where none begins here."""
    run = _PLAIN_RUN.match(text, start)
    if run is None:
        return None
    end = run.end()
    if end < len(text) and _joins(text[end]):
        end -= 1  # which has an accent
    return end if end > start else None


@lru_cache(maxsize=0x10000)
def _joins(character: str) -> bool:
    """Whether a character is one with what it follows: an accent, a vowel sign, a variation, the voice of a kana."""
    return unicodedata.category(character) in {"Mn", "Me", "Mc"} or character in "\uff9e\uff9f"


@lru_cache(maxsize=0x10000)
def _fold(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster)
    # What joins, hyphenates or directs letters is not one.
    composed = "".join(character for character in composed if unicodedata.category(character) != "Cf")
    if not composed:
        return ""
    script = unicodedata.name(composed[0], "").partition(" ")[0]
    if script in _DECOMPOSED:
        composed = unicodedata.normalize("NFKD", composed)
    if script in _DECOMPOSED or script in _MARKLESS:
        composed = "".join(character for character in composed if unicodedata.category(character) != "Mn")
    folded = composed.casefold()
    if script in _DECOMPOSED and not folded.isascii():  # a capital's small letter may have an accent
        folded = "".join(letter for letter in folded if unicodedata.category(letter) != "Mn")
    return "".join(map(_fold_letter, folded.translate(_LETTERS)))


def _fold_letter(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return letter if letter.isascii() else fold_letter(simplified(letter))
