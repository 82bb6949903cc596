"""Values made of values: mappings, lists, a model's inline children, and the blocks of a StreamField."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import TranslatableMixin

from itp_cms.demo.places import DataError, Place
from itp_cms.demo.values import Building, Field, Known


@dataclass(frozen=True)
class Struct(Field):
    """A mapping with known keys."""

    fields: Mapping[str, Field] = field(default_factory=dict, kw_only=True)

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: {value!r} is not a mapping of {', '.join(self.fields)}"
            return
        yield from self._unknown(value, at)
        for name, of in self.fields.items():
            if value.get(name) is not None:
                yield from of.check(value[name], at / name, known)
            elif of.required:
                yield f"{at}: {name} is missing: add it"

    def check_overlay(self, source: Any, overlay: Any, at: Place, known: Known) -> Iterator[str]:
        if overlay is None:
            return
        if not isinstance(overlay, dict):
            yield f"{at}: {overlay!r} is not a mapping of {', '.join(self.fields)}"
            return
        yield from self._unknown(overlay, at)
        for name, value in overlay.items():
            if name in self.fields:
                yield from self.fields[name].check_overlay((source or {}).get(name), value, at / name, known)

    def lay(self, source: Any, overlay: Any) -> dict[str, Any]:
        return {name: of.lay(source.get(name), (overlay or {}).get(name)) for name, of in self.fields.items()}

    def build(self, value: Any, at: Place, building: Building) -> dict[str, Any]:
        return {of.into or name: of.build(value.get(name), at / name, building) for name, of in self.fields.items()}

    def raw(self, value: Any, at: Place, building: Building) -> Any:
        return {of.into or name: of.raw(value.get(name), at / name, building) for name, of in self.fields.items()}

    def fill(self, instance: Any, value: Mapping[str, Any], at: Place, building: Building) -> None:
        """Set the instance's attributes."""
        for name, of in self.fields.items():
            if of.stored:
                of.assign(instance, name, value.get(name), at / name, building)

    def _unknown(self, value: Mapping[str, Any], at: Place) -> Iterator[str]:
        for name in value:
            if name not in self.fields:
                yield f"{at}: {name!r} is no key of this: use one of {', '.join(self.fields)}"


@dataclass(frozen=True)
class ListOf(Field):
    item: Field = field(default_factory=Field, kw_only=True)

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: {value!r} is not a list"
            return
        for number, item in enumerate(value):
            yield from self.item.check(item, at / number, known)

    def check_overlay(self, source: Any, overlay: Any, at: Place, known: Known) -> Iterator[str]:
        if overlay is None:
            return
        if not isinstance(overlay, list):
            yield f"{at}: {overlay!r} is not a list"
        elif len(overlay) > len(source or []):
            yield f"{at}: {len(overlay)} entries, but the source has {len(source or [])}: follow the source"
        else:
            for number, (item, words) in enumerate(zip(source, overlay, strict=False)):
                yield from self.item.check_overlay(item, words, at / number, known)

    def lay(self, source: Any, overlay: Any) -> list[Any]:
        words = [*(overlay or []), *([None] * len(source or []))]
        return [self.item.lay(item, words[number]) for number, item in enumerate(source or [])]

    def build(self, value: Any, at: Place, building: Building) -> list[Any]:
        return [self.item.build(item, at / number, building) for number, item in enumerate(value or [])]

    def raw(self, value: Any, at: Place, building: Building) -> list[dict[str, Any]]:
        return [
            {"type": "item", "id": str((at / number).uuid), "value": self.item.raw(item, at / number, building)}
            for number, item in enumerate(value or [])
        ]


@dataclass(frozen=True)
class Tags(ListOf):
    def assign(self, instance: Any, name: str, value: Any, at: Place, building: Building) -> None:
        if value:
            getattr(instance, name).set(value)


@dataclass(frozen=True)
class Lines(ListOf):
    """Texts that a model stores as one, a line each. It is translated when every one of them is."""

    def build(self, value: Any, at: Place, building: Building) -> str:  # type: ignore[override]  # text
        return "\n".join(value) if value and all(value) else ""


@dataclass(frozen=True)
class Children(ListOf):
    """Inline children. Of one value each, `attribute` is the one it becomes."""

    model: type[models.Model] = field(kw_only=True)
    attribute: str = field(default="", kw_only=True)

    def assign(self, instance: Any, name: str, value: Any, at: Place, building: Building) -> None:
        setattr(instance, self.into or name, self.build(value, at, building))

    def build(self, value: Any, at: Place, building: Building) -> list[Any]:
        children = []
        for number, item in enumerate(super().build(value, at, building)):
            child = self.model(sort_order=number, **({self.attribute: item} if self.attribute else item))
            if isinstance(child, TranslatableMixin):
                child.translation_key = (at / number).uuid
                child.locale = building.library.locales[building.language]
            children.append(child)
        return children


@dataclass(frozen=True)
class Block(Struct):
    """A block of a stream.

    `type` is its name in the model, if not its kind; `short` the key whose value may stand alone; a `bare` block
    is stored as that value, not as a mapping.
    """

    type: str = ""
    short: str = ""
    bare: bool = False

    def whole(self, value: Any) -> Any:
        return {self.short: value} if self.short and value is not None and not isinstance(value, dict) else value

    def raw(self, value: Any, at: Place, building: Building) -> Any:
        stored = super().raw(value, at, building)
        return stored[self.short] if self.bare else stored


@dataclass(frozen=True)
class Stream(Field):
    """A StreamField, or a stream within one: a list of mappings with one key each, the kind of block.

    Where all blocks are of one kind, `only`, they are listed without it.
    """

    blocks: Mapping[str, Block] = field(default_factory=dict, kw_only=True)
    only: str = ""
    blank: ClassVar[Any] = ()

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: {value!r} is not a list of blocks"
            return
        for number, item in enumerate(self._entries(value)):
            if problem := self._misfit(item):
                yield f"{at / number}: {problem}"
                continue
            block, content, inside = self._open(item, at / number)
            yield from block.check(content, inside, known)

    def check_overlay(self, source: Any, overlay: Any, at: Place, known: Known) -> Iterator[str]:
        if overlay is None:
            return
        if not isinstance(overlay, list) or len(overlay) > len(source or []):
            yield f"{at}: the source has {len(source or [])} blocks: give a list of as many, or fewer"
            return
        for number, (item, words) in enumerate(zip(self._entries(source), self._entries(overlay), strict=False)):
            if words is None:
                continue
            if problem := self._misfit(words):
                yield f"{at / number}: {problem}"
            elif item.keys() != words.keys():
                yield f"{at / number}: the source has a block {next(iter(item))!r} here, not {next(iter(words))!r}"
            else:
                block, content, inside = self._open(item, at / number)
                yield from block.check_overlay(content, self._open(words, at)[1], inside, known)

    def lay(self, source: Any, overlay: Any) -> list[Any]:
        words = [*self._entries(overlay), *([None] * len(source or []))]
        laid = []
        for item, translation in zip(self._entries(source), words, strict=False):
            ((kind, content),) = item.items()
            block = self.blocks[kind]
            content = block.lay(block.whole(content), block.whole((translation or {}).get(kind)))
            laid.append(content if self.only else {kind: content})
        return laid

    def raw(self, value: Any, at: Place, building: Building) -> list[dict[str, Any]]:
        stored = []
        for number, item in enumerate(self._entries(value)):
            block, content, inside = self._open(item, at / number)
            kind = block.type or next(iter(item))
            stored.append({"type": kind, "id": str((at / number).uuid), "value": block.raw(content, inside, building)})
        return stored

    def assign(self, instance: Any, name: str, value: Any, at: Place, building: Building) -> None:
        """Besides: a source is cleaned as the editor's form would, which also gives headings their anchors."""
        stream_block = instance._meta.get_field(self.into or name).stream_block
        stream = stream_block.to_python(self.raw(value, at, building))
        if building.is_source:
            try:
                stream = stream_block.clean(stream)
            except ValidationError as error:
                raise DataError([f"{at}: {_said(error)}"]) from error
            stream = stream_block.to_python(stream_block.get_prep_value(stream))
        setattr(instance, self.into or name, stream)

    def _entries(self, value: Any) -> list[Any]:
        return [{self.only: item} for item in value or []] if self.only else list(value or [])

    def _open(self, item: Mapping[str, Any], at: Place) -> tuple[Block, Any, Place]:
        """A block, its content, and where that is."""
        ((kind, content),) = item.items()
        block = self.blocks[kind]
        return block, block.whole(content), at if self.only else at / kind

    def _misfit(self, item: Any) -> str | None:
        if not isinstance(item, dict) or len(item) != 1:
            return "a block is a mapping with one key, its kind"
        if next(iter(item)) not in self.blocks:
            return f"{next(iter(item))!r} is no kind of block here: use one of {', '.join(self.blocks)}"
        return None


def _said(error: ValidationError) -> str:
    """What is wrong, with the places within the block; Wagtail's errors of blocks nest as the blocks do."""
    inner: Any = getattr(error, "block_errors", None) or {}
    if isinstance(inner, list):
        inner = dict(enumerate(inner))
    said = [f"{place}: {_said(of)}" for place, of in inner.items() if of]
    return "; ".join(said or error.messages)
