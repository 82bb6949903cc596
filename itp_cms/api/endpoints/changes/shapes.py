"""What the list of changes takes and gives."""

from typing import Annotated, TypedDict

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import LARGEST_NUMBER
from itp_cms.core.representation.schema import Uri, locale_schema
from itp_cms.core.telling import ObjectChange

MOST = 100
"""Changes, or objects, in one answer."""

SINCE = Parameter(
    "since",
    "The `meta.next` of an earlier answer: what changed after that. Without it, all that there is, to start from.",
    {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER},
)
CURSOR = Parameter(
    "cursor",
    "Where to go on with all that there is; `meta.next_url` has it.",
    {"type": "string", "pattern": r"^(([0-9]{1,18})\.([a-z_]+)\.([0-9]{1,18}))?$"},
    may_be_empty=True,
)
LOG = Parameter(
    "log",
    "Which log the number is of; `meta.next_url` has it. If the site's database was restored from a copy since, the"
    " answer is to begin anew (410), where a number alone may by then be another change's.",
)
LIMIT = Parameter(
    "limit",
    "How many changes, or objects, to look at for one answer.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
)
LOCALE = Parameter(
    "locale",
    "Only what is in this language or in none. What is removed is told of whatever its language was.",
    locale_schema(),
)


class ChangesMeta(TypedDict):
    """How to go on."""

    since: Annotated[int | None, "After which change this begins; null where it tells of all that there is."]
    next: Annotated[int, "For `since`, to get what changed after this, once there is no `more`."]
    more: Annotated[bool, "Whether there is more already."]
    next_url: Annotated[Uri, "Where to go on: at once if there is `more`, else whenever you like."]


class ChangeList(TypedDict):
    """What changed, each object once, in the order in which it first did."""

    meta: ChangesMeta
    items: list[ObjectChange]
