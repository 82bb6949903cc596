"""`?fields=`: the names that stand in it, as a pattern for the document.

Of brackets within brackets, which are understood as well, the pattern says nothing.
"""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.db.models import Model
from wagtail.models import Page

from itp_cms.api.contract.operations import Schema
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import Shape, page_models, shape_of

MOST_WHOLE_PAGES = 100


def check_pages_around(config: Config, *, in_list: bool, within: int = 0) -> None:
    """Raise `BadRequest` for fields whose answer grows with each page times the pages below those around it.

    Of the pages below a page more than their teasers is given in a detail only, and of that page; that there are
    any, and all fields, can be asked of a page and of the pages next to it (`within` 1), not of those further away.
    """
    for name, negated, nested in config:
        if within > 1 and not negated and name in {"*", "children"}:
            raise BadRequest(
                f"fields error: '{name}' of pages further away than one step", ErrorCode.TOO_DEEP, "fields"
            )
        if not nested:
            continue
        if name == "children" and (in_list or within):
            raise BadRequest(
                "fields error: 'children' has fields in brackets in a detail only", ErrorCode.TOO_DEEP, "fields"
            )
        check_pages_around(nested, in_list=in_list, within=within + (name in _pages_around()))


def check_whole_pages(config: Config, limit: int) -> None:
    """Raise `BadRequest` for a list that gives, with every page, so many others with all of their fields that the
    answer grows beyond that of `fields=*` with the highest limit.
    """
    most = max(MOST_WHOLE_PAGES, getattr(settings, "WAGTAILAPI_LIMIT_MAX", None) or 0)
    with_each = _whole_pages_around(config)
    if with_each and limit * (1 + with_each) > most:
        allowed = most // (1 + with_each)
        raise BadRequest(
            f"limit cannot be higher than {allowed} with '*' in brackets of pages: lower it, or name the fields there",
            ErrorCode.TOO_LARGE,
            "limit",
        )


def _whole_pages_around(config: Config) -> int:
    """How many other pages are given whole with each page, as far as brackets tell."""
    return sum(
        (name in _pages_around() and ("*", False, None) in nested) + _whole_pages_around(nested)
        for name, _negated, nested in config
        if nested
    )


@cache
def _pages_around() -> frozenset[str]:
    """The fields by which a page gives other pages."""
    return frozenset(
        name
        for shape in _related_shapes(Page)
        for name, field in shape.fields.items()
        if (related := field.related_model(shape.model, name)) is not None and issubclass(related, Page)
    )


def fields_schema(models: Iterable[type[Model]], *, in_list: bool = False) -> Schema:
    """What the parameter takes for objects that are each of one of the models."""
    shapes = [shape_of(model) for model in models]
    brackets = _brackets(shapes, frozenset({"children"} if in_list else ()))
    return {"type": "string", "pattern": f"^({_choice(shapes, brackets)})?$"}


def _choice(shapes: list[Shape], brackets: str = "") -> str:
    """The pattern of a list of fields, as Wagtail reads it."""
    names = sorted({name for shape in shapes for name in shape.available})
    name = f"({'|'.join(names)})"
    added = f"({name}|{brackets})" if brackets else name
    beside_all = f"(-{name}|{brackets})" if brackets else f"-{name}"
    any_of = f"(-?{name}|{brackets})" if brackets else f"-?{name}"
    return rf"\*(,{beside_all})*|_(,{added})*|{any_of}(,{any_of})*"


def _brackets(shapes: list[Shape], without: frozenset[str]) -> str:
    """The pattern of a field with fields of what it refers to, by the model that it refers to."""
    by_model: dict[type[Model], set[str]] = {}
    for shape in shapes:
        for name, field in shape.fields.items():
            if name not in without and (related := field.related_model(shape.model, name)) is not None:
                by_model.setdefault(related, set()).add(name)
    return "|".join(
        rf"({'|'.join(sorted(names))})\(({_choice(_related_shapes(model))})\)"
        for model, names in sorted(by_model.items(), key=lambda item: item[0].__name__)
    )


def _related_shapes(model: type[Model]) -> list[Shape]:
    return [shape_of(model) for model in (page_models() if model is Page else [model])]
