"""What is kept of the words of a text, whatever the engine.

Besides the words themselves there are pairs of characters that stand next to each other (博物 of 博物馆), and stems,
which are marked, so that no phrase finds them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from search.analysis import Token, stem_of, tokenize

STEM = "~"
"""Before the stem of a word that is not the word itself."""


WHOLE = STEM * 2
"""Before the words of a title as one, by which who types all of it finds it."""
LONGEST_WHOLE = 100
"""Letters of that."""


class Field(StrEnum):
    """Where in an object a text stands; the nearer to the title, the more it tells."""

    TITLE = "title"
    LEAD = "lead"
    HEADINGS = "headings"
    BODY = "body"
    NAMES = "names"
    """What the people, tags, countries, series it is about are called, in all languages."""


class Passage(NamedTuple):
    field: Field
    language_code: str
    text: str
    page: int | None = None
    """Of a PDF, from 1 on."""


class Word(NamedTuple):
    text: str
    written: str
    """As it stands in the text."""
    position: int
    pair: str = ""
    """The pair that begins with this character."""
    stem: str = ""
    """Marked; nothing where it is the word itself."""


@dataclass(frozen=True)
class WordsOf:
    """A passage in words."""

    field: Field
    words: list[Word]

    @property
    def whole(self) -> str:
        return whole(word.text for word in self.words)


def whole(words: Iterable[str]) -> str:
    """All the words of a text as one word."""
    return "".join(words)[:LONGEST_WHOLE]


def words_in(passages: Sequence[Passage]) -> list[WordsOf]:
    return [WordsOf(passage.field, _words(passage.text, passage.language_code)) for passage in passages]


def _words(text: str, language_code: str) -> list[Word]:
    words = []
    for place, (token, pair) in enumerate(with_pairs(list(tokenize(text)))):
        stem = token.text if token.is_dense else stem_of(token.text, language_code)
        written = text[token.start : token.end]
        words.append(Word(token.text, written, place, pair, "" if stem == token.text else STEM + stem))
    return words


def with_pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Each token with the pair that begins with it, or nothing."""
    for token, after in zip_longest(tokens, tokens[1:]):
        joined = after is not None and token.is_dense and after.is_dense and after.is_joined
        yield token, token.text + after.text if joined else ""
