"""Fields that show an editor's prose."""

from typing import TYPE_CHECKING, Any, cast

from django.db import models

from itp_cms.core.representation.fields.base import Representer
from itp_cms.core.representation.schema import PLAIN_TEXT, RICH_TEXT, Schema, SchemaScope

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config


class RichTextFieldSerializer(Representer):
    """Rich text as HTML with front-end addresses."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.rich_text(getattr(instance, name))

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return RICH_TEXT


class StreamFieldSerializer(Representer):
    """A StreamField: `[{"type", "value", "id"}, …]` with what the blocks refer to in place, or as one plain text."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.stream(getattr(instance, name))

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        blocks = scope.block(cast("Any", model._meta.get_field(name)).stream_block)
        return blocks if scope.level is not None else {"anyOf": [blocks, PLAIN_TEXT]}
