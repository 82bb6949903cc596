"""What lists are ordered by for a field that shows no column of its own: another object's name, a computed value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Field, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.images.models import AbstractImage
from wagtail.models import TranslatableMixin

from itp_cms.core.representation.translations import without_mirrors

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope


@dataclass(frozen=True)
class Ordering:
    """`make(path, scope)` gives an expression with the values of `field`, in the scope's languages.

    `path` leads to the object that has the field: nothing, or the names of relations with `__` behind each.
    """

    make: Callable[[str, "Scope"], Any]
    field: Field
    can_be_null: bool = True


def by_column(name: str, field: Field) -> Ordering:
    return Ordering(lambda path, scope: F(f"{path}{name}"), field, field.null)


def by_name_of(model: type[Model], reference: str) -> Ordering | None:
    """By what an object is called that a foreign key refers to, as far as it is public.

    None for images, whose titles nobody reads, and for what has no name.
    """
    from itp_cms.core.representation.shapes import shape_of

    words = () if issubclass(model, AbstractImage) else shape_of(model).words
    if not words:
        return None
    named = shape_of(model).fields[words[0]].ordering(model, words[0]) or by_column(words[0], CharField())

    def make(path: str, scope: "Scope") -> Any:
        objects = scope.context.public(model).order_by().annotate(order_name=named.make("", scope))
        versions = [
            *_translations(objects, f"{path}{reference}", scope),
            objects.filter(pk=OuterRef(f"{path}{reference}")),
        ]
        names = [Subquery(version.values("order_name")[:1]) for version in versions]
        return Coalesce(*names, output_field=named.field) if len(names) > 1 else names[0]

    return Ordering(make, named.field)


def _translations(objects: QuerySet[Any], reference: str, scope: "Scope") -> list[QuerySet[Any]]:
    """The object referred to in each of the scope's languages, best first; nothing of what has no translations."""
    if not issubclass(objects.model, TranslatableMixin):
        return []
    if scope.context.falls_back:
        objects = without_mirrors(objects)
    same = objects.filter(translation_key=OuterRef(f"{reference}__translation_key"))
    ids = {code: pk for pk, code in scope.context.locales.items()}
    return [same.filter(locale=ids[code]) for code in scope.languages if code in ids]
