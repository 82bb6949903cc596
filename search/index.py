"""Keeping the index: what is asked for is read anew and written, whoever asks, however often."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.documents import get_document_model
from wagtail.models import Page, TranslatableMixin
from wagtail.search.index import get_indexed_models

from itp_cms.core.changes import ContentVersion, Kind, record
from itp_cms.core.changes.identity import root_of, type_of_page
from itp_cms.core.public import public
from search.asking import facets_of
from search.engines import database_engine
from search.extraction import day_of, passages_of, period_of, title_of
from search.models import Entry, IndexState, Value
from search.subjects import Subject, subjects_of
from search.vocabulary import learn
from search.words import Passage, words_in

ANALYSIS = 2
"""Raised when texts are analysed otherwise than before: the index is then made anew, by itself."""

BATCH = 100
MOST_YEARS = 100
USING = "default"


def indexed_roots() -> list[type[Model]]:
    """The models by whose keys entries are kept."""
    return list(dict.fromkeys(root_of(model) for model in get_indexed_models()))


def update(root: type[Model], ids: Iterable[int], *, notes_all: bool = True) -> None:
    """Have the index say what these objects say now; those that are gone it forgets.

    Of those, too, that say the same as before, it notes as of when they do.
    """
    rest = iter(sorted(set(ids)))
    while some := list(islice(rest, BATCH)):
        with transaction.atomic(using=USING):
            _lock()
            unchanged, as_of = _update(root, some)
            if notes_all and unchanged:
                _entries(root).filter(object_id__in=unchanged).update(as_of=as_of)


def remove(root: type[Model], ids: Iterable[int]) -> None:
    with transaction.atomic(using=USING):
        _lock()
        _forget(_entries(root).filter(object_id__in=list(ids)))


def rebuild(done: Callable[[int], Any] = lambda count: None) -> None:
    """Go through everything; what is there stays to be found meanwhile. `done` is told of each lot."""
    _lock(analysis=None)
    for root in indexed_roots():
        for ids in _batches(root._default_manager.order_by("pk").values_list("pk", flat=True)):
            update(root, ids, notes_all=False)
            done(len(ids))
        _entries(root).exclude(object_id__in=root._default_manager.values("pk")).delete()
    Entry.objects.exclude(root__in=[ContentType.objects.get_for_model(root) for root in indexed_roots()]).delete()
    _lock(analysis=ANALYSIS)


def tell_of_rebuild() -> None:
    """What a search finds may be something else now, and answers are kept until the log tells of a change."""
    with transaction.atomic():
        record(Kind.CHANGED, IndexState.objects.get(pk=IndexState.THE_ROW))


def count_all() -> int:
    """How many objects there are to go through."""
    return sum(root._default_manager.count() for root in indexed_roots())


def is_of_this_analysis() -> bool:
    return IndexState.objects.filter(analysis=ANALYSIS).exists()


def _lock(**values: Any) -> None:
    row = IndexState.objects.using(USING).filter(pk=IndexState.THE_ROW)
    if not row.update(**(values or {"id": IndexState.THE_ROW})):
        IndexState.objects.using(USING).update_or_create(pk=IndexState.THE_ROW, defaults=values)


def _entries(root: type[Model]) -> QuerySet[Entry]:
    return Entry.objects.filter(root=ContentType.objects.get_for_model(root))


def _batches(ids: QuerySet[Any]) -> Iterator[list[int]]:
    last = None
    while some := list((ids.filter(pk__gt=last) if last is not None else ids)[:BATCH]):
        yield some
        last = some[-1]


def _update(root: Any, ids: list[int]) -> tuple[list[int], int]:
    """Returns the ids of what says the same as before, and the number of the newest change."""
    # Before anything is read: of what comes later, the index may say what was before. Not by `content_version`, which
    # writes what the transaction of somebody who saves has changed so far.
    as_of = ContentVersion.objects.values_list("number", flat=True).first() or 0
    instances = {instance.pk: instance for instance in _instances(root, ids)}
    subjects = subjects_of(root, instances)
    are_public = set(public(root).filter(pk__in=instances).values_list("pk", flat=True))
    there = {entry.object_id: entry for entry in _entries(root).filter(object_id__in=ids)}
    _forget(Entry.objects.filter(pk__in=[entry.pk for pk, entry in there.items() if pk not in instances]))
    made = [
        _Made(root, instance, subjects.get(pk, ()), is_public=pk in are_public, as_of=as_of)
        for pk, instance in instances.items()
    ]
    changed = [one for one in made if one.pk not in there or there[one.pk].digest != one.entry.digest]
    Entry.objects.bulk_create(
        [one.entry for one in changed],
        update_conflicts=True,
        unique_fields=["root", "object_id"],
        update_fields=_COLUMNS,
    )
    Value.objects.filter(entry__in=[there[one.pk].pk for one in changed if one.pk in there]).delete()
    Value.objects.bulk_create(
        Value(entry_id=one.entry.pk, name=name, value=value) for one in changed for name, value in one.values
    )
    words = {one.entry.pk: words_in(one.passages) for one in changed}
    database_engine(USING).write(words, USING)
    learn(passage for one in changed if one.entry.is_public for passage in words[one.entry.pk])
    return [one.pk for one in made if one not in changed], as_of


def _forget(entries: QuerySet[Entry]) -> None:
    ids = list(entries.values_list("pk", flat=True))
    if ids:
        Entry.objects.filter(pk__in=ids).delete()


def _instances(root: Any, ids: Sequence[int]) -> Iterator[Any]:
    """The objects with all that is searched of them; of pages, as what they are."""
    by_model: Mapping[Any, Sequence[int]] = {root: ids}
    if root is Page:
        by_type: dict[Any, list[int]] = {}
        for pk, content_type in Page.objects.filter(pk__in=ids).values_list("pk", "content_type_id"):
            by_type.setdefault(ContentType.objects.get_for_id(content_type).model_class() or Page, []).append(pk)
        by_model = by_type
    for model, of_model in by_model.items():
        if model in get_indexed_models():
            found = model.get_indexed_objects().filter(pk__in=of_model)
            if issubclass(model, get_document_model()):
                found = found.select_related("pdf_text")
            yield from found.select_related("locale") if issubclass(model, TranslatableMixin) else found


_COLUMNS = [
    "type", "locale", "translation_key", "is_public", "day", "named_until", "digest", "as_of", "facets", "title",
    "names", "passages",
]  # fmt: skip


class _Made:
    """An entry as it is to be, and what belongs to it."""

    def __init__(
        self, root: type[Model], instance: Any, subjects: Sequence[Subject], *, is_public: bool, as_of: int
    ) -> None:
        own = passages_of(instance)
        names = sorted({name for subject in subjects for name in subject.names}, key=_order)
        self.pk: int = instance.pk
        self.passages = [*own, *names]
        self.values = sorted({(subject.kind, subject.key) for subject in subjects} | set(_years(instance)))
        is_page = isinstance(instance, Page)
        self.entry = Entry(
            root=ContentType.objects.get_for_model(root),
            object_id=instance.pk,
            type=type_of_page(instance.content_type_id) if is_page else type(instance)._meta.label,
            locale_id=getattr(instance, "locale_id", None),
            translation_key=getattr(instance, "translation_key", None),
            title=title_of(instance, own),
            passages=[_as_json(passage) for passage in own],
            names=[[name.language_code, name.text] for name in names],
            is_public=is_public,
            as_of=as_of,
            day=day_of(instance),
            named_until=min((subject.named_until for subject in subjects if subject.named_until), default=None),
        )
        # By them, too, entries are counted.
        self.values.append(("type", self.entry.type))
        if self.entry.locale_id:
            self.values.append(("locale", str(self.entry.locale_id)))
        self.entry.facets = facets_of(self.values)
        self.entry.digest = self._digest()

    def _digest(self) -> str:
        entry = self.entry
        version = [entry.type, entry.locale_id, entry.translation_key, entry.is_public]
        texts = [_as_json(passage) for passage in self.passages]
        all_of_it = [ANALYSIS, version, entry.title, texts, self.values, entry.day, entry.named_until]
        return hashlib.sha256(json.dumps(all_of_it, default=str).encode()).hexdigest()


def _as_json(passage: Passage) -> list[Any]:
    whole = [passage.field, passage.language_code, passage.text]
    return whole if passage.page is None else [*whole, passage.page]


def _order(name: Passage) -> tuple[str, str]:
    return name.language_code, name.text


def _years(instance: Any) -> Iterator[tuple[str, str]]:
    if period := period_of(instance):
        first, last = (day.year for day in period)
        for year in range(first, min(last, first + MOST_YEARS) + 1):
            yield "year", str(year)


def root_by_label(label: str) -> type[Model] | None:
    """The root of the model that the change log calls so; None for what is not indexed."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return None
    root = root_of(model)
    return root if root in indexed_roots() else None
