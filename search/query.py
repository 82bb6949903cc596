"""What somebody typed, understood: words that must all be there, "exact phrases", -words that must not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import STOP_WORDS, Token, stems_in, words_of
from search.words import STEM

MOST_WORDS = 30
"""What is typed beyond is not looked for."""
LONGEST_PHRASE = 50
"""In tokens."""

_QUOTES = str.maketrans(dict.fromkeys("“”„«»「」『』＂", '"') | dict.fromkeys("－−﹣", "-"))
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')


@dataclass(frozen=True)
class Sought:
    """A word or a phrase: these tokens one after the other, or, of a single one, a word with one of the stems."""

    tokens: tuple[Token, ...]
    stems: frozenset[str] = frozenset()
    """As they are in the index: marked; and unmarked, of words that are their own stem."""
    is_beginning: bool = False
    """Whether the last word may go on."""
    typed: tuple[int, int] | None = None
    """From where to where it stands in what was typed; None of a phrase."""


@dataclass(frozen=True)
class Query:
    wanted: tuple[Sought, ...] = ()
    unwanted: tuple[Sought, ...] = ()
    any: bool = False
    """Whether one of the wanted is enough."""

    def __bool__(self) -> bool:
        """Whether there is anything to look for; of what is only not to be there, there is no end."""
        return bool(self.wanted)


def parse(text: str, language_codes: Iterable[str], *, any: bool = False, shortest_beginning: int = 3) -> Query:  # noqa: A002
    """Understand whatever was typed; nothing is an error.

    The last word may be the beginning of one, from so many letters on. `language_codes` are those of what is searched.
    """
    text = text.translate(_QUOTES).replace("\0", " ")
    languages = frozenset(language_codes)
    wanted: list[Sought] = []
    unwanted: list[Sought] = []
    for part in _PART.finditer(text):
        into = unwanted if part["minus"] else wanted
        if part["phrase"] is None:
            is_last = not part["minus"] and part.end() == len(text)
            into += _words(part["words"], part.start("words"), languages, shortest_beginning if is_last else None)
        else:
            into += _phrase(part["phrase"])
    return Query(tuple(_telling(wanted)[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS]), any)


def _words(text: str, place: int, languages: frozenset[str], shortest_beginning: int | None) -> list[Sought]:
    found = []
    for tokens in words_of(text):
        last = tokens[-1]
        is_beginning = (
            shortest_beginning is not None
            and last.end == len(text)
            and not last.is_dense
            and len(last.text) >= shortest_beginning
        )
        typed = place + tokens[0].start, place + last.end
        found.append(Sought(tuple(tokens[:LONGEST_PHRASE]), _stems(tokens, languages), is_beginning, typed))
    return found


def _stems(tokens: list[Token], languages: frozenset[str]) -> frozenset[str]:
    if len(tokens) > 1 or tokens[0].is_dense:
        return frozenset()
    stems = stems_in(tokens[0].text, languages)
    return frozenset(stems | {STEM + stem for stem in stems}) - {tokens[0].text}


def _phrase(text: str) -> list[Sought]:
    tokens = tuple(token for word in words_of(text) for token in word)
    return [Sought(tokens[:LONGEST_PHRASE])] if tokens else []


def _telling(sought: list[Sought]) -> list[Sought]:
    """Without words that tell nothing, where there are others."""
    return [one for one in sought if "".join(token.text for token in one.tokens) not in STOP_WORDS] or sought
