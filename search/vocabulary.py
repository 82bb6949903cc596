"""The words that public things have had: from them what is misspelt is corrected."""

from collections.abc import Iterable
from itertools import islice, product

from django.db.models import Q

from search.models import Term
from search.query import Query, Sought
from search.words import WordsOf

SHORTEST, LONGEST = 4, 40
"""Letters of a word that is learnt, or corrected."""
MOST_CORRECTED = 3
"""Words of what is typed."""
PROPOSALS = 3
"""For each of them."""
MOST_TRIED = 4
MOST_ASKED = 30_000
"""Words in one statement; SQLite takes no more."""


def learn(passages: Iterable[WordsOf]) -> None:
    words = {
        word.text: word.written.lower()
        for passage in passages
        for word in passage.words
        if SHORTEST <= len(word.text) <= LONGEST and not word.text.isdigit()
    }
    known = set(Term.objects.filter(word__in=words).values_list("word", flat=True)) if len(words) < MOST_ASKED else ()
    new = [Term(word=word, written=words[word], length=len(word)) for word in words if word not in known]
    Term.objects.bulk_create(new, ignore_conflicts=True)


def corrections(text: str, query: Query) -> list[str]:
    """What may have been meant by what was typed, likeliest first: the text with the words replaced that nothing public
    ever had. Two queries for each such word, of which there are few.
    """
    unknown = [sought for sought in query.wanted if _can_be_wrong(sought) and not _is_known(sought.tokens[0].text)]
    proposals = [list(enumerate(_like(sought.tokens[0].text))) for sought in unknown[:MOST_CORRECTED]]
    if not proposals or not all(proposals):
        return []
    together = sorted(product(*proposals), key=lambda one: sum(place for place, _word in one))
    places = [sought.typed or (0, 0) for sought in unknown]
    return [
        _replaced(text, zip(places, (word for _place, word in one), strict=False))
        for one in islice(together, MOST_TRIED)
    ]


def _can_be_wrong(sought: Sought) -> bool:
    token = sought.tokens[0]
    if len(sought.tokens) > 1 or sought.typed is None:
        return False
    return not token.is_dense and not token.text.isdigit() and SHORTEST <= len(token.text) <= LONGEST


def _is_known(word: str) -> bool:
    return Term.objects.filter(word=word).exists()


def _like(word: str) -> list[str]:
    """Words that differ from this one in a letter or two, those that differ least first."""
    most = 1 if len(word) < 6 else 2
    begins = Q(word__startswith=word[0]) | Q(word__startswith=word[1])
    candidates = Term.objects.filter(begins, length__range=(len(word) - most, len(word) + most))
    near = []
    for candidate, written in candidates.values_list("word", "written"):
        if (apart := distance(word, candidate, most)) <= most:
            near.append((apart, candidate[0] != word[0], abs(len(candidate) - len(word)), candidate, written))
    return [written for *_order, written in sorted(near)[:PROPOSALS]]


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or in each other's place; above `most`, any number above it."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        two_before, before, row = before, row, [at]
        for place, against in enumerate(other, 1):
            cost = min(row[-1] + 1, before[place] + 1, before[place - 1] + (letter != against))
            is_swapped = at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == against
            row.append(min(cost, two_before[place - 2] + 1) if is_swapped else cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _replaced(text: str, words: Iterable[tuple[tuple[int, int], str]]) -> str:
    for (start, end), word in sorted(words, reverse=True):
        text = text[:start] + word + text[end:]
    return text
