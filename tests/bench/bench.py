"""One run: every database there is to be, everything there is to measure."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from tests.bench import targets
from tests.bench.catalog import SEARCHES
from tests.bench.databases.elasticsearch import elasticsearch_url, with_elasticsearch
from tests.bench.databases.kept import SEED, Store, database, of_pages
from tests.bench.measures import publishing, purging, requests
from tests.bench.provenance import provenance


def bench(found: Sequence[Store], sizes: Sequence[int], effort: requests.Effort) -> dict[str, Any]:
    """Measure on each store's databases of these sizes; gives what `report` writes."""
    origin = provenance(
        server="gunicorn, one synchronous worker, settings of production, cache in the process",
        connections=requests.CONNECTIONS,
        effort={name: value for name, value in vars(effort).items() if name not in {"kinds", "edge"}},
        seed=SEED,
    )
    databases = [database(store, of_pages(pages)) for store in found for pages in sizes]
    answers = [requests.measure(each, effort) for each in databases]
    searches = tuple(kind for kind in effort.kinds if kind in SEARCHES)
    searched = [with_elasticsearch(each) for each in databases[: len(sizes)] if elasticsearch_url()]
    answers += [requests.measure(each, replace(effort, kinds=searches)) for each in searched]
    databases += searched
    cells = [cell for each in answers for cell in each.cells]
    crowded = [cell for each in answers for cell in each.crowded]
    resident = [
        {"vendor": each.vendor, "pages": each.pages, "megabytes": answer.resident_mb}
        for each, answer in zip(databases, answers, strict=True)
    ]
    published, purged = _changes(found, sizes[0], effort.publications)
    reached = [
        *targets.of_answers(cells),
        *targets.of_publishing(published),
        *targets.of_purging(purged),
        *targets.of_crowds(crowded),
        *targets.of_memory(resident),
        *targets.of_peers(cells),
    ]
    return {
        "provenance": origin,
        "targets": [asdict(target) for target in reached],
        "cells": cells,
        "crowded": crowded,
        "resident": resident,
        "published": published,
        "purged": purged,
        "missing": sorted({way for each in answers for way in each.missing}),
    }


def _changes(found: Sequence[Store], pages: int, times: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    published, purged = [], []
    for store in found if times else ():
        published += publishing.measure(store, pages, times)
        if timed := purging.measure(store, pages, times):
            purged.append(timed)
    return published, purged
