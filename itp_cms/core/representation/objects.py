"""Snippets, the rows inside an object, and tags."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model
from wagtail.models import Orderable, TranslatableMixin

from itp_cms.core.representation.context import Context, Scope
from itp_cms.core.representation.deferred import Batch
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import row_shape_of, shape_of
from itp_cms.core.representation.translations import best_translations

Key = tuple[int, str, int, Config]
"""Id, language code, level, and what `?fields=` asks of it."""


class SnippetBatch(Batch[Key]):
    """The snippets of one model, each in the wanted language where it has a public translation, else as it is."""

    rank = 2

    def __init__(self, context: Context, model: type[Model]) -> None:
        super().__init__(context)
        self.model = model

    def look_up(self, keys: list[Key]) -> dict[Key, Any]:
        objects = self.context.boundary.public(self.model)
        if issubclass(self.model, TranslatableMixin):
            wanted = {(pk, language) for pk, language, _level, _config in keys}
            found = best_translations(objects, wanted, self.context.locales, self.context.chain)
            return {key: self._represent(found[key[:2]], key) for key in keys if key[:2] in found}
        by_id = objects.in_bulk({key[0] for key in keys})
        return {key: self._represent(by_id[key[0]], key) for key in keys if key[0] in by_id}

    def _represent(self, instance: Model, key: Key) -> dict[str, Any]:
        _pk, language, level, config = key
        shape = shape_of(self.model)
        scope = Scope(self.context, language, level)
        return shape.represent(instance, shape.select_reference(scope, config), scope)


class RowBatch(Batch[Key]):
    """The rows of one inline relation, by the id of the object they belong to; empty where it has none."""

    def __init__(self, context: Context, relation: Any) -> None:
        super().__init__(context)
        self.relation = relation

    def look_up(self, keys: list[Key]) -> dict[Key, Any]:
        rows = rows_by_parent(self.context, self.relation, {key[0] for key in keys})
        return {key: [self._represent(row, key) for row in rows.get(key[0], ())] for key in keys}

    def _represent(self, row: Model, key: Key) -> dict[str, Any]:
        _pk, language, level, config = key
        return row_shape_of(type(row)).represent_row(row, config, Scope(self.context, language, level))


class RowReferenceBatch(Batch[Key]):
    """What the rows of one inline relation refer to by one foreign key, by the id of the object they belong to."""

    def __init__(self, context: Context, relation: Any, reference: str) -> None:
        super().__init__(context)
        self.relation = relation
        self.field = relation.related_model._meta.get_field(reference)

    def look_up(self, keys: list[Key]) -> dict[Key, Any]:
        rows = rows_by_parent(self.context, self.relation, {key[0] for key in keys})
        return {key: list(self._references(rows.get(key[0], ()), key)) for key in keys}

    def _references(self, rows: Iterable[Model], key: Key) -> Iterable[Any]:
        _pk, language, level, config = key
        scope = Scope(self.context, language, level)
        for row in rows:
            pk = getattr(row, self.field.attname)
            if pk is not None:
                yield scope.reference(self.field.related_model, pk, config)


class RowCountBatch(Batch[int]):
    """How many rows of one inline relation refer, by one foreign key, to what is public in any language."""

    def __init__(self, context: Context, relation: Any, reference: str) -> None:
        super().__init__(context)
        self.relation = relation
        self.field = relation.related_model._meta.get_field(reference)

    def look_up(self, keys: list[int]) -> dict[int, Any]:
        attname = self.relation.field.attname
        column = "translation_key" if issubclass(self.field.related_model, TranslatableMixin) else "pk"
        public = self.context.boundary.public(self.field.related_model).order_by().values(column)
        rows = self.relation.related_model._default_manager.filter(
            **{f"{attname}__in": keys, f"{self.field.name}__{column}__in": public}
        )
        counts: dict[int, Any] = dict(rows.order_by().values_list(attname).annotate(Count("pk")))
        draft = self.context.draft_of(self.relation.model)
        if draft is not None and draft.pk in keys:
            ids = [getattr(row, self.field.attname) for row in drafted_rows(draft, self.relation)]
            shown = self.field.related_model._default_manager.filter(pk__in=ids, **{f"{column}__in": public})
            shown_ids = set(shown.values_list("pk", flat=True))
            counts[draft.pk] = sum(pk in shown_ids for pk in ids) or None
        return counts


class TagBatch(Batch[tuple[type[Model], int]]):
    """The sorted names of the tags that one table of tagged things holds, by model and id."""

    def __init__(self, context: Context, through: type[Model]) -> None:
        super().__init__(context)
        self.through = through

    def look_up(self, keys: list[tuple[type[Model], int]]) -> dict[tuple[type[Model], int], Any]:
        names: dict[tuple[Any, int], list[str]] = {}
        for owner, pk, name in self._rows({model for model, _pk in keys}, {pk for _model, pk in keys}):
            names.setdefault((owner, pk), []).append(name)
        for model, pk in keys:
            if (draft := self.context.draft_of(model)) is not None and draft.pk == pk:
                names[self._owner(model), pk] = self._drafted(draft)
        return {key: sorted(names.get((self._owner(key[0]), key[1]), ())) for key in keys}

    def _owner(self, model: type[Model]) -> int | None:
        """What tells apart equal ids in the table: the content type where it is of all models."""
        return ContentType.objects.get_for_model(model).pk if hasattr(self.through, "object_id") else None

    def _drafted(self, draft: Any) -> list[str]:
        content_object: Any = self.through._meta.get_field("content_object")
        tags = [row.tag_id for row in drafted_rows(draft, content_object.remote_field)]
        tag: Any = self.through._meta.get_field("tag")
        return list(tag.related_model._default_manager.filter(pk__in=tags).values_list("name", flat=True))

    def _rows(self, models: set[type[Model]], ids: set[int]) -> Iterable[tuple[int | None, int, str]]:
        tagged = self.through._default_manager
        if hasattr(self.through, "object_id"):
            types = {self._owner(model) for model in models}
            things = tagged.filter(content_type__in=types, object_id__in=ids)
            return things.values_list("content_type_id", "object_id", "tag__name")
        rows: Any = tagged.filter(content_object_id__in=ids).values_list("content_object_id", "tag__name")
        return ((None, pk, name) for pk, name in rows)


def rows_by_parent(context: Context, relation: Any, ids: set[int]) -> dict[int, list[Any]]:
    """The rows of an inline relation by the id of their parent, each parent's in its order."""
    attname = relation.field.attname
    rows: dict[int, list[Any]] = {}
    order = ["sort_order", "pk"] if issubclass(relation.related_model, Orderable) else ["pk"]
    for row in relation.related_model._default_manager.filter(**{f"{attname}__in": ids}).order_by(*order):
        rows.setdefault(getattr(row, attname), []).append(row)
    draft = context.draft_of(relation.model)
    if draft is not None and draft.pk in ids:
        rows[draft.pk] = drafted_rows(draft, relation)
    return rows


def drafted_rows(draft: Any, relation: Any) -> list[Any]:
    """The rows of an inline relation as the draft holds them, saved or not."""
    rows = list(getattr(draft, relation.get_accessor_name()).all())
    return sorted(rows, key=lambda row: row.sort_order or 0) if issubclass(relation.related_model, Orderable) else rows
