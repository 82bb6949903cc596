"""Asking the index what a request asks."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from itp_cms.api.endpoints.search.criteria import conditions, types_asked
from itp_cms.api.endpoints.search.visible import searched_models, visible_entries
from itp_cms.api.filters.locales import locale_id
from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.statements import Among, Several, Statement, read_together
from search.asking import Asked, Found
from search.elasticsearch import engine as elasticsearch
from search.elasticsearch.connection import Unavailable
from search.elasticsearch.queries import Seen
from search.engines import database
from search.finding import where_readers_look
from search.follower import is_up_to_date, outdated
from search.models import Entry, Value
from search.query import Query, parse
from search.vocabulary import corrections

T = TypeVar("T")

MOST_COMBINED = 3
"""Languages, one to be preferred to the next, for which what is asked is compiled once."""


def asked_by(request: Any, context: Context, query: Query, types: Iterable[str]) -> Asked:
    """What the parameters of a request ask. Raises `BadRequest` where one of them has a wrong value."""
    parameters = request.GET
    language = parameters.get("locale")
    locales = None if language is None else tuple(locale_id(context.locales, one) for one in context.chain(language))
    return Asked(
        query,
        types=types_asked(parameters, types),
        conditions=tuple(conditions(parameters, context)),
        locales=locales,
        falls_back=context.falls_back,
        within=where_readers_look(context.known, context.now),
    )


def find(asked: Asked, context: Context) -> Found:
    """What is found; remembered, as what is in a list is, until something changes."""

    def visible(public: Publicly) -> QuerySet[Entry]:
        return visible_entries(context.router, public, asked.locales, falls_back=asked.falls_back)

    is_found_again = is_up_to_date(context.known)
    if asked.query and elasticsearch.is_there(context.known, context.now):
        roots = [model._meta.label_lower for model in searched_models(context.router)]
        seen = Seen(roots, [tree.path for tree in context.addresses.trees], context.now)
        try:
            ask = partial(elasticsearch.ask, context, visible, _about(asked, context), asked, seen)
            return _remembered(context, (elasticsearch.NAME, asked), ask, is_found_again=is_found_again)
        except Unavailable:
            pass
    behind = {} if is_found_again else outdated(context.known)
    left_out = frozenset(entry for of_root in behind.values() for entry in of_root.values())
    ask = partial(database.ask, context, visible, _about(asked, context), asked, left_out)
    return _remembered(context, (database.NAME, asked), ask, is_found_again=is_found_again)


def _remembered(context: Context, about: Hashable, find: Callable[[], T], *, is_found_again: bool) -> T:
    """What is found is the same as long as the index has followed the log, nothing changes, and the year is the same,
    by which what is newer is told. Whether it `is_found_again` is asked before anything that depends on it.
    """
    if not is_found_again:
        return find()
    key = "found", context.site.pk, timezone.localdate().year, about
    return context.known.recall_for_now(key, context.now, find)


def _about(asked: Asked, context: Context) -> Hashable:
    """Names what is visible; None for one of too many ways to combine languages."""
    if asked.locales is not None and len(asked.locales) > MOST_COMBINED:
        return None
    return "visible", asked.locales, asked.falls_back


def shown_keys(asked: Asked, kind: str, keys: Sequence[str], context: Context) -> list[str]:
    """Which of the keys of a kind something has that may be seen."""

    def having(public: Publicly) -> QuerySet[Any]:
        visible = visible_entries(context.router, public, asked.locales, falls_back=asked.falls_back)
        among = Among(F("value"), Several("keys", Value._meta.get_field("value")))
        entries = visible.filter(is_public=True, pk=OuterRef("entry"))
        values = Value.objects.filter(Exists(entries), among, name=kind)
        return values.order_by().values_list("value").distinct()

    def find() -> list[str]:
        visible = _about(asked, context)
        if visible is None:
            rows = Statement(having(context.public)).rows(keys=keys)
        else:
            (rows,) = read_together([context.read(("shown keys", kind, visible), having, keys=keys)])
        return [key for (key,) in rows]

    about = "shown keys", kind, asked.locales, asked.falls_back, tuple(keys)
    return _remembered(context, about, find, is_found_again=is_up_to_date(context.known))


def find_or_correct(asked: Asked, text: str, context: Context) -> tuple[Found, str | None, Query]:
    """What is found; where nothing is, what is found by the likeliest correction that finds anything, and that."""
    found = find(asked, context)
    if not found.total and asked.query:
        for corrected in corrections(text, asked.query):
            query = parse(corrected, context.locales.values())
            if (instead := find(replace(asked, query=query), context)).total:
                return instead, corrected, query
    return found, None, asked.query
