"""Python types that stand for schemas: in the annotation of a property, of a `TypedDict`, of what a `Meta` gives."""

import datetime
import inspect
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any

from django.conf import settings
from django.db.models import TextChoices

from itp_cms.core.representation.schema.keywords import Schema, enum


class UndescribedError(TypeError):
    """Something is represented whose schema nobody has declared."""


class Note:
    """What an annotation says of the schema besides its type: `Annotated[str, Note(lambda: {"format": "uri"})]`."""

    def __init__(self, keywords: Callable[[], Schema]) -> None:
        self.keywords = keywords


def locale_schema() -> Schema:
    return {"type": "string", "enum": [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]}


def text_choices(choices: type[TextChoices]) -> Schema:
    """The values, and what their labels say each means."""
    meanings = "\n".join(f"- `{value}`: {label}" for value, label in choices.choices)
    return {**enum(choices.values), "description": f"{inspect.getdoc(choices)}\n\n{meanings}"}


Uri = Annotated[str, Note(lambda: {"format": "uri"})]
"""An absolute address, percent-encoded."""

LocaleCode = Annotated[str, Note(locale_schema), "The language, by its code."]
"""The language code of one of the site's locales."""

Count = Annotated[int, Note(lambda: {"minimum": 0})]

PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    NoneType: {"type": "null"},
    uuid.UUID: {"type": "string", "format": "uuid"},
    datetime.date: {"type": "string", "format": "date"},
    datetime.datetime: {"type": "string", "format": "date-time"},
}
