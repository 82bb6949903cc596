"""What representation gives, as JSON Schema (2020-12, as in OpenAPI 3.1).

Whatever represents something also says what comes of it: next to `represent(…, scope)` stands `schema(…, scope)`,
where `SchemaScope` takes the place of `Scope`. What Python computes (properties, functions of `meta`)
is described by its type annotation.
"""

from itp_cms.core.representation.schema.descriptions import (
    attribute_description,
    block_description,
    described,
    kind_of_block_description,
    model_description,
)
from itp_cms.core.representation.schema.fields import attribute_schema, column_schema, form_field_schema
from itp_cms.core.representation.schema.keywords import (
    PLAIN_TEXT,
    RICH_TEXT,
    Schema,
    an_object,
    array,
    const,
    either,
    enum,
    nullable,
    text,
    without_null,
)
from itp_cms.core.representation.schema.scope import Components, SchemaScope
from itp_cms.core.representation.schema.types import Count, LocaleCode, Note, UndescribedError, Uri, locale_schema

__all__ = [
    "PLAIN_TEXT",
    "RICH_TEXT",
    "Components",
    "Count",
    "LocaleCode",
    "Note",
    "Schema",
    "SchemaScope",
    "UndescribedError",
    "Uri",
    "an_object",
    "array",
    "attribute_description",
    "attribute_schema",
    "block_description",
    "column_schema",
    "const",
    "described",
    "either",
    "enum",
    "form_field_schema",
    "kind_of_block_description",
    "locale_schema",
    "model_description",
    "nullable",
    "text",
    "without_null",
]
