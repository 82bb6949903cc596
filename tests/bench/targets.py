"""The figures to reach, as ratios of what one run measured; and what a ratio was."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from tests.bench.catalog import (
    DETAIL,
    EVERYTHING,
    EVERYWHERE,
    KINDS,
    LIST,
    RARE,
    RARE_EVERYWHERE,
    SEARCH,
    SUGGEST,
    TAG,
    TEASERS,
    Kind,
)
from tests.bench.measures.publishing import OURS
from tests.bench.measures.publishing import PLAIN as PLAIN_SITE
from tests.bench.measures.requests import BARE, CACHED, COLD, FIRST, NAKED, NOT_MODIFIED, PLAIN

Cells = list[dict[str, Any]]

# Requests a second of one way, divided by those of another, at least.
RATIOS = (
    (LIST, CACHED, BARE, 0.7),
    (DETAIL, CACHED, BARE, 0.7),
    (LIST, NOT_MODIFIED, BARE, 0.8),
    (DETAIL, NOT_MODIFIED, BARE, 0.8),
    (LIST, CACHED, NAKED, None),
    (DETAIL, CACHED, NAKED, None),
    (EVERYTHING, COLD, PLAIN, 15),
    (TEASERS, COLD, PLAIN, 6),
    (DETAIL, COLD, PLAIN, 4),
    (EVERYTHING, FIRST, PLAIN, None),
    (TEASERS, FIRST, PLAIN, None),
    (DETAIL, FIRST, PLAIN, None),
)
TIMES_A_LIST = ((SEARCH, 3), (RARE, 3), (EVERYWHERE, 3), (RARE_EVERYWHERE, 3), (SUGGEST, 1.5))
"""The p50 of a cold answer, divided by that of a cold list of 20, at most. What is in a list is remembered until
something changes, and what is found is not, as everybody looks for something else: hence after a change as well."""
GROWTH = 1.5
"""The p50 of a cold answer from the largest database, divided by that from the smallest, at most."""
PUBLISHING = 1.2
PURGED_MS = 1000
P99_AT_64_MS = 350
RESIDENT_MB = 226
# Milliseconds of processor time a request, of the best of Directus 11, Ghost 6, Strapi 5 and Payload 3, and of
# Wagtail's API v2 beside them: 1,000 posts on SQLite, on another machine. Cached answers are to take a tenth.
PEERS = {LIST: (6.9, 29.6), DETAIL: (1.9, 10.9), TAG: (7.0, 25.5), SEARCH: (4.5, 365.0)}


@dataclass(frozen=True)
class Target:
    """A figure, and the bound it is held to; `reached` is None where there is no bound, or nothing to hold to it."""

    what: str
    vendor: str
    pages: str
    figure: float | None
    bound: str
    reached: bool | None
    by_cpu: float | None = None
    """The same ratio of processor time, which what else runs on a machine disturbs less."""


def at_least(what: str, vendor: str, pages: str, figure: float | None, bound: float | None, **more: Any) -> Target:
    return _target(what, vendor, pages, figure, bound, "at least", lambda figure, bound: figure >= bound, more)


def at_most(what: str, vendor: str, pages: str, figure: float | None, bound: float | None, **more: Any) -> Target:
    return _target(what, vendor, pages, figure, bound, "at most", lambda figure, bound: figure <= bound, more)


def _target(
    what: str, vendor: str, pages: str, figure: float | None, bound: float | None, words: str, holds: Any, more: Any
) -> Target:
    reached = None if figure is None or bound is None else bool(holds(figure, bound))
    return Target(what, vendor, pages, figure, f"{words} {bound:g}" if bound else "", reached, **more)


def of_answers(cells: Cells) -> Iterator[Target]:
    """The ratios of requests a second, in each database; and how the times grow with it."""
    by_key = {(cell["vendor"], cell["pages"], cell["kind"], cell["way"]): cell for cell in cells}
    for vendor, pages in sorted({(cell["vendor"], cell["pages"]) for cell in cells}):
        for kind, way, other, bound in RATIOS:
            first = by_key.get((vendor, pages, kind.name, way))
            second = by_key.get((vendor, pages, kind.name, other))
            figure = _ratio(first, second, "per_second")
            by_cpu = _ratio(second, first, "cpu_ms")
            yield at_least(f"{kind.name}: {way} / {other}", vendor, f"{pages:,}", figure, bound, by_cpu=by_cpu)
        for way, (kind, bound) in product((COLD, FIRST), TIMES_A_LIST):
            search, of_list = (by_key.get((vendor, pages, each.name, way)) for each in (kind, LIST))
            figure, by_cpu = _ratio(search, of_list, "p50_ms"), _ratio(search, of_list, "cpu_ms")
            yield at_most(f"{kind.name} / {LIST.name}: {way}, p50", vendor, f"{pages:,}", figure, bound, by_cpu=by_cpu)
    for vendor in sorted({cell["vendor"] for cell in cells}):
        sizes = sorted({cell["pages"] for cell in cells if cell["vendor"] == vendor})
        if len(sizes) > 1:
            for way, bound in ((COLD, GROWTH), (FIRST, None)):
                for kind in KINDS:
                    yield _growth(by_key, vendor, (sizes[0], sizes[-1]), kind, way, bound)


def _growth(
    by_key: dict[Any, dict[str, Any]], vendor: str, sizes: tuple[int, int], kind: Kind, way: str, bound: float | None
) -> Target:
    small, large = (by_key.get((vendor, size, kind.name, way)) for size in sizes)
    return at_most(
        f"{kind.name}: {way}, p50 of the largest / of the smallest",
        vendor,
        f"{sizes[1]:,} / {sizes[0]:,}",
        _ratio(large, small, "p50_ms"),
        bound,
        by_cpu=_ratio(large, small, "cpu_ms"),
    )


def of_crowds(cells: Cells) -> Iterator[Target]:
    """What 64 connections at once wait for."""
    for cell in cells:
        what = f"{cell['kind']}: {cell['way']}, p99 in ms at 64 connections"
        bound = P99_AT_64_MS if cell["way"] == CACHED else None
        yield at_most(what, cell["vendor"], f"{cell['pages']:,}", cell["p99_ms"], bound)


def of_memory(resident: Cells) -> Iterator[Target]:
    """Megabytes that the worker holds once it has answered everything."""
    for each in resident:
        what = "memory of the worker, MB"
        yield at_most(what, each["vendor"], f"{each['pages']:,}", each["megabytes"], RESIDENT_MB)


def of_publishing(published: Cells) -> Iterator[Target]:
    """The time to publish of a site with all that follows a change, divided by that of a plain one."""
    for vendor, pages in sorted({(each["vendor"], each["pages"]) for each in published}):
        ours, plain = (
            next(each for each in published if (each["vendor"], each["pages"], each["way"]) == (vendor, pages, way))
            for way in (OURS, PLAIN_SITE)
        )
        figure = _ratio(ours, plain, "p50_ms")
        yield at_most(f"publishing in the admin: {OURS} / {PLAIN_SITE}, p50", vendor, f"{pages:,}", figure, PUBLISHING)


def of_purging(purged: Cells) -> Iterator[Target]:
    """From when an editor sends what is to be published until the edge gives it."""
    for each in purged:
        what = "from publishing to purged edge, p99 in ms"
        yield at_most(what, each["vendor"], f"{each['pages']:,}", each["since_sent_p99_ms"], PURGED_MS)


def of_peers(cells: Cells) -> Iterator[Target]:
    """Processor time a request, beside that of other systems on their machine."""
    for kind, (best, wagtails) in PEERS.items():
        for way, bound in ((COLD, best), (CACHED, best / 10), (PLAIN, None)):
            for cell in cells:
                if (cell["kind"], cell["way"], cell["vendor"]) == (kind.name, way, "sqlite") and cell["pages"] <= 1000:
                    note = f" ({wagtails:g} there)" if way == PLAIN else ""
                    what = f"{kind.name}: {way}, ms of processor time{note}"
                    yield at_most(what, "sqlite", f"{cell['pages']:,}", cell["cpu_ms"], bound)


def _ratio(first: dict[str, Any] | None, second: dict[str, Any] | None, name: str) -> float | None:
    if not first or not second or not first[name] or not second[name]:
        return None
    return round(first[name] / second[name], 3)
