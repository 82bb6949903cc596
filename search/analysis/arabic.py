"""Arabic: letters that are written one way or another, and a light stemmer.

The stemmer takes away what is written together with a word: the article, *and*, *with*, *for*, and the endings of
plurals, of the feminine and of possession. It is Larkey's "light10", which Lucene (and so Elasticsearch) has too. What
is inside a word it leaves as it is; of plurals that are made there (متاحف of متحف), those that texts about museums use
most are named in `plurals`.
"""

from search.analysis.plurals import BEGIN_WITH_WAW, PLURALS

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",  # alef with hamza, madda, wasla
    "ؤ": "", "ئ": "", "ء": "",  # hamza on a seat or without: مسئول in Cairo is مسؤول elsewhere
    "ى": "ي", "ی": "ي", "ې": "ي",  # alef maqsura; the Persian letter
    "ة": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه",  # ta marbuta
    "ک": "ك", "ڪ": "ك",
    "ـ": "",  # tatweel, which makes a word longer to the eye only
}  # fmt: skip

PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_AND = "و"
_SHORTEST = 2
"""Letters that are left of a word at least."""


def fold_letter(letter: str) -> str:
    return _LETTERS.get(letter, letter)


def _folded(word: str) -> str:
    return "".join(map(fold_letter, word))


SINGULARS = {_folded(plural): _folded(singular) for singular, plurals in PLURALS.items() for plural in plurals.split()}
_WHOLE = frozenset(map(_folded, BEGIN_WITH_WAW))

NAMED = SINGULARS.keys() | _WHOLE
"""Folded words of which a table says what they are, not their letters alone."""


def is_arabic(word: str) -> bool:
    return "\u0620" <= word[0] <= "\u08ff"


def without_article(word: str) -> str:
    """A folded word, or the beginning of one, without what is written together with it in front."""
    if word in NAMED:
        return word
    if word.startswith(_AND) and len(word) > _SHORTEST + 1 and not word.startswith(PREFIXES):
        word = word.removeprefix(_AND)
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST:
            return word.removeprefix(prefix)
    return word


def light_stem(word: str) -> str:
    """The stem of a folded word."""
    word = without_article(word)
    word = SINGULARS.get(word, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST:
            word = word.removesuffix(suffix)
    return word
