"""What is asked of the index, and what is found, whichever engine answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain

from search.engines import Within
from search.query import Query


class Order(Enum):
    RELEVANCE = "relevance"
    NEWEST = "-date"
    OLDEST = "date"


@dataclass(frozen=True)
class Condition:
    """What is wanted has one of these keys of a kind (`search.subjects.KINDS`, and `year`), or has none of them."""

    kind: str
    keys: frozenset[str]
    is_negated: bool = False


@dataclass(frozen=True)
class Asked:
    """A question of a reader. `locales` are the ids of those in which something may be found, None for all; of each
    piece of content only the version in the first of them that has one, if it `falls_back`.
    """

    query: Query
    types: frozenset[str] = frozenset()
    """As the log names them; none for all."""
    conditions: Sequence[Condition] = ()
    locales: tuple[int, ...] | None = None
    falls_back: bool = False
    within: Within = Within.ALL
    order: Order = Order.RELEVANCE
    start: int = 0
    stop: int = 0
    with_counts: bool = True
    """Whether to count the hits by what they can be narrowed by."""


Counts = Mapping[str, Mapping[str, int]]
"""How many hits have each key of a kind; `type` and `locale` (by id) besides the kinds of subjects."""


@dataclass(frozen=True)
class Found:
    engine: str
    total: int
    ids: Sequence[int]
    """Of the entries, from `start` to before `stop`."""
    counts: Counts = field(default_factory=dict)


COUNTED = ("type", "locale", "year", "tag", "country", "series", "strand")
MOST_COUNTED = 50
"""Keys of a kind, those with most hits."""
NEWER = ((1, 1.15), (3, 1.08), (10, 1.03))
"""What is of so many years before this one, or later, is so many times as relevant."""


def facets_of(values: Iterable[tuple[str, str]]) -> str:
    """What an entry is counted by, of all the values it has."""
    return "\n".join(f"{kind}={key}" for kind, key in values if kind in COUNTED)


def counted(facets: Iterable[str]) -> Counts:
    """Of the facets of all hits, the keys of each kind that most of them have."""
    counts: dict[str, dict[str, int]] = {kind: {} for kind in COUNTED}
    every = Counter(chain.from_iterable(map(str.splitlines, facets)))
    for value, count in sorted(every.items(), key=lambda item: (-item[1], item[0])):
        kind, _equals, key = value.partition("=")
        if len(counts[kind]) < MOST_COUNTED:
            counts[kind][key] = count
    return counts
