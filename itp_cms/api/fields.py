"""`?fields=`: which fields are asked for, and that no answer grows beyond what a list of whole pages takes."""

from collections.abc import Mapping
from functools import cache
from itertools import accumulate

from django.conf import settings
from django.db.models import Model
from wagtail.api.v2.utils import parse_fields_parameter
from wagtail.models import Page

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.core.representation.selection import NOTHING_ASKED, Config, freeze
from itp_cms.core.representation.shapes import Shape, page_models, shape_of

# Each level can multiply the answer by the pages below a page.
MOST_LEVELS = 3

FIELDS = Parameter(
    "fields",
    "Fields to give besides the usual, or with a minus to leave out; `*` for all, `_` for none of the usual; in"
    " brackets, of what a field refers to: `*,-body,teaser_image(_,srcset)`.",
    may_be_empty=True,
)

MOST_WHOLE_PAGES = 100


def fields_asked(parameters: Mapping[str, str]) -> Config:
    """What `?fields=` says. Raises `BadRequest` where that cannot be read."""
    if FIELDS.name not in parameters:
        return NOTHING_ASKED
    fields = parameters[FIELDS.name]
    if _depth(fields) > MOST_LEVELS:
        raise BadRequest(f"fields error: nested more than {MOST_LEVELS} levels deep", ErrorCode.TOO_DEEP, "fields")
    try:
        return freeze(parse_fields_parameter(fields))
    except ValueError as error:
        raise BadRequest(f"fields error: {error}", ErrorCode.INVALID_SYNTAX, "fields") from error
    except RecursionError:
        raise BadRequest("fields error: nested too deeply", ErrorCode.TOO_DEEP, "fields") from None


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
        for shape in related_shapes(Page)
        for name, field in shape.fields.items()
        if (related := field.related_model(shape.model, name)) is not None and issubclass(related, Page)
    )


def related_shapes(model: type[Model]) -> list[Shape]:
    """The shapes of what a field that leads to the model can give."""
    return [shape_of(model) for model in (page_models() if model is Page else [model])]


def _depth(fields: str) -> int:
    """How many brackets of a `fields` parameter are open at most."""
    return max(accumulate({"(": 1, ")": -1}.get(character, 0) for character in fields), default=0)
