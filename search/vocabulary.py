"""The words that public things have had: from them what is misspelt is corrected."""

from collections.abc import Iterable
from itertools import islice, product

from django.conf import settings
from django.db.models import Q

from search.analysis import is_arabic, without_article
from search.analysis.arabic import PREFIXES
from search.engines import Within, database_engine
from search.models import Entry, Term
from search.query import Query, Sought, parse
from search.words import WordsOf

SHORTEST, LONGEST = 4, 40
"""Letters of a word that is learnt, or corrected."""
TWO_WRONG = 8
"""Letters of a word of which two may be wrong; of a shorter one, one."""
SHORTEST_ARABIC, TWO_WRONG_ARABIC = 6, 10
"""The same of Arabic, which writes no vowels: with another letter, a short word is another word."""
MOST_CORRECTED = 3
"""Words of what is typed."""
CANDIDATES = 10
"""For each of them, that are looked up."""
PROPOSALS = 3
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
    has. Some queries for each such word, of which there are few.
    """
    unknown = [sought for sought in query.wanted if _can_be_wrong(sought) and not _hits_of(Query((sought,)))]
    proposals = [list(enumerate(_like(sought.tokens[0].text))) for sought in unknown[:MOST_CORRECTED]]
    if not proposals or not all(proposals):
        return []
    together = sorted(product(*proposals), key=lambda one: sum(place for place, _word in one))
    places = [sought.typed or (0, 0) for sought in unknown]
    return [
        _replaced(text, zip(places, (word for _place, word in one), strict=False))
        for one in islice(together, MOST_TRIED)
    ]


def _hits_of(query: Query) -> int:
    """How many public things have what is sought."""
    engine = database_engine()
    public = Entry.objects.filter(is_public=True)
    return engine.match(public, engine.expression(query, Within.ALL), "").count()


def _can_be_wrong(sought: Sought) -> bool:
    token = sought.tokens[0]
    if len(sought.tokens) > 1 or sought.typed is None:
        return False
    return not token.is_dense and not token.text.isdigit() and SHORTEST <= len(token.text) <= LONGEST


def _like(word: str) -> list[str]:
    """Words that differ from this one in a letter or two, those that differ least first, of equals the more frequent
    first.
    """
    bare, before = _bare(word), PREFIXES if is_arabic(word) else ()
    if not (most := _most_wrong(bare)):
        return []
    begins = Q()
    for beginning in bare[:2]:
        for prefix in ("", *before):
            begins |= Q(word__startswith=prefix + beginning)
    lengths = len(bare) - most, len(bare) + most + max(map(len, before), default=0)
    near = []
    for candidate, written in Term.objects.filter(begins, length__range=lengths).values_list("word", "written"):
        against = _bare(candidate)
        if (apart := distance(bare, against, most)) <= most:
            near.append((apart, against[0] != bare[0], abs(len(candidate) - len(word)), candidate, written))
    ranked = [
        (apart, -hits, written)
        for apart, *_order, written in sorted(near)[:CANDIDATES]
        if (hits := _hits_of(_whole_word(written)))
    ]
    return [written for _apart, _hits, written in sorted(ranked)[:PROPOSALS]]


def _whole_word(word: str) -> Query:
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return parse(word, codes, shortest_beginning=LONGEST + 1)


def _bare(word: str) -> str:
    return without_article(word) if is_arabic(word) else word


def _most_wrong(bare: str) -> int:
    """How many letters may be wrong, for it to be plausible that another word was meant."""
    shortest, two_wrong = (SHORTEST_ARABIC, TWO_WRONG_ARABIC) if is_arabic(bare) else (SHORTEST, TWO_WRONG)
    return 0 if len(bare) < shortest else 1 if len(bare) < two_wrong else 2


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
