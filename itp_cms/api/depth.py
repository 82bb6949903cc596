"""How much is given of what an object refers to, and in which form its texts come."""

from django.db.models import Model
from django.http import QueryDict
from wagtail.api.rich_text import APIRichText

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.parameters import chosen
from itp_cms.core.representation.expansion import names_that_refer
from itp_cms.core.representation.scope import IDS_ONLY, TEASERS_TO_LEVEL

RICH_TEXT_FORMATS = ("html", "db_html", "markdown", "db_markdown")
LEVELS = {"none": IDS_ONLY, **{str(level): level for level in range(TEASERS_TO_LEVEL + 1)}}

EXPAND = "expand"
BODY = Parameter(
    "body",
    "`text` gives every rich text and every StreamField as one plain text, without mark-up, addresses or files: for"
    " slow links, and for programs that want words alone.",
    {"type": "string", "enum": ["text"]},
)
RICH_TEXT_FORMAT = Parameter(
    "rich_text_format",
    "`html` with the front end's addresses, `markdown` with them, or `db_html` and `db_markdown` with ids, as stored."
    " Without it, what `WAGTAILAPI_RICH_TEXT_FORMAT` says.",
    {"type": "string", "enum": list(RICH_TEXT_FORMATS)},
)


def expand_parameter(models: tuple[type[Model], ...]) -> Parameter:
    """`expand` with the names that it takes for objects that are each of one of the models."""
    return Parameter(
        EXPAND,
        "How far what an object refers to is shown: `2`, as without it, gives a teaser of what it refers to and of what"
        " that refers to, and beyond that names and addresses; `1` a teaser of the former only; `0` names and"
        " addresses; `none` ids and `meta`. Images and documents are given whole except with `none`. Besides, or in"
        " its place (then it is `0`), names of fields and blocks: what these refer to is shown by teasers, as far as"
        " with `2`.",
        {"type": "string", "enum": [*LEVELS, *sorted(names_that_refer(models))]},
        is_list=True,
    )


def form_of_texts(parameters: QueryDict) -> str:
    """One of `RICH_TEXT_FORMATS`, or `text`. `BadRequest` for another, or for two that exclude each other."""
    if chosen(parameters, BODY) is None:
        return chosen(parameters, RICH_TEXT_FORMAT) or APIRichText.get_default_format()
    if "rich_text_format" in parameters:
        raise BadRequest(
            "rich_text_format has no meaning for plain text (body=text)",
            ErrorCode.INCOMPATIBLE_PARAMETERS,
            "rich_text_format",
        )
    return "text"


def expansion(parameters: QueryDict, models: tuple[type[Model], ...]) -> tuple[int, frozenset[str]]:
    """The level to which teasers are given, and the names of what gives them besides."""
    if EXPAND not in parameters:
        return TEASERS_TO_LEVEL, frozenset()
    asked = str(parameters[EXPAND]).split(",")
    names = names_that_refer(models)
    levels = [LEVELS[word] for word in asked if word in LEVELS]
    if any(word not in LEVELS and word not in names for word in asked):
        allowed = [*LEVELS, *sorted(names)]
        raise BadRequest(
            f"expand must be of {', '.join(LEVELS)} or names of what refers to something",
            ErrorCode.INVALID_CHOICE,
            EXPAND,
            allowed,
        )
    if len(levels) > 1:
        raise BadRequest("expand takes one level at most", ErrorCode.INCOMPATIBLE_PARAMETERS, EXPAND)
    return levels[0] if levels else 0, frozenset(asked) - LEVELS.keys()
