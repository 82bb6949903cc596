"""Reading and checking the data files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import yaml
from django.conf import settings

from itp_cms.demo.kinds import Kind, PageKind
from itp_cms.demo.page_kinds import PAGES
from itp_cms.demo.pictures import HAIR, MOTIFS, PALETTES, SKIN
from itp_cms.demo.places import DataError, Place
from itp_cms.demo.snippet_kinds import SITE, SNIPPETS
from itp_cms.demo.structures import ListOf, Struct
from itp_cms.demo.values import Choice, Field, Flag, Known, Name, Ref, Text

DATA = Path(__file__).parent / "data"
KINDS = (*SNIPPETS, *PAGES, SITE)
STATES = ("draft", "outdated")
"""What `_translation` of an overlay may say."""


@dataclass(frozen=True)
class Record:
    """One thing of a kind, or the translation of its words. `number` is its place among those of its file."""

    kind: Kind
    key: str
    at: Place
    number: int
    data: Mapping[str, Any]

    @property
    def page_kind(self) -> PageKind:
        """The kind, of a page's record."""
        return cast(PageKind, self.kind)

    @property
    def state(self) -> str | None:
        return self.data.get("_translation")

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.data.items() if name != "_translation"}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one where it is
    """Refuses a key given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} is given twice", problem_mark=node.value[number][0].start_mark
                )
        return super().construct_mapping(node, deep)


class Files:
    """The data files of a folder. Raises `DataError` for any that are no YAML or not where they belong."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder
        self.source = settings.LANGUAGE_CODE
        self.languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != self.source]
        if not (folder / self.source).is_dir():
            raise DataError([f"{folder}: there is no folder {self.source!r} with the source's files in it"])

    @cached_property
    def countries(self) -> list[str]:
        return self._read(self.folder / "countries.yaml", list)

    @cached_property
    def images(self) -> dict[str, dict[str, Any]]:
        return self._read(self.folder / "images.yaml", dict)

    @cached_property
    def documents(self) -> dict[str, dict[str, Any]]:
        return self._read(self.folder / "documents.yaml", dict)

    @cached_property
    def redirects(self) -> list[dict[str, Any]]:
        return self._read(self.folder / "redirects.yaml", list)

    @cached_property
    def records(self) -> dict[str, Record]:
        """The source's records by their id, in an order in which each can be made."""
        return {record.at.record: record for record in self._records(self.source)}

    @cached_property
    def overlays(self) -> dict[str, dict[str, Record]]:
        """The translations by language and the id of the record they belong to."""
        return {
            language: {record.at.record: record for record in self._records(language)} for language in self.languages
        }

    def of(self, *kinds: Kind) -> list[Record]:
        """The source's records of some kinds."""
        return [record for record in self.records.values() if record.kind in kinds]

    def check(self) -> None:
        """Raises `DataError` with all mistakes found."""
        if problems := list(self._problems()):
            raise DataError(problems)

    def _records(self, language: str) -> Iterator[Record]:
        expected = set()
        for kind in KINDS:
            name = kind.entry or kind.name
            path = self.folder / language / (name if kind.folder else f"{name}.yaml")
            expected.add(path)
            if kind.folder:
                for number, file in enumerate(sorted(path.glob("*.yaml"))):
                    yield self._record(kind, file.stem, file, number, self._read(file, dict))
            elif path.exists() or language == self.source:
                content = self._read(path, dict)
                if kind.entry:
                    content = {key: data for key, data in content.items() if key == kind.name}
                elif not kind.many:
                    content = {"": content}
                for number, (key, data) in enumerate(content.items()):
                    yield self._record(kind, key, path, number, data)
        strangers = set((self.folder / language).glob("*")) - expected
        if strangers:
            raise DataError(f"{self._name(path)}: there is no such kind of content: rename it" for path in strangers)

    def _record(self, kind: Kind, key: str, file: Path, number: int, data: Any) -> Record:
        alone = not kind.many and not kind.folder
        key = kind.name if alone else key
        inside = (key,) if kind.many or kind.entry else ()
        if not isinstance(data, dict):
            raise DataError([f"{self._name(file)}: {key} is not a mapping"])
        at = Place(kind.name if alone else f"{kind.name}/{key}", ": ".join((self._name(file), *inside)))
        return Record(kind, key, at, number, data)

    def _read(self, path: Path, expected: type) -> Any:
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  a safe loader
        except FileNotFoundError as error:
            raise DataError([f"{self._name(path)}: the file is missing: add it"]) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise DataError([f"{self._name(path)}: this is no YAML in UTF-8: {error}"]) from error
        if not isinstance(content, expected):
            kind = "list" if expected is list else "mapping of keys"
            raise DataError([f"{self._name(path)}: the file is not a {kind}"])
        return content

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    @cached_property
    def known(self) -> Known:
        """All keys there are, by kind."""
        known: dict[str, list[str]] = {kind.name: [] for kind in KINDS}
        for record in self.records.values():
            known[record.kind.name].append(record.key)
        pages = [record.at.record for record in self.of(*PAGES)]
        shared = {"countries": self.countries, "images": list(self.images), "documents": list(self.documents)}
        return known | shared | {"pages": pages, "locales": [self.source, *self.languages]}

    def _problems(self) -> Iterator[str]:
        for name, schema, content in (
            ("images.yaml", self._image_schema(), self.images),
            ("documents.yaml", self._document_schema(), self.documents),
        ):
            for key, data in content.items():
                yield from schema.check(data, Place("", f"{name}: {key}"), self.known)
        yield from ListOf(item=REDIRECT).check(self.redirects, Place("", "redirects.yaml"), self.known)
        for record in self.records.values():
            yield from record.kind.fields.check(record.data, record.at, self.known)
        yield from self._problems_of_slugs()
        for overlays in self.overlays.values():
            for overlay in overlays.values():
                yield from self._problems_of_overlay(overlay)

    def _problems_of_overlay(self, overlay: Record) -> Iterator[str]:
        source = self.records.get(overlay.at.record)
        if source is None:
            yield f"{overlay.at}: the source has no {overlay.at.record}: correct the name, or add the source"
            return
        if overlay.state not in (None, *STATES):
            yield f"{overlay.at / '_translation'}: {overlay.state!r} is not one of {', '.join(STATES)}"
        if overlay.state == "outdated" and not source.data.get("later_addition"):
            yield f"{overlay.at / '_translation'}: {source.at.file} needs a later_addition, by which it went ahead"
        words = overlay.words
        if isinstance(slug := words.pop("slug", ""), str):
            yield from overlay.kind.fields.check_overlay(source.data, words, overlay.at, self.known)
        else:
            yield f"{overlay.at / 'slug'}: {slug!r} is not text: put it in quotation marks"

    def _problems_of_slugs(self) -> Iterator[str]:
        taken: dict[Any, Record] = {}
        for record in self.of(*PAGES):
            slug = record.data.get("slug") or record.key
            other = taken.setdefault((record.page_kind.parent(record.data), slug), record)
            if other is not record:
                yield f"{record.at}: {other.at.file} has the slug {slug!r} below the same page: give another slug"

    def _image_schema(self) -> Struct:
        words: dict[str, Field] = {
            "title": Text(longest=255),
            "description": Text(longest=255),
            "credit": Text(longest=255),
        }
        own: dict[str, Field] = {
            "motif": Choice(required=True, options=MOTIFS),
            "palette": Choice(required=True, options=PALETTES),
            "large": Flag(),
            "hair": Choice(options=HAIR),
            "skin": Choice(options=tuple(SKIN)),
            "collection": Name(required=True),
            "translations": self._by_language(words),
        }
        return Struct(fields=words | own)

    def _document_schema(self) -> Struct:
        page: dict[str, Field] = {"heading": Name(required=True), "text": Name(required=True)}
        return Struct(
            fields={
                "title": Text(required=True, longest=255),
                "pages": ListOf(required=True, item=Struct(fields=page)),
                "translations": self._by_language({"title": Text(longest=255)}),
            }
        )

    def _by_language(self, words: Mapping[str, Field]) -> Struct:
        return Struct(fields={language: Struct(fields=words) for language in self.languages})


REDIRECT = Struct(fields={"from": Name(required=True), "page": Ref(kind="pages", required=True)})
