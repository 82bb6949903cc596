"""Every address that the site answers anonymous readers at, found in its URL configuration, and how to ask it.

A route nobody told this module how to fill in is asked with what it can think of; the matrix fails for one that never
answers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, get_page_models

from blog.models import BlogPage
from itp_cms.core.models import Person
from itp_cms.core.representation.shapes import shape_of
from tests.leaks.hidden import NEVER_ID, NEVER_WORD, Hidden, can_be_hidden
from tests.leaks.tree import Tree

Query = tuple[tuple[str, str], ...]

# What is behind a login, and the answer to what is nowhere.
_NOT_ASKED = re.compile(r"^/admin/")
_NEVER_FOUND = frozenset({"no_such_address"})


@dataclass(frozen=True)
class Route:
    template: str
    name: str
    view: Any

    def __str__(self) -> str:
        return self.template

    @property
    def view_class(self) -> Any:
        return getattr(self.view, "cls", None) or getattr(self.view, "view_class", None)

    @property
    def model(self) -> type[models.Model] | None:
        return getattr(self.view_class, "model", None)

    @property
    def gaps(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.template)

    @property
    def is_listing(self) -> bool:
        return self.model is not None and not self.gaps

    @property
    def needs_a_token(self) -> bool:
        """Whether it gives drafts to those who were sent a token, and to nobody else anything."""
        return self.name in {"shared_draft", "userbar"} or "token" in dict(self.required)

    @property
    def operations(self) -> list[Any]:
        """What the API declares of the route."""
        address = re.sub(r"<[\w:]+>", "{}", self.template.removeprefix("/api/v2/"))
        declared = [(re.sub(r"{\w+}", "{}", operation.path), operation) for operation in _operations(self.view_class)]
        return [operation for path, operation in declared if path == address]

    @property
    def required(self) -> Query:
        """The query parameters without which it does not answer, with a value each."""
        return tuple(
            (parameter.name, _FOUND.get(parameter.name) or str(parameter.example or _first(parameter.schema)))
            for operation in self.operations
            for parameter in operation.parameters
            if parameter.required and parameter.location == "query"
        )

    def paths(self, tree: Tree) -> list[str]:
        """The addresses to ask; the same for what is public, what is hidden and what never was."""
        if self.name in _FILLED_IN:
            return list(_FILLED_IN[self.name](tree))
        values = [_values_of_gap(gap, self, tree) for gap in self.gaps]
        return [_filled(self.template, chosen) for chosen in product(*values)]


@cache
def routes() -> list[Route]:
    found: dict[str, Route] = {}
    for view, pattern, _namespace, name in extract_views_from_urlpatterns(get_resolver().url_patterns):
        template = simplify_regex(str(pattern))
        if not _NOT_ASKED.match(template) and getattr(view, "__name__", "") not in _NEVER_FOUND:
            found.setdefault(template, Route(template, name or template, view))
    return list(found.values())


def _filled(template: str, values: Iterable[str]) -> str:
    values = iter(values)
    return re.sub(r"<[\w:]+>", lambda gap: next(values), template).replace("\\", "")


# Gaps in addresses

_IDS = frozenset({"pk", "id", "page", "page_id", "page_pk", "image_id", "document_id", "object_id"})
_LANGUAGES = frozenset({"locale", "language", "language_code"})
_WORDS = {"extension": ["rss", "atom", "json"], "digits": list("0123456789abcdef")}


def _values_of_gap(gap: str, route: Route, tree: Tree) -> list[str]:
    if gap in _IDS:
        return [str(pk) for pk in ids(route.model or Page, tree)]
    if gap in _LANGUAGES:
        return languages()
    if gap in _WORDS:
        return _WORDS[gap]
    declared = [
        str(value)
        for operation in _operations(route.view_class)
        for parameter in operation.parameters
        if (parameter.name, parameter.location) == (gap, "path")
        for value in parameter.schema.get("enum", ())
    ]
    return list(dict.fromkeys(declared)) or [*_samples(tree), *languages()]


def ids(model: type[models.Model], tree: Tree) -> list[int]:
    """Of hidden objects of the model, of public ones, and one that never was."""
    hidden = [thing.pk for thing in tree.of(model)]
    public = [pk for referring, pk in sorted(tree.referring, key=str) if issubclass(referring, model)]
    public += model._default_manager.exclude(pk__in=[*hidden, *public]).values_list("pk", flat=True)[:5]
    return [*hidden, *public, NEVER_ID]


def languages() -> list[str]:
    return list(Locale.objects.values_list("language_code", flat=True))


def _files(tree: Tree) -> Iterator[str]:
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*.*")):
        yield f"/media/{path.relative_to(settings.MEDIA_ROOT)}"


def _documents(tree: Tree) -> Iterator[str]:
    yield tree.document.url
    for document in get_document_model().objects.filter(pk__in=[hidden.pk for hidden in tree.hidden]):
        yield document.url
        yield f"/documents/{document.pk}/guessed.txt"


def _pages(tree: Tree) -> Iterator[str]:
    shown = [pk for model, pk in tree.rich if issubclass(model, Page)]
    hidden = [hidden.pk for hidden in tree.hidden if issubclass(hidden.model, Page)]
    for page in Page.objects.filter(pk__in=[*shown, *hidden]):
        if url := page.relative_url(tree.site):
            yield url
    for thing in tree.one_of_each(Page):
        yield f"/old/{thing.word}/"
    yield from _typed()
    yield f"/{NEVER_WORD}/"


def _password_forms(tree: Tree) -> Iterator[str]:
    for restriction in PageViewRestriction.objects.all():
        yield f"/_util/authenticate_with_password/{restriction.pk}/{restriction.page_id}/"


def _password_forms_of_collections(tree: Tree) -> Iterator[str]:
    for pk in CollectionViewRestriction.objects.values_list("pk", flat=True):
        yield f"/documents/authenticate_with_password/{pk}/"


_FILLED_IN: dict[str, Callable[[Tree], Iterable[str]]] = {
    "media": _files,
    "wagtaildocs_serve": _documents,
    "wagtail_serve": _pages,
    "wagtailcore_authenticate_with_password": _password_forms,
    "wagtaildocs_authenticate_with_password": _password_forms_of_collections,
}


# Parameters


def _first(schema: Any) -> Any:
    return (schema.get("enum") or ["1"])[0]


_FOUND = {"q": "post"}
"""Values of required parameters that something public has."""


def queries(route: Route, tree: Tree) -> Iterator[Query]:
    """What to ask a listing or a lookup: each parameter with all that could make it tell of something hidden, and with
    those that it does not answer without.
    """
    for query in _queries(route, tree):
        named = {name for name, _value in query}
        yield (*(pair for pair in route.required if pair[0] not in named and not route.needs_a_token), *query)


def _queries(route: Route, tree: Tree) -> Iterator[Query]:
    yield ()
    names = parameters(route)
    if route.needs_a_token:
        names = {name: schema for name, schema in names.items() if name in {"token", "page"}}
    for language in languages() if "locale" in names else ():
        yield (("locale", language), *((("fields", "*"), ("limit", "100")) if "fields" in names else ()))
    for name, schema in sorted(names.items()):
        for value in values(name, schema, route, tree):
            yield from _in_types(route, name, value)


def _in_types(route: Route, name: str, value: str) -> Iterator[Query]:
    """A parameter that only some types of pages have is asked of each of these."""
    if route.model is not Page or name in _plain_parameters(route) or name == "fields":
        yield ((name, value),)
        return
    for model in page_types_with(route, name)[:1]:
        yield (("type", model._meta.label), (name, value))


def page_types_with(route: Route, name: str) -> list[type[models.Model]]:
    available = route.view_class.get_available_fields
    return [model for model in get_page_models() if name in available(model, db_fields_only=True)]


def parameters(route: Route) -> dict[str, Any]:
    """The query parameters of a route and, where declared, their schemas."""
    view = route.view_class
    declared = {
        parameter.name: parameter.schema
        for operation in route.operations
        for parameter in operation.parameters
        if parameter.location == "query" and parameter.name not in _SKIPPED
    }
    if route.gaps:
        return declared | dict.fromkeys(getattr(view, "known_detail_parameters", ()) or _OF_DETAILS - declared.keys())
    if declared:
        return declared
    if route.name == "find":
        return dict.fromkeys((*view.find_query_parameters, "fields"))
    found: dict[str, Any] = dict.fromkeys(_plain_parameters(route))
    if route.is_listing and hasattr(view, "get_available_fields"):
        for model in _models(route):
            found |= dict.fromkeys(view.get_available_fields(model, db_fields_only=True))
    for operation in _operations(view):
        for parameter in operation.parameters:
            if parameter.location == "query":
                found[parameter.name] = parameter.schema
    return {name: schema for name, schema in found.items() if name not in _SKIPPED}


_OF_DETAILS = frozenset({"fields", "locale", "rich_text_format", "expand", "token"})

# `site` asks for another site on purpose; the others say how an answer is written, not what is in it.
_SKIPPED = frozenset({"site", "format", "_", "callback"})


def _plain_parameters(route: Route) -> set[str]:
    view = route.view_class
    if view is None:
        return {"token", "page"} if route.needs_a_token else set()
    plain = set(getattr(view, "known_query_parameters", ())) | set(getattr(view, "find_query_parameters", ()))
    return plain | {parameter.name for operation in _operations(view) for parameter in operation.parameters}


def _operations(view: Any) -> list[Any]:
    return list(view.operations()) if hasattr(view, "operations") else []


def values(name: str, schema: Any, route: Route, tree: Tree) -> list[str]:
    if name in _VALUES:
        return _VALUES[name](route, tree)
    if "__" in name:  # a variant of another parameter
        return values(name.partition("__")[0], schema, route, tree)[:2]
    if allowed := (schema or {}).get("enum"):
        return [str(value) for value in allowed if value is not None]
    if targets := _referred_to(name, route, tree):
        return [targets[0].word, *(str(hidden.pk) for hidden in targets)]
    return _samples(tree, schema or {})


def _models(route: Route) -> list[type[models.Model]]:
    """The models of what a route gives."""
    if route.model is Page:
        return list(get_page_models())
    return [route.model] if route.model else []


def _referred_to(name: str, route: Route, tree: Tree) -> list[Hidden]:
    """What a parameter named like a reference could be asked about."""
    if name.endswith("_of"):
        return tree.one_of_each(Page)
    kinds: set[Any] = set()
    for model in _models(route):
        with suppress(FieldDoesNotExist):
            kinds.add(model._meta.get_field(name).related_model)
    return [hidden for kind in kinds if can_be_hidden(kind) for hidden in tree.of(kind)]


def _samples(tree: Tree, schema: Mapping[str, Any] = MappingProxyType({})) -> list[str]:
    """What a parameter of any meaning is asked about: words and ids of hidden things, as far as its schema has them."""
    first = [tree.of(model)[0] for model in (BlogPage, get_image_model(), get_document_model(), Person)]
    found = [hidden.word for hidden in first] + [str(hidden.pk) for hidden in first]
    if schema.get("type") == "boolean" or "format" in schema:
        return found[:1]
    return found[4:] if schema.get("type") == "integer" else found


def nested_fields(asked: list[type[models.Model]]) -> list[str]:
    """Values of `fields`: all, and all of what each reference leads to."""
    nested = {
        name
        for model in asked
        for name, field in shape_of(model).fields.items()
        if field.related_model(model, name) is not None
    }
    return ["*", *(f"_,{name}(*)" for name in sorted(nested))]


def _orders(route: Route, tree: Tree) -> list[str]:
    if not hasattr(route.view_class, "get_available_fields") or route.model is None:
        return ["id", "-id"]
    names = route.view_class.get_available_fields(route.model, db_fields_only=True)
    return [f"{sign}{name}" for name in names for sign in ("", "-")]


def _searches(route: Route, tree: Tree) -> list[str]:
    return [hidden.word for hidden in tree.one_of_each(route.model or Page)]


def _paths(route: Route, tree: Tree) -> list[str]:
    paths = [path for hidden in tree.one_of_each(Page) for path in (f"/{hidden.word}/", f"/old/{hidden.word}")]
    return [*paths, *_typed()]


def _typed() -> list[str]:
    """The old addresses that lead to hidden pages by what was typed; they tell nothing themselves."""
    return list(Redirect.objects.filter(old_path__startswith="/typed/").values_list("old_path", flat=True))


_VALUES: dict[str, Callable[[Route, Tree], list[str]]] = {
    "fields": lambda route, tree: nested_fields(_models(route)),
    "order": _orders,
    "search": _searches,
    "q": lambda route, tree: [hidden.word for hidden in tree.hidden],
    "html_path": _paths,
    "locale": lambda route, tree: languages(),
    "type": lambda route, tree: [model._meta.label for model in get_page_models()],
    "limit": lambda route, tree: ["1", "100"],
    "offset": lambda route, tree: ["20", "100"],
    "rich_text_format": lambda route, tree: ["html", "db_html"],
    "id": lambda route, tree: [str(hidden.pk) for hidden in tree.one_of_each(route.model or Page)],
}
