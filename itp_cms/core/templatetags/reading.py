"""A page of any type as a plain text to read: what its panels have in order, as far as the API gives it out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from taggit.managers import TaggableManager
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel, PanelGroup
from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamValue
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from itp_cms.core.locales import direction
from itp_cms.core.needs import needs_of
from itp_cms.core.public import public
from itp_cms.core.representation.fields import LinkLabelField
from itp_cms.core.representation.shapes import row_shape_of
from itp_cms.core.rich_text import shown

register = template.Library()
register.filter("shown", shown)
register.filter("direction", direction)

# Shown in places of their own by the template.
_ELSEWHERE = frozenset({"title", "introduction", "form_fields", "thank_you_text", "table_of_contents"})
_NOT_READ = frozenset({"id", "page", "home_page", "sort_order", "locale", "translation_key", "latitude", "longitude"})


@dataclass
class Part:
    """A field's value under its label; `kind` says how the template shows it."""

    kind: str
    label: str
    value: Any


@register.simple_tag
def alternative_text(image: AbstractImage) -> str:
    """What the picture shows, in the language of the page."""
    return image.alternative_text(get_language() or settings.LANGUAGE_CODE)


@register.filter
def words(file: AbstractImage | AbstractDocument, field_name: str) -> str:
    """A text of an image or document, in the language of the page."""
    return file.words(field_name, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def reading(page: Page) -> dict[str, list[Part]]:
    """`{"facts": …, "parts": …}`: short values for the list at the top, and the rest in the order of the panels."""
    given = {field.name: field.serializer for field in page.api_fields} | {"page_people": None, "page_countries": None}
    parts = [part for panel in _leaves(page.content_panels) if (part := _part(page, panel, given))]
    facts = [part for part in parts if part.kind == "fact"]
    return {"facts": facts, "parts": [part for part in parts if part not in facts]}


@register.filter
def complete(children: Iterable[StreamValue.StreamChild]) -> list[StreamValue.StreamChild]:
    """The blocks of a stream without those that the API leaves out, since what they are about is not public."""
    return [child for child in children or () if _is_there(child.block, child.value)]


def _is_there(block: Block, value: Any) -> bool:
    """Whether something of a block's value can be shown."""
    if isinstance(block, ChooserBlock | ImageBlock):
        return shown(value) is not None
    if isinstance(block, BaseStructBlock):
        return all(
            any(_is_there(block.child_blocks[name], value.get(name)) for name in group) for group in needs_of(block)
        )
    if isinstance(block, ListBlock):
        return any(_is_there(block.child_block, item) for item in value)
    return bool(complete(value)) if isinstance(block, BaseStreamBlock) else bool(value)


@register.simple_tag
def public_children(page: Page) -> list[Page]:
    """The public pages below an index page, newest first; none below pages that list none."""
    if page.pk is None or "children" not in {field.name for field in page.api_fields}:
        return []
    children: Any = public(Page.objects.child_of(page))
    return list(children.order_by("-first_published_at").specific()[:100])


@register.simple_tag
def headings(page: Page) -> list[Any]:
    """The values of the body's headings that can be linked to, where the page asks for a table of contents."""
    if not getattr(page, "table_of_contents", False):
        return []
    body = getattr(page, "body", None) or []
    return [child.value for child in body if child.block_type == "heading" and child.value["anchor"]]


def _leaves(panels: Iterable[Panel]) -> Iterator[Panel]:
    for panel in panels:
        if isinstance(panel, PanelGroup):
            yield from _leaves(panel.children)
        else:
            yield panel


def _part(page: Page, panel: Panel, given: dict[str, Any]) -> Part | None:
    if isinstance(panel, InlinePanel):
        name = panel.relation_name
        rows = [row for child in getattr(page, name).all() if (row := _row(child))] if name in given else []
        return Part("rows", panel.heading or panel.label, rows) if rows and name not in _ELSEWHERE else None
    if not isinstance(panel, FieldPanel) or panel.field_name not in given or panel.field_name in _ELSEWHERE:
        return None
    try:
        field = page._meta.get_field(panel.field_name)
    except FieldDoesNotExist:
        return None
    if isinstance(label := given[field.name], LinkLabelField) and not shown(getattr(page, label.reference)):
        return None
    if given[field.name] is not None and given[field.name].hides(page):
        return None
    value = _value(page, field)
    return Part(_kind(field, value), capfirst(field.verbose_name), value) if value else None


def _kind(field: models.Field, value: Any) -> str:
    if isinstance(field, StreamField):
        return "stream"
    if isinstance(field, RichTextField):
        return "rich_text"
    if isinstance(field, models.TextField):
        return "text"
    if isinstance(value, AbstractImage):
        return "image"
    return "document" if isinstance(value, AbstractDocument) else "fact"


def _value(instance: models.Model, field: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return None
    if isinstance(field, TaggableManager):
        return ", ".join(sorted(tag.name for tag in getattr(instance, field.name).all()))
    if isinstance(field, models.ForeignKey):
        return shown(getattr(instance, field.name))
    if field.choices and (display := getattr(instance, f"get_{field.name}_display", None)):
        return display()
    return getattr(instance, field.name, None)


def _row(child: models.Model) -> list[Any]:
    """The values of an inline row that say something, without its place and its page; none where the API has no row."""
    if not all(
        any(_value(child, child._meta.get_field(name)) for name in group) for group in row_shape_of(type(child)).needs
    ):
        return []
    fields = [field for field in child._meta.concrete_fields if field.name not in _NOT_READ]
    return [value for field in fields if (value := _value(child, field)) not in {None, ""}]
