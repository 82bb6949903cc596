"""What every field that represents something has, and the fields that show a value as it is."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from rest_framework.fields import Field

from itp_cms.core.representation.deferred import Deferred, Derived
from itp_cms.core.representation.ordering import Ordering, by_column
from itp_cms.core.representation.schema import Schema, SchemaScope, attribute_description, attribute_schema

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config


class Representer(Field):
    """Represents one field of an object as JSON-ready data, and says what comes of it (`schema`).

    A Django REST framework field by name only: Wagtail's API v3 inspects every serializer of `api_fields` when it is
    imported (`wagtail/api/v3/schemas/generators/read.py`, in Wagtail 8.0 by `wagtail.contrib.redirects`).
    """

    says = ""
    """What readers of the API are told of every field of this kind."""

    def __init__(self, *, help_text: str = "") -> None:
        super().__init__(read_only=True, help_text=help_text)

    def to_representation(self, value: Any) -> Any:
        return plain(value)

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        """The field's value; `config` is what `?fields=name(…)` asks of what it refers to."""
        value = getattr(instance, name)
        return value if type(value) in AS_JSON_HAS_THEM else plain(value() if callable(value) else value)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        """What `represent` gives, as JSON Schema: of a property, what its annotation says."""
        return attribute_schema(model, name, scope)

    def description(self, model: type[models.Model], name: str) -> str:
        """What readers of the API are told of it: as said where it is named, or as the model says itself."""
        return str(self.help_text or self.says or attribute_description(model, name))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        """What `?fields=name(…)` would choose fields of, if it can."""
        return None

    def hides(self, instance: models.Model) -> bool:
        """Whether the field is kept from readers of this object for now, on its reading page as well."""
        return False

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        """The database columns it reads, or None where only the code knows."""
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return {field.attname} if isinstance(field, models.Field) and field.concrete else set()

    def ordering(self, model: type[models.Model], name: str) -> Ordering | None:
        """What lists are ordered by for it; None where that is its column, or where it has no order."""
        return None

    is_column = True
    """Whether lists can be filtered and ordered by the column it shows, if it shows one."""

    def column_named(self, name: str) -> str:
        """The name of that column, if it shows one."""
        return name


class ComputedField(Representer):
    """A property that is computed from the named columns alone. `ordered_by` says what stands for it in an order."""

    def __init__(self, *columns: str, ordered_by: Ordering | None = None, help_text: str = "") -> None:
        super().__init__(help_text=help_text)
        self.reads = frozenset(columns)
        self.ordered_by = ordered_by

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set(self.reads)

    def ordering(self, model: type[models.Model], name: str) -> Ordering | None:
        return self.ordered_by


class StoredField(Representer):
    """A property whose value is stored as well, in a column: read from there, except of a draft, and ordered by it."""

    def __init__(self, column: str, help_text: str = "") -> None:
        super().__init__(help_text=help_text)
        self.column = column

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return plain(_value(instance, name if instance is scope.context.draft else self.column))

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {self.column}

    def column_named(self, name: str) -> str:
        return self.column

    def ordering(self, model: type[models.Model], name: str) -> Ordering | None:
        return by_column(self.column, cast("models.Field", model._meta.get_field(self.column)))


def plain(value: Any) -> Any:
    """A Python value as JSON has it; dates as ISO 8601, decimals as numbers."""
    if type(value) in AS_JSON_HAS_THEM:
        return value
    if isinstance(value, datetime.datetime):
        text = timezone.localtime(value).isoformat() if timezone.is_aware(value) else value.isoformat()
        return text[:-6] + "Z" if text.endswith("+00:00") else text
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Promise):
        return str(value)
    return value


AS_JSON_HAS_THEM = frozenset({str, int, bool, float, type(None), list, dict, Deferred, Derived})


def _value(instance: models.Model, name: str) -> Any:
    value = getattr(instance, name)
    return value() if callable(value) else value
