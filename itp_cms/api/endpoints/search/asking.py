"""Asking the index what a request asks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from itp_cms.api.endpoints.search.criteria import conditions, types_asked
from itp_cms.api.endpoints.search.visible import searched_models, visible_entries
from itp_cms.api.filters.locales import locale_id
from itp_cms.core.representation.context import Context
from search.asking import Asked, Found
from search.elasticsearch import engine as elasticsearch
from search.elasticsearch.connection import Unavailable
from search.elasticsearch.queries import Seen
from search.engines import database
from search.finding import where_readers_look
from search.query import Query, parse
from search.vocabulary import corrections


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
        within=where_readers_look(),
    )


def find(asked: Asked, context: Context) -> Found:
    visible = visible_entries(context, asked.locales, falls_back=asked.falls_back)
    if asked.query and elasticsearch.is_there():
        roots = [model._meta.label_lower for model in searched_models(context.router)]
        seen = Seen(roots, [tree.path for tree in context.addresses.trees], context.now)
        try:
            return elasticsearch.ask(visible, asked, seen)
        except Unavailable:
            pass
    return database.ask(visible, asked)


def find_or_correct(asked: Asked, text: str, context: Context) -> tuple[Found, str | None, Query]:
    """What is found; where nothing is, what is found by the likeliest correction that finds anything, and that."""
    found = find(asked, context)
    if not found.total and asked.query:
        for corrected in corrections(text, asked.query):
            query = parse(corrected, context.locales.values())
            if (instead := find(replace(asked, query=query), context)).total:
                return instead, corrected, query
    return found, None, asked.query
