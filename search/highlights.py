"""Where in a text what was sought is: passages of it as HTML, with the words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.html import escape

from search.analysis import Token, fold, stem_of, tokenize
from search.query import Query, Sought
from search.words import STEM, Passage

LENGTH = 200
"""Characters of a passage, give or take a word."""
BEFORE = 60
"""Of which so many stand before the first word that is marked, at most."""
AROUND = 300
"""Characters of a part of a long text in which words are looked for together."""
MOST_LOOKED_AT = 50
"""Places of a text that begin as one of the words does."""

_SURE = 3
"""Letters at the beginning of a word that its other forms have as well, at least; of a longer stem all but the last."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Match:
    """What of a query a text has, and where."""

    text: str
    spans: Sequence[Span]
    found: int
    """How many of the words and phrases."""
    page: int | None = None


def marked(passage: Passage, query: Query) -> str | None:
    """The whole text with what was sought in `<mark>`; None where it has none of it."""
    match = find_in(passage, query)
    return _as_html(match.text, 0, len(match.text), match.spans) if match.found else None


def excerpt(passages: Iterable[Passage], query: Query) -> tuple[str | None, int | None]:
    """The passage that has most of what was sought, around where it is, and its page in a PDF; None where none has."""
    best: Match | None = None
    beginnings = _beginnings(query)
    for passage in passages:
        for start, part in _parts(passage, beginnings):
            match = find_in(part, query)
            if match.found > (best.found if best else 0):
                spans = [(start + first, start + last) for first, last in match.spans]
                best = Match(passage.text, spans, match.found, passage.page)
        if best and best.found == len(query.wanted):
            break
    return (_cut(best), best.page) if best else (None, None)


def _parts(passage: Passage, beginnings: re.Pattern[str] | None) -> Iterator[tuple[int, Passage]]:
    """The parts of a passage that may have what is sought, each with where it begins: not all of it is looked at."""
    text = passage.text
    if beginnings is None:
        yield 0, passage
        return
    folded, end = fold(text), 0
    if len(text) <= AROUND:
        if beginnings.search(folded.text):
            yield 0, passage
        return
    for found in islice(beginnings.finditer(folded.text), MOST_LOOKED_AT):
        place = folded.starts[found.start()]
        if place >= end:
            start = _beginning(text, max(end, place - BEFORE), place)
            end = _end(text, place + AROUND)
            yield start, replace(passage, text=text[start:end])


def _end(text: str, end: int) -> int:
    """Where a part ends that is to have so many characters and no half of a word."""
    while end < len(text) and not text[end].isspace() and text[end].isascii():
        end += 1
    return min(end, len(text))


def _beginnings(query: Query) -> re.Pattern[str] | None:
    """Finds what a folded text must have for one of the words to be in it; None where a stem may have other letters."""
    words = [sought.tokens[0].text for sought in query.wanted]
    if not all(word.isascii() or not sought.stems for word, sought in zip(words, query.wanted, strict=True)):
        return None
    return re.compile("|".join(rf"(?<![a-z]){re.escape(_sure(sought))}" for sought in query.wanted))


def _sure(sought: Sought) -> str:
    """With what every form of the word begins."""
    word = sought.tokens[0].text
    shortest = min((len(stem.removeprefix(STEM)) for stem in sought.stems), default=len(word) + 1)
    return word[: max(_SURE, shortest - 1)]


def find_in(passage: Passage, query: Query) -> Match:
    tokens = list(tokenize(passage.text))
    spans: set[Span] = set()
    found = 0
    for sought in query.wanted:
        of_this = list(_spans(tokens, sought, passage.language_code))
        spans.update(of_this)
        found += bool(of_this)
    return Match(passage.text, _merged(sorted(spans)), found, passage.page)


def _spans(tokens: Sequence[Token], sought: Sought, language_code: str) -> Iterator[Span]:
    texts = [token.text for token in sought.tokens]
    stems = {stem.removeprefix(STEM) for stem in sought.stems}
    for place in range(len(tokens) - len(texts) + 1):
        first = tokens[place]
        if len(texts) == 1:
            is_there = _is_word(first, texts[0], sought.is_beginning) or (
                bool(stems) and stem_of(first.text, language_code) in stems
            )
        else:
            is_there = first.text == texts[0] and _follow(tokens[place : place + len(texts)], texts, sought)
        if is_there:
            yield first.start, tokens[place + len(texts) - 1].end


def _follow(tokens: Sequence[Token], texts: Sequence[str], sought: Sought) -> bool:
    pairs = zip(tokens[:-1], texts[:-1], strict=True)
    return all(token.text == text for token, text in pairs) and _is_word(tokens[-1], texts[-1], sought.is_beginning)


def _is_word(token: Token, text: str, is_beginning: bool) -> bool:
    return token.text.startswith(text) if is_beginning else token.text == text


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that overlap or touch another."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _cut(match: Match) -> str:
    """A part of the text with its first mark, that begins and ends with whole words where there are spaces."""
    text = match.text
    start = _beginning(text, max(0, match.spans[0][0] - BEFORE), match.spans[0][0])
    end = min(len(text), max(start + LENGTH, match.spans[0][1]))
    if end < len(text) and (space := text.rfind(" ", match.spans[0][1], end)) > 0:
        end = space
    html = _as_html(text, start, end, match.spans).strip()
    return f"{'…' if start else ''}{html}{'…' if end < len(text) else ''}"


def _beginning(text: str, start: int, mark: int) -> int:
    if start and (space := text.find(" ", start, mark)) > 0:
        return space + 1
    while 0 < start < mark and not text[start].isalnum() and not text[start].isspace():
        start += 1  # no accent or vowel sign without its letter
    return start


def _as_html(text: str, start: int, end: int, spans: Iterable[Span]) -> str:
    parts, place = [], start
    for begins, ends in spans:
        if begins >= place and ends <= end:
            parts.append(f"{escape(text[place:begins])}<mark>{escape(text[begins:ends])}</mark>")
            place = ends
    return "".join([*parts, escape(text[place:end])])
