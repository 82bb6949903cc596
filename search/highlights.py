"""Where in a text what was sought is: passages of it as HTML, with the words marked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.utils.html import escape

from search.analysis import Folded, Token, beginning_of, fold, stem_of, tokens_from
from search.query import Query, Sought
from search.words import STEM, Passage

LENGTH = 200
"""Characters of a passage, give or take a word."""
BEFORE = 60
"""Of which so many stand before the first word that is marked, at most."""
MOST_LOOKED_AT = 3000
"""Places of a text that begin as one of the words does."""

LONGEST_WORD = 30
"""Letters; where there is no space for longer, none is waited for."""

_SURE = 3
"""Letters at the beginning of a word that its other forms have as well, at least; of a longer stem all but the last."""

Span = tuple[int, int]


class Highlighter:
    """Finds what one query asks for in any number of texts. Only words that begin as it does are looked at."""

    def __init__(self, query: Query) -> None:
        self.sought = [(one, re.compile(_beginning_of(one))) for one in query.wanted]

    def marked(self, passage: Passage) -> str | None:
        """The whole text with what was sought in `<mark>`; None where it has none of it."""
        spans = _merged(span for spans in self._spans_in(passage) for span in spans)
        return _as_html(passage.text, 0, len(passage.text), spans) if spans else None

    def excerpt(self, passages: Iterable[Passage]) -> tuple[str | None, int | None]:
        """The passage that has most of what was sought, around where it is, and its page in a PDF; None where none
        has.
        """
        most = 0
        best: tuple[Passage, list[Span]] | None = None
        for passage in passages:
            spans = self._spans_in(passage)
            found, place = _densest(spans)
            if found > most:
                most = found
                best = passage, _merged(span for of_one in spans for span in of_one if span[0] >= place)
            if most == len(self.sought):
                break
        return (_cut(best[0].text, best[1]), best[0].page) if best else (None, None)

    def _spans_in(self, passage: Passage) -> list[list[Span]]:
        """Where each of the words and phrases is."""
        folded = fold(passage.text)
        return [list(_spans(folded, one, begun, passage.language_code)) for one, begun in self.sought]


def _beginning_of(sought: Sought) -> str:
    """With what every form of a word begins, or a phrase."""
    first = sought.tokens[0]
    if not sought.stems:
        return beginning_of(first, len(first.text))
    if not first.text.isascii():  # whose stems may have other letters there: any word
        return r"(?<!\w)\w"
    shortest = min(len(stem.removeprefix(STEM)) for stem in sought.stems)
    return beginning_of(first, max(_SURE, shortest - 1))


def _spans(folded: Folded, sought: Sought, begun: re.Pattern[str], language_code: str) -> Iterator[Span]:
    for found in islice(begun.finditer(folded.text), MOST_LOOKED_AT):
        tokens = list(islice(tokens_from(folded, found.start()), len(sought.tokens)))
        if len(tokens) == len(sought.tokens) and _is(tokens, sought, language_code):
            yield tokens[0].start, tokens[-1].end


def _is(tokens: Sequence[Token], sought: Sought, language_code: str) -> bool:
    """Whether these are the tokens that are sought, or it is a word with one of the stems."""
    texts = [token.text for token in sought.tokens]
    *before, last = (token.text for token in tokens)
    if before == texts[:-1] and (last.startswith(texts[-1]) if sought.is_beginning else last == texts[-1]):
        return True
    stem = stem_of(last, language_code) if sought.stems else ""
    if not stem:
        return False
    begins = any(stem.startswith(begun.removeprefix(STEM)) for begun in sought.begun_stems)
    return begins or stem in sought.stems or STEM + stem in sought.stems


def _densest(spans: Sequence[Sequence[Span]]) -> tuple[int, int]:
    """How many of what is sought stand together, at most, and where that begins."""
    every = sorted((start, kind) for kind, of_kind in enumerate(spans) for start, _end in of_kind)
    most, place, first = 0, 0, 0
    near: Counter[int] = Counter()
    for start, kind in every:
        near[kind] += 1
        while start - every[first][0] > LENGTH - BEFORE:
            near[every[first][1]] -= 1
            near += Counter()  # without what there is none of
            first += 1
        if len(near) > most:
            most, place = len(near), every[first][0]
    return most, place


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, spans: Sequence[Span]) -> str:
    """A part of the text with its first mark, that begins and ends with whole words where there are spaces."""
    start = _beginning(text, max(0, spans[0][0] - BEFORE), spans[0][0])
    end = _end(text, spans[0][1], max(start + LENGTH, spans[0][1]))
    html = _as_html(text, start, end, spans).strip()
    return f"{'…' if start else ''}{html}{'…' if end < len(text) else ''}"


def _beginning(text: str, start: int, mark: int) -> int:
    if start and (space := text.find(" ", start, min(mark, start + LONGEST_WORD))) > 0:
        return space + 1
    while 0 < start < mark and not text[start].isalnum() and not text[start].isspace():
        start += 1  # no accent or vowel sign without its letter
    return start


def _end(text: str, mark: int, end: int) -> int:
    if end >= len(text):
        return len(text)
    if (space := text.rfind(" ", max(mark, end - LONGEST_WORD), end)) > 0:
        return space
    while end > mark and unicodedata.category(text[end]).startswith("M"):
        end -= 1  # no letter without its accent or vowel sign
    return end


def _as_html(text: str, start: int, end: int, spans: Iterable[Span]) -> str:
    parts, place = [], start
    for begins, ends in spans:
        if begins >= place and ends <= end:
            parts.append(f"{escape(text[place:begins])}<mark>{escape(text[begins:ends])}</mark>")
            place = ends
    return "".join([*parts, escape(text[place:end])])
