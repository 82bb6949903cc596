"""Snippets, the rows inside an object, and tags."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Model, QuerySet
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Orderable, Page, TranslatableMixin

from itp_cms.core.representation.context import Context, Publicly
from itp_cms.core.representation.deferred import FILES, PAGES, ROWS, SNIPPETS, Batch
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import row_shape_of, shape_of
from itp_cms.core.representation.translations import best_of, read_versions
from itp_cms.core.statements import Among, Read, Several

Key = tuple[int, str, int, Config]
"""Id, language code, level, and what `?fields=` asks of it."""


class SnippetBatch(Batch[Key]):
    """The snippets of one model, each in the wanted language where it has a public translation, else as it is."""

    def __init__(self, context: Context, model: type[Model]) -> None:
        super().__init__(context)
        self.model = model
        self.rank = SNIPPETS - min(steps_below(model), SNIPPETS - PAGES - 1)

    def reads(self, keys: list[Key]) -> list[Read]:
        if issubclass(self.model, TranslatableMixin):
            return read_versions(self.context, self.model, {key[:2] for key in keys})
        ids = {key[0] for key in keys}
        self.context.keys.add_objects(self.model, ids)
        return [read_by_id(self.context, self.model, ids)]

    def made(self, keys: list[Key], *rows: list[Any]) -> dict[Key, Any]:
        found: Mapping[Any, Model]
        if issubclass(self.model, TranslatableMixin):
            versions, ids = rows
            wanted = {key[:2] for key in keys}
            found = best_of(self.context, self.model, wanted, versions, dict(ids))
            return {key: self._represent(found[key[:2]], key) for key in keys if key[:2] in found}
        found = {instance.pk: instance for instance in rows[0]}
        return {key: self._represent(found[key[0]], key) for key in keys if key[0] in found}

    def _represent(self, instance: Model, key: Key) -> dict[str, Any]:
        _pk, language, level, config = key
        shape = shape_of(self.model)
        scope = Scope(self.context, language, level)
        return shape.represent(instance, shape.select_reference(scope, config), scope)


@cache
def steps_below(model: type[Model], above: frozenset[type[Model]] = frozenset()) -> int:
    """How many snippets stand below one at most: a country is below an institution, that below a person."""
    shape = shape_of(model)
    related = {shape.fields[name].related_model(model, name) for name in shape.available} - above
    below = [one for one in related if one and not issubclass(one, Page | AbstractImage | AbstractDocument)]
    return max((1 + steps_below(one, above | {model, one}) for one in below), default=0)


def read_by_id(context: Context, model: type[Model], ids: set[int]) -> Read:
    """What is read for public objects of a model, by their ids."""
    among = Among(F("pk"), Several("ids", model._meta.pk))
    return context.read(("by id", model), lambda public: public(model).filter(among).order_by(), ids=ids)


def read_rows(context: Context, relation: Any, ids: set[int], *columns: str) -> Read:
    """What is read for the rows of an inline relation: whole, or some columns of them."""

    def rows(public: Any) -> QuerySet[Any]:
        among = Among(F(relation.field.attname), Several("ids", relation.model._meta.pk))
        found: QuerySet[Any] = relation.related_model._default_manager.filter(among).order_by()
        return found.values_list(*columns) if columns else found

    return context.read(("rows", relation, columns), rows, ids=ids)


class RowBatch(Batch[Key]):
    """The rows of one inline relation, by the id of the object they belong to; empty where it has none."""

    rank = ROWS

    def __init__(self, context: Context, relation: Any) -> None:
        super().__init__(context)
        self.relation = relation

    def reads(self, keys: list[Key]) -> list[Read]:
        return [read_rows(self.context, self.relation, {key[0] for key in keys})]

    def made(self, keys: list[Key], *rows: list[Any]) -> dict[Key, Any]:
        attname = self.relation.field.attname
        by_parent: dict[int, list[Any]] = {}
        for row in in_order(self.relation, rows[0]):
            by_parent.setdefault(getattr(row, attname), []).append(row)
        draft = self.context.draft_of(self.relation.model)
        if draft is not None:
            by_parent[draft.pk] = drafted_rows(draft, self.relation)
        return {key: [self._represent(row, key) for row in by_parent.get(key[0], ())] for key in keys}

    def _represent(self, row: Model, key: Key) -> dict[str, Any]:
        _pk, language, level, config = key
        return row_shape_of(type(row)).represent_row(row, config, Scope(self.context, language, level))


class RowReferenceBatch(Batch[Key]):
    """What the rows of one inline relation refer to by one foreign key, by the id of the object they belong to."""

    rank = ROWS

    def __init__(self, context: Context, relation: Any, reference: str) -> None:
        super().__init__(context)
        self.relation = relation
        self.field = relation.related_model._meta.get_field(reference)

    def reads(self, keys: list[Key]) -> list[Read]:
        order = ["sort_order"] if issubclass(self.relation.related_model, Orderable) else []
        columns = [*order, "pk", self.relation.field.attname, self.field.attname]
        return [read_rows(self.context, self.relation, {key[0] for key in keys}, *columns)]

    def made(self, keys: list[Key], *rows: list[Any]) -> dict[Key, Any]:
        by_parent: dict[int, list[Any]] = {}
        for *_order, parent, pk in sorted(rows[0], key=_place):
            by_parent.setdefault(parent, []).append(pk)
        draft = self.context.draft_of(self.relation.model)
        if draft is not None:
            drafted = drafted_rows(draft, self.relation)
            by_parent[draft.pk] = [getattr(row, self.field.attname) for row in drafted]
        return {key: list(self._references(by_parent.get(key[0], ()), key)) for key in keys}

    def _references(self, ids: Iterable[int | None], key: Key) -> Iterable[Any]:
        _pk, language, level, config = key
        scope = Scope(self.context, language, level)
        return (scope.reference(self.field.related_model, pk, config) for pk in ids if pk is not None)


class RowCountBatch(Batch[int]):
    """How many rows of one inline relation refer, by one foreign key, to what is public in any language."""

    rank = ROWS
    is_plain = True

    def __init__(self, context: Context, relation: Any, reference: str) -> None:
        super().__init__(context)
        self.relation = relation
        self.field = relation.related_model._meta.get_field(reference)
        self.column = "translation_key" if issubclass(self.field.related_model, TranslatableMixin) else "pk"

    def reads(self, keys: list[int]) -> list[Read]:
        self.context.keys.add_types(self.field.related_model)
        attname = self.relation.field.attname

        def counts(public: Publicly) -> QuerySet[Any]:
            among = Among(F(attname), Several("ids", self.relation.model._meta.pk))
            shown = public(self.field.related_model).order_by().values(self.column)
            rows = self.relation.related_model._default_manager.filter(
                among, **{f"{self.field.name}__{self.column}__in": shown}
            )
            return cast("QuerySet[Any]", rows.order_by().values_list(attname).annotate(Count("pk")))

        return [self.context.read(("row counts", self.relation, self.field), counts, ids=keys)]

    def made(self, keys: list[int], *rows: list[Any]) -> dict[int, Any]:
        counts: dict[int, Any] = dict(rows[0])
        draft = self.context.draft_of(self.relation.model)
        if draft is not None and draft.pk in keys:
            counts[draft.pk] = self._drafted(draft)
        return counts

    def _drafted(self, draft: Any) -> int | None:
        model = self.field.related_model
        ids = [getattr(row, self.field.attname) for row in drafted_rows(draft, self.relation)]
        public = self.context.boundary.public(model).order_by().values(self.column)
        shown = model._default_manager.filter(pk__in=ids, **{f"{self.column}__in": public})
        shown_ids = set(shown.values_list("pk", flat=True))
        return sum(pk in shown_ids for pk in ids) or None


class TagBatch(Batch[tuple[type[Model], int]]):
    """The sorted names of the tags that one table of tagged things holds, by model and id."""

    rank = FILES
    is_plain = True

    def __init__(self, context: Context, through: type[Model]) -> None:
        super().__init__(context)
        self.through = through

    def reads(self, keys: list[tuple[type[Model], int]]) -> list[Read]:
        types = {self._owner(model) for model, _pk in keys}
        return [self.context.read(("tags", self.through), self._rows, types=types, ids={pk for _model, pk in keys})]

    def made(self, keys: list[tuple[type[Model], int]], *rows: list[Any]) -> dict[tuple[type[Model], int], Any]:
        names: dict[tuple[Any, int], list[str]] = {}
        for *owner, pk, name in rows[0]:
            names.setdefault((owner[0] if owner else None, pk), []).append(name)
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

    def _field(self, name: str) -> Any:
        return self.through._meta.get_field(name)

    def _rows(self, public: Any) -> QuerySet[Any]:
        """Rows of the content type, where the table is of all models, the thing's id, and the tag's name."""
        tagged = self.through._default_manager.order_by()
        if hasattr(self.through, "object_id"):
            of_types = Among(F("content_type_id"), Several("types", self._field("content_type")))
            of_things = Among(F("object_id"), Several("ids", self._field("object_id")))
            return tagged.filter(of_types, of_things).values_list("content_type_id", "object_id", "tag__name")
        of_things = Among(F("content_object_id"), Several("ids", self._field("content_object")))
        return tagged.filter(of_things).values_list("content_object_id", "tag__name")


def in_order(relation: Any, rows: list[Any]) -> list[Any]:
    """The rows of an inline relation, each parent's in its order."""
    if not issubclass(relation.related_model, Orderable):
        return sorted(rows, key=lambda row: row.pk)
    return sorted(rows, key=lambda row: _place((row.sort_order, row.pk)))


def _place(row: Sequence[Any]) -> tuple[Any, ...]:
    """Where a row that begins with its place stands: rows without one come first, as in SQLite, whatever database."""
    return (row[0] is not None, row[0] or 0, row[1])


def drafted_rows(draft: Any, relation: Any) -> list[Any]:
    """The rows of an inline relation as the draft holds them, saved or not."""
    rows = list(getattr(draft, relation.get_accessor_name()).all())
    return sorted(rows, key=lambda row: row.sort_order or 0) if issubclass(relation.related_model, Orderable) else rows
