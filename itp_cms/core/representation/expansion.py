"""What `?expand=` can name: the fields and blocks that refer to other objects."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.models import Page

from itp_cms.core.representation.fields import StreamFieldSerializer
from itp_cms.core.representation.scope import TEASERS_TO_LEVEL
from itp_cms.core.representation.shapes import Shape, page_models, shape_of
from itp_cms.core.representation.stream import refers


@lru_cache(maxsize=256)  # lists of any types can be asked for
def names_that_refer(models: tuple[type[Model], ...]) -> frozenset[str]:
    """The names of fields and blocks of these models, and of what they refer to as far as teasers are given."""
    names: set[str] = set()
    seen: set[type[Model]] = set()
    found = set(models)
    for _level in range(TEASERS_TO_LEVEL + 1):  # rows between an object and what they refer to are no level
        seen |= found
        pairs = {pair for model in found for pair in _references(shape_of(model))}
        names |= {name for name, _model in pairs}
        found = {model for _name, related in pairs for model in _any_of(related)} - seen
    return frozenset(names)


def _any_of(model: type[Model] | None) -> Iterable[type[Model]]:
    return () if model is None else page_models() if model is Page else (model,)


def _references(shape: Shape) -> Iterator[tuple[str, type[Model] | None]]:
    """The names of what refers, and what to."""
    for name, field in shape.fields.items():
        related = field.related_model(shape.model, name)
        if related is not None:
            yield name, related
        elif isinstance(field, StreamFieldSerializer):
            stream: Any = shape.model._meta.get_field(name)
            yield name, None
            yield from _of_blocks(stream.stream_block)


def _of_blocks(block: Any) -> Iterator[tuple[str, type[Model] | None]]:
    for name, child in getattr(block, "child_blocks", {}).items():
        if refers(child):
            inner = getattr(child, "child_block", child)  # a list is named as what it is a list of
            yield name, inner.model_class if isinstance(inner, blocks.ChooserBlock) else None
            yield from _of_blocks(inner)
