"""How each kind of field is represented: what models name in `api_fields`.

Without a serializer, a field is represented by its kind (`field_for`); naming one states it openly, or chooses
another. None of them loads a related object: they hand out `Deferred` values (see `context`), which are looked up
together once all objects have been represented.
"""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from rest_framework.fields import Field

from itp_cms.core.representation.deferred import Derived
from itp_cms.core.representation.schema import (
    PLAIN_TEXT,
    RICH_TEXT,
    Count,
    Schema,
    SchemaScope,
    Uri,
    an_object,
    array,
    attribute_schema,
    nullable,
    text,
)

if TYPE_CHECKING:
    from itp_cms.core.representation.context import Scope
    from itp_cms.core.representation.selection import Config

_ID: "Config" = (("_", False, None), ("id", False, None))


class Representer(Field):
    """Represents one field of an object as JSON-ready data, and says what comes of it (`schema`).

    A Django REST framework field by name only: Wagtail's API v3 inspects every serializer of `api_fields` when it is
    imported (`wagtail/api/v3/schemas/generators/read.py`, in Wagtail 8.0 by `wagtail.contrib.redirects`).
    """

    def __init__(self) -> None:
        super().__init__(read_only=True)

    def to_representation(self, value: Any) -> Any:
        return plain(value)

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        """The field's value; `config` is what `?fields=name(…)` asks of what it refers to."""
        return plain(_value(instance, name))

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        """What `represent` gives, as JSON Schema: of a property, what its annotation says."""
        return attribute_schema(model, name, scope)

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        """What `?fields=name(…)` would choose fields of, if it can."""
        return None

    def hides(self, instance: models.Model) -> bool:
        """Whether the field is kept from readers of this object for now, on its reading page as well."""
        return False

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        """The database columns it reads, or None where only the code knows."""
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return {field.attname} if isinstance(field, models.Field) and field.concrete else set()

    is_column = True
    """Whether lists can be filtered and ordered by the column it shows, if it shows one."""


class ObjectField(Representer):
    """A foreign key to anything that is published: page, image, document or snippet."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        field: Any = instance._meta.get_field(name)
        pk = getattr(instance, field.attname)
        return None if pk is None else scope.reference(field.related_model, pk, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        field: Any = model._meta.get_field(name)
        return scope.nullable_reference(field.related_model, may_be_empty=field.null)

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return cast("type[models.Model]", model._meta.get_field(name).related_model)


class ImageField(ObjectField):
    """A foreign key to an image: words in the object's language, renditions, `srcset`."""


class FallbackImageField(ImageField):
    """An image, or that of another field where there is none, or none that is public."""

    def __init__(self, fallback: str) -> None:
        super().__init__()
        self.fallback = fallback

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        first = super().represent(instance, name, scope, config)
        images = (first, super().represent(instance, self.fallback, scope, config))
        return Derived(lambda: next((image.value for image in images if image and image.value), None))

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {cast("models.Field", model._meta.get_field(field)).attname for field in (name, self.fallback)}


class DocumentField(ObjectField):
    """A foreign key to a document: address, bytes, page count."""


class PageField(ObjectField):
    """A foreign key to a page: its teaser, in the object's language where there is one."""


class InlineField(Representer):
    """Rows edited inside the object (`InlinePanel`), in their order, with all their `api_fields`."""

    def __init__(self, relation: str | None = None) -> None:
        super().__init__()
        self.relation = relation

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.rows(self._field(type(instance), name), instance.pk, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return scope.rows(self._field(model, name).related_model)

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return self._field(model, name).related_model

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()

    def _field(self, model: type[models.Model], name: str) -> Any:
        return model._meta.get_field(self.relation or name)


class ObjectListField(InlineField):
    """What the rows of an `InlinePanel` refer to, in their order: a list of objects, without the rows."""

    def __init__(self, relation: str, reference: str) -> None:
        super().__init__(relation)
        self.reference = reference

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.row_references(self._field(type(instance), name), self.reference, instance.pk, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return array(scope.reference(cast("type[models.Model]", self.related_model(model, name))))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        rows: type[models.Model] = self._field(model, name).related_model
        return cast("type[models.Model]", rows._meta.get_field(self.reference).related_model)


class PageListField(ObjectListField):
    """The pages that the rows of an `InlinePanel` refer to, each by its teaser."""


class ParentPageField(Representer):
    """The page above, by its teaser."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.parent(instance, config, teaser=True)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        parents: list[Any] = model.clean_parent_page_models()  # type: ignore[attr-defined]
        return nullable(scope.reference(parents[0] if len(parents) == 1 else apps.get_model("wagtailcore.Page")))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return apps.get_model("wagtailcore.Page")

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()


class ChildrenField(ParentPageField):
    """The pages below, as a list of the API gives them: how many there are, and the first by their teasers."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.child_pages(instance, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        meta = {"total_count": scope.of(Count), "listing_url": scope.of(Uri)}
        items = scope.reference(child_page_model(model))
        return an_object({"meta": an_object(meta), "items": array(items)})


def child_page_model(parent: Any) -> Any:
    """What the pages below a page of this type are: their one type, or pages of any."""
    types = parent.clean_subpage_models()
    return types[0] if len(types) == 1 else apps.get_model("wagtailcore.Page")


class PageIdsField(Representer):
    """Pages whose ids a property of the object names, each by its teaser."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return [scope.page(pk, config) for pk in getattr(instance, self.attribute)]

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return array(scope.reference(apps.get_model("wagtailcore.Page")))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return apps.get_model("wagtailcore.Page")


class ObjectIdField(Representer):
    """An object whose id a property names."""

    def __init__(self, model: type[models.Model], attribute: str) -> None:
        super().__init__()
        self.model = model
        self.attribute = attribute

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        pk = getattr(instance, self.attribute)
        return None if pk is None else scope.reference(self.model, pk, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return scope.nullable_reference(self.model)

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return self.model


class CountsField(Representer):
    """How many public things each inline relation refers to, unless a column says otherwise: `{name: number or None}`.

    `relations` names, for each count, the relation and the foreign key of its rows. A column `reported_NAME` with a
    value stands in for the count.
    """

    def __init__(self, **relations: tuple[str, str]) -> None:
        super().__init__()
        self.relations = relations

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return {count: self._count(instance, count, scope) for count in self.relations}

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return an_object({count: nullable(scope.of(Count)) for count in self.relations})

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {f"reported_{count}" for count in self.relations}

    def _count(self, instance: models.Model, count: str, scope: "Scope") -> Any:
        reported = getattr(instance, f"reported_{count}")
        relation, reference = self.relations[count]
        return reported or scope.row_count(instance._meta.get_field(relation), reference, instance.pk)


class LinkLabelField(Representer):
    """The words of a link to the page that a foreign key names; empty where that page is not public."""

    is_column = False  # or a filter would find the words that are not shown

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        pk = getattr(instance, f"{self.reference}_id")
        if pk is None:
            return ""
        page = scope.page(pk, _ID)
        return Derived(lambda: getattr(instance, name) if page.value else "")

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {name, f"{self.reference}_id"}


class ComputedField(Representer):
    """A property that is computed from the named columns alone."""

    def __init__(self, *columns: str) -> None:
        super().__init__()
        self.reads = frozenset(columns)

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set(self.reads)


class TagsField(Representer):
    """The names of the tags, sorted."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.tags(type(instance), name, instance.pk)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return array(text())

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()


class RichTextFieldSerializer(Representer):
    """Rich text as HTML with front-end addresses."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.rich_text(getattr(instance, name))

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return RICH_TEXT


class StreamFieldSerializer(Representer):
    """A StreamField: `[{"type", "value", "id"}, …]` with what the blocks refer to in place, or as one plain text."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.stream(getattr(instance, name))

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        blocks = scope.block(cast("Any", model._meta.get_field(name)).stream_block)
        return blocks if scope.level is not None else {"anyOf": [blocks, PLAIN_TEXT]}


def plain(value: Any) -> Any:
    """A Python value as JSON has it; dates as ISO 8601, decimals as numbers."""
    if value is None or type(value) in _AS_JSON_HAS_THEM:
        return value
    if isinstance(value, datetime.datetime):
        text = timezone.localtime(value).isoformat() if timezone.is_aware(value) else value.isoformat()
        return text[:-6] + "Z" if text.endswith("+00:00") else text
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Promise):
        return str(value)
    return value


_AS_JSON_HAS_THEM = frozenset({str, int, bool, float})


def field_for(model: type[models.Model], name: str) -> Representer:
    """The representer that fits a model's field or attribute."""
    from taggit.managers import TaggableManager
    from wagtail.fields import RichTextField, StreamField

    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Representer()
    kinds: dict[Any, type[Representer]] = {
        TaggableManager: TagsField,
        StreamField: StreamFieldSerializer,
        RichTextField: RichTextFieldSerializer,
        models.ForeignKey: ObjectField,
        models.ManyToOneRel: InlineField,
    }
    return next((representer() for kind, representer in kinds.items() if isinstance(field, kind)), Representer())


def _value(instance: models.Model, name: str) -> Any:
    value = getattr(instance, name)
    return value() if callable(value) else value
