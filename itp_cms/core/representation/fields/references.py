"""Fields that show other objects, which a foreign key or a property names."""

from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db import models

from itp_cms.core.representation.deferred import Derived
from itp_cms.core.representation.fields.base import Representer
from itp_cms.core.representation.ordering import Ordering, by_name_of
from itp_cms.core.representation.schema import Schema, SchemaScope, array

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config

_ID: "Config" = (("_", False, None), ("id", False, None))


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

    def ordering(self, model: type[models.Model], name: str) -> Ordering | None:
        return by_name_of(cast("type[models.Model]", self.related_model(model, name)), name)


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


class PagesField(Representer):
    """Pages, each by its teaser. A subclass says which."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        raise NotImplementedError

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        return array(scope.reference(apps.get_model("wagtailcore.Page")))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return apps.get_model("wagtailcore.Page")


class LinkLabelField(Representer):
    """The words of a link to the page that a foreign key names; empty where that page is not public."""

    says = "The words of the link; empty where the page it leads to is not public."
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
