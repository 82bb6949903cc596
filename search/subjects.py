"""What pages, files and snippets are about: by it they are filtered and counted, and by its names they are found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model
from taggit.models import Tag, TaggedItem
from wagtail.models import Page

from blog.models import Series
from itp_cms.core.locales import country_name
from itp_cms.core.models import Country, PageTag, Person
from itp_cms.core.public import public
from itp_cms.core.rows import rows_referring_to
from legacy_projects.models import StrandPage
from search.words import Field, Passage

Reference = tuple[int, str, int]
"""The id of what refers, the name of the kind of subject, the id of the subject."""


@dataclass(frozen=True)
class Subject:
    """A tag, a country, somebody: `key` is the same in all languages, `names` are those that are public now."""

    kind: str
    key: str
    names: tuple[Passage, ...] = ()
    named_until: datetime | None = None


KINDS: dict[str, type[Model]] = {
    "tag": Tag,
    "country": Country,
    "person": Person,
    "series": Series,
    "strand": StrandPage,
}


def subjects_of(root: type[Model], ids: Iterable[int]) -> dict[int, list[Subject]]:
    """The subjects of objects, by their ids; as many queries for one as for some hundreds."""
    references = list(_of_pages(list(ids)) if root is Page else _of_others(root, list(ids)))
    found: dict[tuple[str, int], Subject] = {}
    for kind in KINDS:
        if asked := {pk for _object, of_kind, pk in references if of_kind == kind}:
            found |= {(kind, pk): subject for pk, subject in _named(kind, asked)}
    subjects: dict[int, list[Subject]] = {}
    for pk, kind, subject in references:
        if (kind, subject) in found:
            subjects.setdefault(pk, []).append(found[kind, subject])
    return subjects


def key_of(kind: str, change: Any) -> str | None:
    """The key of the subject of a kind that a row of the change log is about."""
    if kind == "country":
        return Country.objects.filter(pk=change.object_id).values_list("code", flat=True).first()
    return str(change.translation_key or change.object_id)


def _of_pages(ids: list[int]) -> Iterator[Reference]:
    for page, tag in PageTag.objects.filter(content_object__in=ids).values_list("content_object_id", "tag_id"):
        yield page, "tag", tag
    for kind in ("country", "person"):
        for rows, page, reference in rows_referring_to(KINDS[kind]):
            referring: Any = rows._default_manager.filter(**{f"{page}__in": ids, f"{reference}__isnull": False})
            for page_id, pk in referring.order_by().values_list(page, f"{reference}_id"):
                yield page_id, kind, pk
    for model, name in _keys_to(Series):
        for page_id, pk in model._default_manager.filter(pk__in=ids).values_list("pk", f"{name}_id"):
            if pk is not None:
                yield page_id, "series", pk
    yield from _below_strands(ids)


def _below_strands(ids: list[int]) -> Iterator[Reference]:
    pages = list(Page.objects.filter(pk__in=ids).values_list("pk", "path"))
    above = {path[:end] for _pk, path in pages for end in range(Page.steplen, len(path), Page.steplen)}
    strands = dict(StrandPage.objects.filter(path__in=above).values_list("path", "pk"))
    for pk, path in pages:
        for strand_path, strand in strands.items():
            if path.startswith(strand_path) and path != strand_path:
                yield pk, "strand", strand


def _keys_to(target: type[Model]) -> list[tuple[type[Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Page)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model is target
    ]


def _of_others(root: Any, ids: list[int]) -> Iterator[Reference]:
    """Of files and snippets."""
    tagged = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(root), object_id__in=ids)
    for pk, tag in tagged.values_list("object_id", "tag_id"):
        yield pk, "tag", tag
    for kind, target in KINDS.items():
        for name in (field.attname for field in root._meta.concrete_fields if field.related_model is target):
            referring = root._default_manager.filter(**{"pk__in": ids, f"{name}__isnull": False}).order_by()
            for pk, subject in referring.values_list("pk", name):
                yield pk, kind, subject


def _named(kind: str, ids: set[int]) -> Iterator[tuple[int, Subject]]:
    return _NAMING.get(kind, _named_by_version)(kind, ids)


def _named_tags(kind: str, ids: set[int]) -> Iterator[tuple[int, Subject]]:
    for pk, name in Tag.objects.filter(pk__in=ids).values_list("pk", "name"):
        yield pk, Subject(kind, str(pk), (Passage(Field.NAMES, settings.LANGUAGE_CODE, name),))


def _named_countries(kind: str, ids: set[int]) -> Iterator[tuple[int, Subject]]:
    languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    for pk, country in Country.objects.filter(pk__in=ids).values_list("pk", "code"):
        names = (Passage(Field.NAMES, language, country_name(country, language)) for language in languages)
        yield pk, Subject(kind, country, tuple(names))


def _named_by_version(kind: str, ids: set[int]) -> Iterator[tuple[int, Subject]]:
    """What is named once in each language, as far as that is public."""
    model: Any = KINDS[kind]
    keys = dict(model._default_manager.filter(pk__in=ids).values_list("pk", "translation_key"))
    names: dict[Any, list[Passage]] = {}
    ends: dict[Any, list[datetime]] = {}
    for version in public(model).filter(translation_key__in=keys.values()).select_related("locale"):
        words = [getattr(version, name, "") for name in ("title", "name", "name_in_own_script")]
        code = version.locale.language_code
        names.setdefault(version.translation_key, []).extend(Passage(Field.NAMES, code, word) for word in words if word)
        if version.expire_at:
            ends.setdefault(version.translation_key, []).append(version.expire_at)
    for pk, key in keys.items():
        yield pk, Subject(kind, str(key), tuple(names.get(key, ())), min(ends.get(key, ()), default=None))


_NAMING: dict[str, Callable[[str, set[int]], Iterator[tuple[int, Subject]]]] = {
    "tag": _named_tags,
    "country": _named_countries,
}
