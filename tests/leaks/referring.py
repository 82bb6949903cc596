"""Public objects that refer to hidden ones in every way their models allow, which is read off the models."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from operator import itemgetter
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, TranslatableMixin

from itp_cms.core.blocks.links import LinkBlock
from itp_cms.core.representation.fields import InlineField, LinkLabelField
from itp_cms.core.representation.shapes import shape_of
from tests.leaks.hidden import Hidden, can_be_hidden, words

KEPT = "kept"


@dataclass
class Way:
    """How a public object refers to a hidden one, and where its answer shows that once the hidden one is public."""

    name: str
    hidden: Hidden
    model: type[models.Model]
    pk: int
    locate: Callable[[Any], Any]
    """Of the referring object's JSON, the part that the hidden object's word is then in."""

    def __str__(self) -> str:
        return f"{self.model.__name__} {self.pk} by {self.name} to {self.hidden}"


Make = Callable[..., Any]
"""Makes a public object: `make(model, **fields)`."""

Targets = Callable[[Any], list[Hidden]]
"""The hidden objects to refer to of a model."""


class Referring:
    """Makes the public objects. One of each model refers to everything that its rows, texts and blocks can refer to.

    A way that several models share is taken to every target by the first of them, by the others to one.
    """

    def __init__(self, make: Make, targets: Targets) -> None:
        self.make = make
        self.targets = targets
        self.taken: set[Any] = set()

    def ways(self, model: type[models.Model]) -> Iterator[Way]:
        yield from self.by_foreign_key(model)
        texts = [field.name for field in model._meta.concrete_fields if isinstance(field, RichTextField)]
        referring = self.make(model, **dict.fromkeys(texts, "".join(map(link, self.linked))))
        yield from self.by_text(referring, texts)
        yield from self.by_row(referring)
        yield from self.by_block(referring)

    def some(self, way: Any, model: type[models.Model]) -> list[Hidden]:
        hidden = self.targets(model)
        number = len(hidden) if way not in self.taken else 1
        self.taken.add(way)
        return hidden[:number]

    @property
    def linked(self) -> list[Hidden]:
        return [hidden for kind in (Page, get_image_model(), get_document_model()) for hidden in self.targets(kind)]

    def by_foreign_key(self, model: type[models.Model]) -> Iterator[Way]:
        """The n-th object refers by each key to the n-th target of its kind."""
        keys = {
            field.name: self.some((field.name, field.related_model), field.related_model)
            for field in foreign_keys(model)
        }
        for number in range(max(map(len, keys.values()), default=0)):
            chosen = {name: hidden[number] for name, hidden in keys.items() if number < len(hidden)}
            labels = {
                name: chosen[shown.reference].word
                for name, shown in shape_of(model).body.items()
                if isinstance(shown, LinkLabelField) and shown.reference in chosen
            }
            referring = self.make(model, **labels, **{f"{name}_id": hidden.pk for name, hidden in chosen.items()})
            for name, hidden in chosen.items():
                yield Way(name, hidden, model, referring.pk, itemgetter(name))

    def by_text(self, referring: Any, names: list[str]) -> Iterator[Way]:
        """Rich text links to all pages and documents and shows all images."""
        for name in names:
            for hidden in self.linked:
                yield Way(name, hidden, type(referring), referring.pk, itemgetter(name))

    def by_row(self, referring: Any) -> Iterator[Way]:
        """A row for each target in each inline relation; the row's own words are the target's."""
        model = type(referring)
        for relation in get_all_child_relations(model) if issubclass(model, ClusterableModel) else []:
            rows = relation.related_model
            for field in foreign_keys(rows):
                shown_as = _names(model, relation.name, field.name)
                for hidden in self.some((relation.name, field.name), field.related_model):
                    self._add_row(referring, relation, field, hidden)
                    for name in shown_as:
                        yield Way(name, hidden, model, referring.pk, itemgetter(name))

    def _add_row(self, referring: Any, relation: Any, field: models.ForeignKey, hidden: Hidden) -> None:
        rows = relation.related_model
        language = {"locale": referring.locale} if issubclass(rows, TranslatableMixin) else {}
        said = {name: text for name, text in words(rows, hidden.word).items() if name != "name"}
        keys = {f"{field.name}_id": hidden.pk, relation.field.name: referring}
        rows._default_manager.create(**keys, **language, **said)

    def by_block(self, referring: Any) -> Iterator[Way]:
        """Streams refer to every target from every place of every block."""
        model = type(referring)
        streams = [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]
        stored: dict[str, list[dict[str, Any]]] = {stream.name: [] for stream in streams}
        for stream, kind in product(streams, _chosen_in(streams)):
            for place in self._places(stream.stream_block, kind):
                (block,) = place.raw
                block["id"] = block_id = f"{stream.name}-{len(stored[stream.name])}"
                stored[stream.name].append(block)
                yield Way(
                    f"{stream.name}{place.path}",
                    place.hidden,
                    model,
                    referring.pk,
                    partial(find, block_id),
                )
        if streams:
            model._base_manager.filter(pk=referring.pk).update(**stored)

    def _places(self, block: blocks.Block, kind: type[models.Model]) -> Iterator["Place"]:
        """The places of all targets of a kind, or, of places taken before, those of the first target."""
        first, *others = self.targets(kind)
        new = []
        for place in places(block, first):
            yield place
            if (kind, place.path) not in self.taken:
                self.taken.add((kind, place.path))
                new.append(place.path)
        yield from (place for hidden in others for place in places(block, hidden) if place.path in new)


def _names(model: type[models.Model], relation: str, reference: str) -> list[str]:
    """The fields of the API that show what the rows of a relation refer to."""
    return [
        name
        for name, shown in shape_of(model).body.items()
        if isinstance(shown, InlineField)
        and (shown.relation or name) == relation
        and getattr(shown, "reference", reference) == reference
    ]


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    """Those an editor sets to what may be hidden."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, ParentalKey)
        and can_be_hidden(field.related_model)
        and not field.remote_field.parent_link
        and field.name != "alias_of"
    ]


def find(block_id: str | int, data: Any) -> Any:
    """The block or object of this id, wherever in the data."""
    if isinstance(data, dict):
        if data.get("id") == block_id:
            return data
        data = list(data.values())
    if isinstance(data, list):
        return next((found for item in data if (found := find(block_id, item))), None)
    return None


def link(hidden: Hidden) -> str:
    if issubclass(hidden.model, get_image_model()):
        return f'<p><embed embedtype="image" id="{hidden.pk}" alt="{hidden.word}" format="left"/></p>'
    kind = "page" if issubclass(hidden.model, Page) else "document"
    return f'<p><a linktype="{kind}" id="{hidden.pk}">{KEPT}</a></p>'


# Blocks


@dataclass
class Place:
    """What is stored of a block that refers to a hidden object once, somewhere in it.

    `is_about` says that the block is nothing without that object: all else written in it is then about it, too.
    """

    path: str
    hidden: Hidden
    raw: Any
    is_about: bool


def places(block: blocks.Block, hidden: Hidden) -> Iterator[Place]:
    """Every place of a block that can refer to the object."""
    for kind, places_of in _PLACES.items():
        if isinstance(block, kind):
            yield from places_of(block, hidden)
            return


def _in_image(block: ImageBlock, hidden: Hidden) -> Iterator[Place]:
    if issubclass(hidden.model, get_image_model()):
        raw = {"image": hidden.pk, "alt_text": hidden.word, "decorative": False}
        yield Place("", hidden, raw, block.child_blocks["image"].required)


def _in_chooser(block: blocks.ChooserBlock, hidden: Hidden) -> Iterator[Place]:
    if issubclass(hidden.model, block.model_class):
        yield Place("", hidden, hidden.pk, block.required)


def _in_rich_text(block: blocks.RichTextBlock, hidden: Hidden) -> Iterator[Place]:
    if issubclass(hidden.model, (Page, get_image_model(), get_document_model())):
        yield Place("", hidden, link(hidden), False)


def _in_structs(block: blocks.StructBlock, hidden: Hidden) -> Iterator[Place]:
    for name, child in block.child_blocks.items():
        for place in places(child, hidden):
            yield _in_struct(block, name, place, hidden)


def _in_list(block: blocks.ListBlock, hidden: Hidden) -> Iterator[Place]:
    for place in places(block.child_block, hidden):
        raw = [{"type": "item", "value": place.raw, "id": "item"}]
        yield Place(f"[]{place.path}", hidden, raw, place.is_about and bool(block.meta.min_num))


def _in_stream(block: blocks.StreamBlock, hidden: Hidden) -> Iterator[Place]:
    for name, child in block.child_blocks.items():
        for place in places(child, hidden):
            raw = [{"type": name, "value": place.raw, "id": name}]
            yield Place(f".{name}{place.path}", hidden, raw, place.is_about and block.required)


def _in_table(block: BaseTypedTableBlock, hidden: Hidden) -> Iterator[Place]:
    for name, child in block.child_blocks.items():
        for place in places(child, hidden):
            raw = {"columns": [{"type": name, "heading": KEPT}], "rows": [{"values": [place.raw]}], "caption": ""}
            yield Place(f".{name}{place.path}", hidden, raw, False)


_PLACES: dict[type[blocks.Block], Callable[[Any, Hidden], Iterator[Place]]] = {
    ImageBlock: _in_image,
    blocks.ChooserBlock: _in_chooser,
    blocks.RichTextBlock: _in_rich_text,
    blocks.StructBlock: _in_structs,
    blocks.ListBlock: _in_list,
    blocks.StreamBlock: _in_stream,
    BaseTypedTableBlock: _in_table,
}


def _in_struct(block: blocks.StructBlock, name: str, place: Place, hidden: Hidden) -> Place:
    is_about = place.is_about or (isinstance(block, LinkBlock) and name == "page")
    said = hidden.word if is_about else KEPT
    raw = {other: filler(child, said) for other, child in block.child_blocks.items()}
    if isinstance(block, LinkBlock) and name != "page":  # which leads somewhere itself
        raw["url"] = "https://example.org/"
    return Place(f".{name}{place.path}", hidden, {**raw, name: place.raw}, is_about)


def filler(block: blocks.Block, said: str) -> Any:
    """What is stored of a block that refers to nothing."""
    if isinstance(block, blocks.ChoiceBlock):
        return next(str(value) for value, _label in block.field.choices if value)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return said
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{said}</p>"
    return block.get_prep_value(block.get_default())


def _chosen_in(streams: list[StreamField]) -> list[type[models.Model]]:
    """Pages and files, and the kinds of snippets that choosers in the streams choose."""
    files = (get_image_model(), get_document_model())
    kinds = dict.fromkeys(kind for stream in streams for kind in _chosen(stream.stream_block))
    return [Page, *files, *(kind for kind in kinds if can_be_hidden(kind) and not issubclass(kind, (Page, *files)))]


def _chosen(block: blocks.Block) -> Iterator[type[models.Model]]:
    if isinstance(block, blocks.ChooserBlock):
        yield block.model_class
    children = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in children:
        if child is not None:
            yield from _chosen(child)
