"""What somebody typed, understood: words that must all be there, "exact phrases", -words that must not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import STOP_WORDS, Token, is_arabic, stems_in, without_article, words_of
from search.words import STEM, whole

MOST_WORDS = 30
"""What is typed beyond is not looked for."""
LONGEST_PHRASE = 50
"""In tokens."""

_QUOTES = str.maketrans(dict.fromkeys("“”„«»「」『』＂", '"') | dict.fromkeys("－−﹣", "-"))
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+))')
_PIECE = re.compile(r"[^,;/،؛、，；／]+")
"""What these signs stand between is asked for apart; what others do (`co-operation`) is one."""
_STAR = "*"


@dataclass(frozen=True)
class Sought:
    """A word or a phrase: these tokens one after the other, or, of a single one, a word with one of the stems."""

    tokens: tuple[Token, ...]
    stems: frozenset[str] = frozenset()
    """As they are in the index: marked; and unmarked, of words that are their own stem."""
    is_beginning: bool = False
    """Whether the last word may go on."""
    begun_stems: frozenset[str] = frozenset()
    """What a stem may begin with, if the word may go on: of Arabic, which writes the article before it. As `stems`."""
    typed: tuple[int, int] | None = None
    """From where to where it stands in what was typed; None of a phrase."""


@dataclass(frozen=True)
class Query:
    wanted: tuple[Sought, ...] = ()
    unwanted: tuple[Sought, ...] = ()
    any: bool = False
    """Whether one of the wanted is enough."""
    whole: str = ""
    """All that is wanted as one word, as that of a title is."""

    def __bool__(self) -> bool:
        """Whether there is anything to look for; of what is only not to be there, there is no end."""
        return bool(self.wanted)


def parse(text: str, language_codes: Iterable[str], *, any: bool = False, shortest_beginning: int = 3) -> Query:  # noqa: A002  as of a query
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
            into += _words(part["words"], part.start("words"), languages, shortest_beginning, is_last=is_last)
        else:
            into += _phrase(part["phrase"])
    all_of_it = whole(token.text for sought in wanted for token in sought.tokens)
    return Query(tuple(_telling(wanted)[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS]), any, all_of_it)


def _words(text: str, place: int, languages: frozenset[str], shortest_beginning: int, *, is_last: bool) -> list[Sought]:
    found = []
    for piece in _PIECE.finditer(text):
        for tokens in words_of(piece[0]):
            last, start = tokens[-1], piece.start()
            end = start + last.end
            goes_on = text[end : end + 1] == _STAR or (is_last and end == len(text))
            is_beginning = goes_on and not last.is_dense and len(last.text) >= shortest_beginning
            found.append(
                Sought(
                    tuple(tokens[:LONGEST_PHRASE]),
                    _stems(tokens, languages),
                    is_beginning,
                    _begun_stems(tokens) if is_beginning else frozenset(),
                    (place + start + tokens[0].start, place + end),
                )
            )
    return found


def _stems(tokens: list[Token], languages: frozenset[str]) -> frozenset[str]:
    if len(tokens) > 1 or tokens[0].is_dense:
        return frozenset()
    stems = stems_in(tokens[0].text, languages)
    return frozenset(stems | {STEM + stem for stem in stems}) - {tokens[0].text}


def _begun_stems(tokens: list[Token]) -> frozenset[str]:
    if len(tokens) > 1 or not is_arabic(tokens[0].text):
        return frozenset()
    begun = without_article(tokens[0].text)
    return frozenset({begun, STEM + begun}) - {tokens[0].text}


def _phrase(text: str) -> list[Sought]:
    tokens = tuple(token for word in words_of(text) for token in word)
    return [Sought(tokens[:LONGEST_PHRASE])] if tokens else []


def _telling(sought: list[Sought]) -> list[Sought]:
    """Without words that tell nothing, where there are others."""
    return [one for one in sought if "".join(token.text for token in one.tokens) not in STOP_WORDS] or sought
