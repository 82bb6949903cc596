"""StreamFields as data, from what is stored: no block loads an object by itself.

Every block comes out as its fields do: structs as objects, lists as lists, streams as `[{"type", "value", "id"}]`,
choosers as what they choose. A struct that requires something which is not public is left out whole. A block that has
a form of its own implements `represent(raw, scope)`, where `raw` is the stored value and `scope` gives access to other
objects and blocks; and `schema(scope)`, what comes of it.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, cast

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from itp_cms.core.needs import needs_of
from itp_cms.core.representation.deferred import Derived, Needing, OnlyWithValue, fill
from itp_cms.core.representation.fields import plain
from itp_cms.core.representation.schema import (
    RICH_TEXT,
    Schema,
    SchemaScope,
    UndescribedError,
    an_object,
    array,
    block_description,
    const,
    described,
    either,
    enum,
    form_field_schema,
    kind_of_block_description,
    nullable,
    text,
    without_null,
)
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.words import stream_as_text
from itp_cms.core.stored import stored_items

BLOCK_ID = "The same for as long as the block stands there, whatever is changed in it."


def represent_stream(value: blocks.StreamValue, scope: Scope) -> list[dict[str, Any]] | Derived:
    block = value.stream_block
    represented = _stream(block, list(value.raw_data), scope)
    if scope.context.rich_text_format == "text":
        return Derived(lambda: stream_as_text(block, fill(represented)))
    return represented


def represent_block(block: blocks.Block, raw: Any, scope: Scope) -> Any:
    kind: Any = type(block)
    return _represent(kind)(block, raw, scope)


@cache
def _represent(kind: type[blocks.Block]) -> Callable[[Any, Any, Scope], Any]:
    """What represents blocks of this kind."""
    if hasattr(kind, "represent"):
        return cast("Any", kind.represent)
    leaf = _as_stored if issubclass(kind, _AS_STORED) else _leaf
    return next((represent for base, represent in _BY_KIND.items() if issubclass(kind, base)), leaf)


def block_schema(block: blocks.Block, scope: SchemaScope) -> Schema:
    """What `represent_block` gives. Raises `UndescribedError` for a block that has `represent` and no `schema`."""
    if hasattr(block, "represent"):
        if not hasattr(block, "schema"):
            raise UndescribedError(f"{type(block).__name__} has `represent` but no `schema`")
        schema: Schema = block.schema(scope)
        return schema
    for kind, describe in _SCHEMA_BY_KIND.items():
        if isinstance(block, kind):
            return describe(block, scope)
    if not isinstance(block, blocks.FieldBlock):
        raise UndescribedError(f"{type(block).__name__} has no schema")
    return form_field_schema(block.field)


def _stream(block: BaseStreamBlock, raw: Any, scope: Scope) -> list[dict[str, Any]]:
    """The blocks of a stream; one of a type that no longer exists is left out, as Wagtail does."""
    return [
        OnlyWithValue(
            type=child["type"],
            value=represent_block(block.child_blocks[child["type"]], child["value"], scope.of(child["type"])),
            id=child.get("id"),
        )
        for child in raw or ()
        if child["type"] in block.child_blocks
    ]


def _struct(block: BaseStructBlock, raw: Any, scope: Scope) -> dict[str, Any]:
    raw = raw or {}
    value = {
        name: represent_block(child, raw[name] if name in raw else _default(child), scope.of(name))
        for name, child in block.child_blocks.items()
    }
    needs = needs_of(block)
    return Needing(value, needs) if needs else value


def _list(block: ListBlock, raw: Any, scope: Scope) -> list[Any]:
    return [represent_block(block.child_block, item, scope) for item in stored_items(block, raw)]


def _image(block: ImageBlock, raw: Any, scope: Scope) -> Any:
    shown = scope.context.in_blocks
    if isinstance(raw, int):  # stored when the block was a plain image chooser
        return scope.image(raw, config=shown)
    if not raw or not raw.get("image"):
        return None
    alt, decorative = raw.get("alt_text") or "", bool(raw.get("decorative"))
    return scope.image(raw["image"], alt=alt, decorative=decorative, config=shown)


def _chooser(block: blocks.ChooserBlock, raw: Any, scope: Scope) -> Any:
    return None if raw is None else scope.reference(block.model_class, raw, scope.context.in_blocks)


def _rich_text(block: blocks.RichTextBlock, raw: Any, scope: Scope) -> Any:
    return scope.rich_text(raw)


def _table(block: BaseTypedTableBlock, raw: Any, scope: Scope) -> dict[str, Any]:
    """A table as columns, each of one kind of block, and rows of cells."""
    raw = raw or {"columns": [], "rows": []}
    columns = [column for column in raw["columns"] if column["type"] in block.child_blocks]
    return {
        "caption": raw.get("caption") or "",
        "columns": [{"type": column["type"], "heading": column["heading"]} for column in columns],
        "rows": [
            {
                "values": [
                    represent_block(block.child_blocks[column["type"]], cell, scope)
                    for column, cell in zip(raw["columns"], row["values"], strict=False)
                    if column["type"] in block.child_blocks
                ]
            }
            for row in raw["rows"]
        ],
    }


def _as_stored(block: blocks.Block, raw: Any, scope: Scope) -> Any:
    return raw


def _leaf(block: blocks.Block, raw: Any, scope: Scope) -> Any:
    if raw is None:
        return None
    return plain(block.get_api_representation(block.to_python(raw)))


def _default(block: blocks.Block) -> Any:
    """What is stored for a child that was added to the block after the value was saved."""
    return block.get_prep_value(block.get_default())


def _stream_schema(block: BaseStreamBlock, scope: SchemaScope) -> Schema:
    items = {name: _child_schema(name, child, scope) for name, child in block.child_blocks.items()}
    mapping = {name: item["$ref"] for name, item in items.items()}
    discriminator = {"propertyName": "type", "mapping": mapping}
    return array({"oneOf": list(items.values()), "discriminator": discriminator})


def _child_schema(name: str, child: blocks.Block, scope: SchemaScope) -> Schema:
    """A block of a stream, named by what the stream calls it: `related_pages` is `RelatedPagesBlock`."""
    component = "".join(part.capitalize() for part in name.split("_")) + "Block"
    if refers(child):
        component += {0: "", None: "Selection"}.get(scope.level, f"OnLevel{scope.level}")

    def make() -> Schema:
        identifier = {"type": ["string", "null"]}
        value = without_null(block_schema(child, scope))
        schema = an_object({"type": const(name), "value": value, "id": {**identifier, "description": BLOCK_ID}})
        return described(schema, kind_of_block_description(child))

    return scope.components.reference(component, make, cast("Hashable", type(child)))


def refers(block: blocks.Block) -> bool:
    """Whether the block shows other objects: then it depends on where it stands, how much of these."""
    if isinstance(block, ImageBlock | blocks.ChooserBlock) or hasattr(block, "represent"):
        return True
    children = getattr(block, "child_blocks", {}).values() or [getattr(block, "child_block", None)]
    return any(refers(child) for child in children if child is not None)


def _struct_schema(block: BaseStructBlock, scope: SchemaScope) -> Schema:
    needs = needs_of(block)
    certain = {group[0] for group in needs if len(group) == 1}
    properties = {
        name: described(without_null(schema) if name in certain else schema, block_description(name, child))
        for name, child in block.child_blocks.items()
        for schema in [block_schema(child, scope)]
    }
    schema = an_object(properties)
    return nullable(schema) if needs else schema


def _list_schema(block: ListBlock, scope: SchemaScope) -> Schema:
    return array(without_null(block_schema(block.child_block, scope)))


def _table_schema(block: BaseTypedTableBlock, scope: SchemaScope) -> Schema:
    cells = [block_schema(child, scope) for child in block.child_blocks.values()]
    column = an_object({"type": described(enum(block.child_blocks), "Of what kind its cells are."), "heading": text()})
    row = an_object({"values": described(array(either(cells, exclusive=False)), "A cell for each column.")})
    return an_object({"caption": text(), "columns": array(column), "rows": array(row)})


_AS_STORED = (
    blocks.CharBlock,
    blocks.TextBlock,
    blocks.ChoiceBlock,
    blocks.BooleanBlock,
    blocks.IntegerBlock,
    blocks.URLBlock,
)

_BY_KIND: dict[type[blocks.Block], Any] = {
    ImageBlock: _image,
    BaseStreamBlock: _stream,
    BaseStructBlock: _struct,
    ListBlock: _list,
    BaseTypedTableBlock: _table,
    blocks.ChooserBlock: _chooser,
    blocks.RichTextBlock: _rich_text,
}

_SCHEMA_BY_KIND: dict[type[blocks.Block], Any] = {
    ImageBlock: lambda block, scope: scope.nullable_reference(get_image_model()),
    BaseStreamBlock: _stream_schema,
    BaseStructBlock: _struct_schema,
    ListBlock: _list_schema,
    BaseTypedTableBlock: _table_schema,
    blocks.ChooserBlock: lambda block, scope: scope.nullable_reference(block.model_class),
    blocks.RichTextBlock: lambda block, scope: RICH_TEXT,
}
