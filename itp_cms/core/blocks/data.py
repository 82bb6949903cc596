from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue

from itp_cms.core.blocks.structs import StructBlock


class TableBlock(TypedTableBlock):
    """A table of text with a heading for each column, every cell of which can be translated.

    wagtail-localize extracts nothing from a table of Wagtail's; these two methods are its documented way for a
    block to do so itself. Paths are `caption`, `column-COLUMN` and `cell-ROW-COLUMN`, counted from 0.
    """

    text = blocks.CharBlock(label=_("Text"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")

    def get_translatable_segments(self, table: TypedTable) -> list[StringSegmentValue]:
        texts = {"caption": table.caption or ""}
        texts |= {f"column-{index}": column["heading"] for index, column in enumerate(table.columns)}
        texts |= {
            f"cell-{row_index}-{index}": value
            for row_index, row in enumerate(table.row_data)
            for index, value in enumerate(row["values"])
        }
        return [StringSegmentValue(path, text) for path, text in texts.items() if text]

    def restore_translated_segments(self, table: TypedTable, segments: Sequence[StringSegmentValue]) -> TypedTable:
        for segment in segments:
            part, *places = segment.path.split("-")
            text = segment.render_text()
            if part == "caption":
                table.caption = text
            elif part == "column":
                table.columns[int(places[0])]["heading"] = text
            else:
                row, column = map(int, places)
                table.row_data[row]["values"][column] = text
        return table


class FigureBlock(StructBlock):
    """One number worth showing large."""

    label = blocks.CharBlock(label=_("Label"), max_length=200)
    value = blocks.DecimalBlock(label=_("Value"), max_digits=14, decimal_places=2)
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=50, help_text=_("For example: %, visitors, GBP.")
    )
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=255)

    class Meta:
        icon = "order"
        label = _("Figure")
        template = "core/blocks/figure.html"

    def as_text(self, value: dict[str, Any], texts: dict[str, str]) -> str:
        number = f"{texts['value']} {texts['unit']}".strip()
        note = f" ({texts['note']})" if texts["note"] else ""
        return f"{texts['label']}: {number}{note}"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {**super().get_api_representation(value, context), "value": plain_number(value["value"])}


def plain_number(value: Any) -> int | float | None:
    """A decimal as JSON shows it: whole numbers without a fraction."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
