"""What a single value of a data file can be.

A field does four things: `check` finds mistakes in a value of the source, `check_overlay` in a translation of it;
`lay` lays the translation over the source; `build` turns the result into what a model's attribute takes, and `raw`
into what a StreamField stores.

Untranslated words are laid over as blanks, so that they are not taken for a translation that happens to be the same.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone
from wagtail_localize.strings import extract_strings

from itp_cms.demo.library import Library
from itp_cms.demo.places import Place
from itp_cms.demo.prose import references, rich_text

Known = Mapping[str, Collection[str]]
"""The keys there are, by kind."""


@dataclass(frozen=True)
class Building:
    """What a value is built with: the things it may refer to, and the language it is built in."""

    library: Library
    language: str

    @property
    def is_source(self) -> bool:
        return self.language == settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Field:
    """A value. `into` is the attribute of the model where it has another name than the key; what is not `stored`
    is for the loader alone."""

    required: bool = False
    into: str | None = None
    stored: bool = True
    translated: ClassVar[bool] = False
    blank: ClassVar[Any] = None
    types: ClassVar[tuple[type, ...]] = (str,)
    expected: ClassVar[str] = "text: put it in quotation marks"

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if not isinstance(value, self.types) or (isinstance(value, bool) and bool not in self.types):
            yield f"{at}: {value!r} is not {self.expected}"

    def check_overlay(self, source: Any, overlay: Any, at: Place, known: Known) -> Iterator[str]:
        if overlay is None or overlay == source:
            return
        if not self.translated:
            yield f"{at}: this is not translated: remove it, the source's value is taken"
        elif not source:
            yield f"{at}: the source has nothing here to translate: remove it, or add it to the source"
        else:
            yield from self.check(overlay, at, known)

    def lay(self, source: Any, overlay: Any) -> Any:
        return (overlay or self.blank) if self.translated else source

    def build(self, value: Any, at: Place, building: Building) -> Any:
        return self.blank if value is None else value

    def raw(self, value: Any, at: Place, building: Building) -> Any:
        return self.build(value, at, building)

    def assign(self, instance: Any, name: str, value: Any, at: Place, building: Building) -> None:
        setattr(instance, self.into or name, self.build(value, at, building))


@dataclass(frozen=True)
class Name(Field):
    """Text that is the same in every language."""

    blank: ClassVar[Any] = ""


@dataclass(frozen=True)
class Text(Field):
    """Words to translate; `longest` in characters."""

    longest: int | None = None
    translated: ClassVar[bool] = True
    blank: ClassVar[Any] = ""

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        yield from super().check(value, at, known)
        if self.longest and isinstance(value, str) and len(value) > self.longest:
            yield f"{at}: {len(value)} characters, at most {self.longest} fit: shorten it"

    def build(self, value: Any, at: Place, building: Building) -> str:
        return (value or "").strip()


@dataclass(frozen=True)
class Prose(Field):
    """Markdown to translate, which becomes rich text."""

    translated: ClassVar[bool] = True
    blank: ClassVar[Any] = ""

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        yield from super().check(value, at, known)
        if isinstance(value, str):
            for kind, key in references(value):
                if key not in known[f"{kind}s"]:
                    yield f"{at}: the link goes to {kind}:{key}, which does not exist: correct the key"

    def check_overlay(self, source: Any, overlay: Any, at: Place, known: Known) -> Iterator[str]:
        problems = list(super().check_overlay(source, overlay, at, known))
        yield from problems
        if problems or not source or not overlay:
            return
        (template, links), (own_template, own_links) = _anatomy(source), _anatomy(overlay)
        if template != own_template:
            yield f"{at}: its paragraphs and lists are not those of the source: give as many, in the same order"
        elif links != own_links:
            yield f"{at}: its links are not those of the source: link to {', '.join(links) or 'nothing'}"

    def build(self, value: Any, at: Place, building: Building) -> str:
        return rich_text(value or "", building.library.link_id)


def _anatomy(text: str) -> tuple[str, list[str]]:
    """What a translation shares with its source: the paragraphs and lists, and where the links go."""
    html = rich_text(text, lambda linktype, key: f"{linktype}:{key}")
    template, strings = extract_strings(html)
    links = (link.get("href") or link["id"] for _string, links in strings for link in links.values())
    return template, sorted(links)


@dataclass(frozen=True)
class Whole(Field):
    types: ClassVar[tuple[type, ...]] = (int,)
    expected: ClassVar[str] = "a whole number"


@dataclass(frozen=True)
class Number(Field):
    types: ClassVar[tuple[type, ...]] = (int, float)
    expected: ClassVar[str] = "a number"

    def build(self, value: Any, at: Place, building: Building) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    def raw(self, value: Any, at: Place, building: Building) -> str | None:
        return None if value is None else str(value)


@dataclass(frozen=True)
class Flag(Field):
    types: ClassVar[tuple[type, ...]] = (bool,)
    expected: ClassVar[str] = "true or false"

    def build(self, value: Any, at: Place, building: Building) -> bool:
        return bool(value)


@dataclass(frozen=True)
class Day(Field):
    types: ClassVar[tuple[type, ...]] = (datetime.date,)
    expected: ClassVar[str] = "a date such as 2018-07-23"


@dataclass(frozen=True)
class EndOfDay(Day):
    """A date that stands for the moment it ends at."""

    def build(self, value: Any, at: Place, building: Building) -> datetime.datetime | None:
        return value and timezone.make_aware(datetime.datetime.combine(value, datetime.time(23, 59)))


@dataclass(frozen=True)
class Choice(Field):
    options: Collection[str] = ()
    default: str = ""

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if str(value) not in self.options:
            yield f"{at}: {value!r} is none of the choices: use one of {', '.join(self.options)}"

    def build(self, value: Any, at: Place, building: Building) -> str:
        return self.default if value is None else str(value)


@dataclass(frozen=True)
class Ref(Field):
    """The key of something of a kind, such as `people`."""

    kind: str = field(default="", kw_only=True)

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        if value not in known[self.kind]:
            yield f"{at}: there is no {value!r} among the {self.kind}: correct the key, or add what it names"

    def build(self, value: Any, at: Place, building: Building) -> Any:
        return None if value is None else building.library[self.kind, value]

    def raw(self, value: Any, at: Place, building: Building) -> int | None:
        return None if value is None else building.library[self.kind, value].pk


@dataclass(frozen=True)
class Counts(Field):
    """How often each choice was made."""

    types: ClassVar[tuple[type, ...]] = (dict,)
    expected: ClassVar[str] = "a mapping of choices to whole numbers"

    def check(self, value: Any, at: Place, known: Known) -> Iterator[str]:
        yield from super().check(value, at, known)
        for choice, count in value.items() if isinstance(value, dict) else ():
            yield from Whole().check(count, at / str(choice), known)
