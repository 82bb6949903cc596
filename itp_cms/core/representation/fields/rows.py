"""Fields that show the rows edited inside an object, or something of them."""

from typing import TYPE_CHECKING, Any, cast

from django.db import models

from itp_cms.core.representation.fields.base import Representer
from itp_cms.core.representation.schema import (
    Count,
    Schema,
    SchemaScope,
    an_object,
    array,
    model_description,
    nullable,
    text,
)

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config


class InlineField(Representer):
    """Rows edited inside the object (`InlinePanel`), in their order, with all their `api_fields`."""

    def __init__(self, relation: str | None = None, *, help_text: str = "") -> None:
        super().__init__(help_text=help_text)
        self.relation = relation

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.rows(self._field(type(instance), name), instance.pk, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return scope.rows(self._field(model, name).related_model)

    def description(self, model: type[models.Model], name: str) -> str:
        return str(self.help_text or f"Each: {model_description(self._field(model, name).related_model)}")

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return self._field(model, name).related_model

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()

    def _field(self, model: type[models.Model], name: str) -> Any:
        return model._meta.get_field(self.relation or name)


class ObjectListField(InlineField):
    """What the rows of an `InlinePanel` refer to, in their order: a list of objects, without the rows."""

    def __init__(self, relation: str, reference: str, *, help_text: str = "") -> None:
        super().__init__(relation, help_text=help_text)
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


class CountsField(Representer):
    """How many public things each inline relation refers to, unless a column says otherwise: `{name: number or null}`.

    `relations` names, for each count, the relation and the foreign key of its rows. A column `reported_NAME` with a
    value stands in for the count.
    """

    says = "As editors have reported it, or counted; null where nothing is known."

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


class TagsField(Representer):
    says = "The names of its tags, sorted."

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.tags(type(instance), name, instance.pk)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return array(text())

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()
