"""What is asked, in Elasticsearch's language. What readers may see is part of the question: counts are right."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from search.asking import COUNTED, MOST_COUNTED, NEWER, Asked, Condition, Order
from search.engines import FITS, WEIGHTS, Fit, Within
from search.query import Query, Sought
from search.words import STEM, Field

Body = dict[str, Any]

_LOOKED_AT: dict[Within, Sequence[Field]] = {
    Within.ALL: (Field.TITLE, Field.LEAD, Field.HEADINGS, Field.BODY),
    Within.OWN: (Field.TITLE, Field.LEAD, Field.HEADINGS, Field.BODY),
    Within.TITLES: (Field.TITLE,),
}
_OF_STEM = 0.7
"""How much a word in another form tells, and one that only begins so."""
_OF_OTHERS = 0.2
"""How much of what the other fields tell is added to what the best one does."""


@dataclass(frozen=True)
class Seen:
    """Of what is public, what a reader may see here: objects of these models, pages below these paths."""

    roots: Sequence[str]
    paths: Sequence[str]
    now: datetime.datetime


def body(asked: Asked, seen: Seen) -> Body:
    """The question for hits from `start` to before `stop`, and for what they can be narrowed by."""
    matching = {"bool": {"must": [words(asked.query, asked.within, seen.now)], "filter": _filters(asked, seen)}}
    asking: Body = {
        "query": _newer_first(matching) if asked.order is Order.RELEVANCE else matching,
        "sort": _sorts(asked.order),
        "from": asked.start,
        "size": max(0, asked.stop - asked.start),
        "track_total_hits": True,
        "_source": False,
    }
    if asked.with_counts:
        asking["aggs"] = {
            kind: {
                "terms": {
                    "field": kind,
                    "size": MOST_COUNTED,
                    "shard_size": 10_000,
                    "order": [{"_count": "desc"}, {"_key": "asc"}],
                }
            }
            for kind in COUNTED
        }
    return asking


def ids_body(query: Query, root: str, now: datetime.datetime, within: Within, most: int) -> Body:
    """The question for all of a model's objects, best first."""
    filters = [{"term": {"root": root}}, _in_time("until", now)]
    return {
        "query": {"bool": {"must": [words(query, within, now)], "filter": filters}},
        "sort": _sorts(Order.RELEVANCE),
        "size": most,
        "track_total_hits": True,
        "_source": False,
    }


def words(query: Query, within: Within, now: datetime.datetime) -> Body:
    wanted = [_sought(sought, within, now) for sought in query.wanted]
    unwanted = [_sought(sought, within, now) for sought in query.unwanted]
    needed: Body = {"should": wanted, "minimum_should_match": 1} if query.any else {"must": wanted}
    return _fitting_first({"bool": {**needed, "must_not": unwanted}}, query)


def _fitting_first(matching: Body, query: Query) -> Body:
    """What has a title that fits is by far more relevant."""
    typed = [_phrase(sought, Field.TITLE) for sought in query.wanted]
    forms = [_any(*_in_field(sought, Field.TITLE)) for sought in query.wanted]
    fits: dict[Fit, Body] = {
        Fit.WHOLE: {"term": {f"{Field.TITLE}.whole": query.whole}},
        Fit.TYPED: {"bool": {"filter": typed}},
        Fit.FORMS: {"bool": {"filter": forms}},
    }
    return _times(matching, [(fits[fit], times) for fit, times in FITS.items()])


def _sought(sought: Sought, within: Within, now: datetime.datetime) -> Body:
    queries = [one for field in _LOOKED_AT[within] for one in _in_field(sought, field)]
    if within is Within.ALL:
        named = {"dis_max": {"queries": _in_field(sought, Field.NAMES), "tie_breaker": 0}}
        queries.append({"bool": {"must": [named], "filter": [_in_time("named_until", now)]}})
    return {"dis_max": {"queries": queries, "tie_breaker": _OF_OTHERS}}


def _in_field(sought: Sought, field: Field) -> list[Body]:
    text, weight = _typed(sought), WEIGHTS[field]
    found: list[Body] = [_phrase(sought, field)]
    if sought.stems:
        found.append({"match": {f"{field}.stem": {"query": text, "operator": "and", "boost": weight * _OF_STEM}}})
    if sought.is_beginning:
        of_beginning = {"query": text, "boost": weight * _OF_STEM, "max_expansions": 200}
        if len(sought.tokens) > 1:
            found.append({"match_phrase_prefix": {field: of_beginning}})
        else:
            found.append({"prefix": {field: {"value": text, "boost": weight * _OF_STEM}}})
        found += [
            {"prefix": {f"{field}.stem": {"value": begun, "boost": weight * _OF_STEM}}}
            for begun in {stem.removeprefix(STEM) for stem in sought.begun_stems}
        ]
    return found


def _phrase(sought: Sought, field: Field) -> Body:
    return {"match_phrase": {field: {"query": _typed(sought), "boost": WEIGHTS[field]}}}


def _typed(sought: Sought) -> str:
    """The tokens as a text: those of a script without spaces together where they were."""
    text = sought.tokens[0].text
    for before, token in zip(sought.tokens, sought.tokens[1:], strict=False):
        text += token.text if token.is_joined and token.is_dense and before.is_dense else f" {token.text}"
    return text


def _filters(asked: Asked, seen: Seen) -> list[Body]:
    filters = [{"terms": {"root": list(seen.roots)}}, _in_time("until", seen.now), _at(seen.paths)]
    if asked.types:
        filters.append({"terms": {"type": sorted(asked.types)}})
    if asked.locales is not None:
        filters.append(_in_locales(asked.locales, falls_back=asked.falls_back))
    return filters + [_condition(condition) for condition in asked.conditions]


def _in_time(field: str, now: datetime.datetime) -> Body:
    return _any(_without(field), {"range": {field: {"gt": now.isoformat()}}})


def _at(paths: Sequence[str]) -> Body:
    return _any(_without("path"), *({"prefix": {"path": path}} for path in paths))


def _in_locales(locales: Sequence[int], *, falls_back: bool) -> Body:
    names = [str(pk) for pk in locales]
    if not falls_back:
        return _any(_without("locale"), {"terms": {"locale": names}})
    best = [
        {"bool": {"filter": [{"term": {"locale": name}}], "must_not": [_terms("versions", names[:place])]}}
        for place, name in enumerate(names)
    ]
    return {"bool": {"filter": [_any(_without("locale"), *best)], "must_not": [{"term": {"is_mirror": True}}]}}


def _condition(condition: Condition) -> Body:
    having = _terms(condition.kind, sorted(condition.keys))
    return {"bool": {"must_not": [having]}} if condition.is_negated else having


def _terms(field: str, values: Sequence[str]) -> Body:
    return {"terms": {field: list(values)}}


def _without(field: str) -> Body:
    return {"bool": {"must_not": [{"exists": {"field": field}}]}}


def _any(*queries: Body) -> Body:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _newer_first(query: Body) -> Body:
    """What is newer is a little more relevant."""
    year = timezone.localdate().year
    since = [({"range": {"day": {"gte": f"{year - years}-01-01"}}}, times) for years, times in NEWER]
    return _times(query, since)


def _times(query: Body, factors: Sequence[tuple[Body, float]]) -> Body:
    """The query, hits that match the first of these so many times as relevant."""
    functions = [{"filter": matching, "weight": times} for matching, times in factors]
    return {"function_score": {"query": query, "functions": functions, "score_mode": "first", "boost_mode": "multiply"}}


def _sorts(order: Order) -> list[Body]:
    last: Body = {"object_id": {"order": "desc", "unmapped_type": "long"}}
    if order is Order.RELEVANCE:
        return [{"_score": "desc"}, last]
    direction = "asc" if order is Order.OLDEST else "desc"
    return [{"day": {"order": direction, "missing": "_last", "unmapped_type": "date"}}, last]
