"""Stems of words, and words that tell nothing of what is looked for."""

import threading
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer
from django.conf import settings

from search.analysis.arabic import is_arabic, light_stem

ALGORITHMS = {
    "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Snowball's algorithms by language."""

_OF_SCRIPT = {"CYRILLIC": ("ru",), "GREEK": ("el",), "LATIN": tuple(ALGORITHMS.keys() - {"ru", "el"})}

STOP_WORDS = frozenset(
    """
    a an and are as at be by for from in is it of on or s that the this to was were which with
    de des du et la le les un une el los las y en del der die das und
    的 了 和 与 及 在 是 之 等 对 于
    في من الي عن مع هذا هذه ان او ثم و ما هو هي
    """.split()  # noqa: SIM905  a list has a line for each
)
"""Folded words that are not asked for where others are. They are in the index: a phrase may have them."""

_stemmers = threading.local()
"""A stemmer works on itself: each thread has its own."""


def stem_of(word: str, language_code: str) -> str:
    """The stem of a folded word in a text of that language; of a word in another script, by what it is most likely in.

    The word itself where it has none.
    """
    return _stem(word, language_code.partition("-")[0])


def stems_in(word: str, language_codes: Iterable[str]) -> set[str]:
    """The stems of a word that is asked for in texts of these languages."""
    return {stem_of(word, code) for code in language_codes}


@lru_cache(maxsize=100_000)
def _stem(word: str, language: str) -> str:
    if word.isdigit() or len(word) < 3:
        return word
    if is_arabic(word):
        return light_stem(word)
    chosen = _language_of(word, language)
    return _stemmer(ALGORITHMS[chosen]).stemWord(word) if chosen else word


def _language_of(word: str, language: str) -> str | None:
    default = settings.LANGUAGE_CODE.partition("-")[0]
    if "\u0400" <= word[0] <= "\u052f":
        script = "CYRILLIC"
    elif "\u0370" <= word[0] <= "\u03ff":
        script = "GREEK"
    elif word[0] < "\u0250":
        script = "LATIN"
    else:
        return None
    possible = _OF_SCRIPT[script]
    if language in possible:
        return language
    if script == "LATIN":
        return default if default in possible else None
    return possible[0]


def _stemmer(algorithm: str) -> "snowballstemmer.stemmer":
    if (stemmer := getattr(_stemmers, algorithm, None)) is None:
        stemmer = snowballstemmer.stemmer(algorithm)
        setattr(_stemmers, algorithm, stemmer)
    return stemmer
