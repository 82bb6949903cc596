"""Texts as sequences of tokens."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.chinese import words_in
from search.analysis.folding import Folded, fold

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Han, kana, Thai and Lao, Burmese, Khmer, Hangul: words are not separated by spaces, or have endings of many kinds.
_DENSE = _HAN + "\u3041-\u30ff\u31f0-\u31ff\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3"
_ARABIC = "\u0620-\u065f\u066e-\u06ff\u0750-\u077f\u08a0-\u08ff"
_INDIC = "\u0900-\u0dff"  # whose vowels are no letters to Python
_LETTER = rf"[^\W\d_{_DENSE}{_ARABIC}{_INDIC}]"
_TOKEN = re.compile(rf"([{_DENSE}])|[{_ARABIC}]+|[{_INDIC}]+|\d+|{_LETTER}+(?:'{_LETTER}+)*")
_IS_HAN = re.compile(rf"[{_HAN}]+")


LONGEST = 100
"""Letters of a word that tell it from others."""


class Token(NamedTuple):
    """A folded word, or a character of a script without spaces; `start` and `end` are its place in the original."""

    text: str
    start: int
    end: int
    is_dense: bool
    is_joined: bool
    """Whether nothing stands between it and the token before."""


def tokenize(text: str) -> Iterator[Token]:
    return tokens_from(fold(text), 0)


def tokens_from(folded: Folded, place: int) -> Iterator[Token]:
    """The tokens of a folded text from where one begins."""
    starts, ends = folded.starts, folded.ends
    end_before = -1
    for found in _TOKEN.finditer(folded.text, place):
        word = found[0]
        start, end = found.span()
        is_dense = found.lastindex is not None
        if "'" in word or end - start > LONGEST:
            word = word.replace("'", "")[:LONGEST]
        yield Token(word, starts[start], ends[end - 1], is_dense, start == end_before)
        end_before = end


def beginning_of(token: Token, letters: int) -> str:
    """A pattern of where a token may be in a folded text, and of no place within one: by its first letters."""
    text = token.text[:letters]
    if token.is_dense:
        return re.escape(text)
    for of_script in (_ARABIC, _INDIC, r"\d"):
        if re.match(f"[{of_script}]", text):
            first = re.escape(text[0])
            return rf"{first}(?<![{of_script}]{first}){re.escape(text[1:])}"
    first, *others = map(re.escape, text)
    # The first letter comes before what must not be before it: for a letter the regular expression looks fast.
    return "'?".join((rf"{first}(?<!{_LETTER}{first})(?<!{_LETTER}'{first})", *others))


def words_of(text: str) -> Iterator[list[Token]]:
    """What is asked for by a text, in words: tokens that belong together, as the characters of a Chinese word do, the
    characters of a run in another such script, or the parts of `co-operation` and `MA2018`.
    """
    run: list[Token] = []
    for piece in re.finditer(r"\S+", text):
        tokens = list(tokenize(piece[0]))
        for token in tokens:
            if run and (token.is_dense != run[-1].is_dense or (token.is_dense and not token.is_joined)):
                yield from _parted(run)
                run = []
            run.append(token)
        yield from _parted(run)
        run = []


def _parted(run: list[Token]) -> Iterator[list[Token]]:
    text = "".join(token.text for token in run)
    if len(run) > 1 and run[0].is_dense and _IS_HAN.fullmatch(text):
        place = 0
        for word in words_in(text):
            yield run[place : place + len(word)]
            place += len(word)
    elif run:
        yield run
