"""Fields that show the pages above and below a page."""

from typing import TYPE_CHECKING, Annotated, Any

from django.apps import apps
from django.db import models

from itp_cms.core.representation.fields.base import Representer
from itp_cms.core.representation.schema import Count, Schema, SchemaScope, Uri, an_object, array, nullable

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config


class ParentPageField(Representer):
    says = "The page above."

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.parent(instance, config, teaser=True)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        parents: list[Any] = model.clean_parent_page_models()  # type: ignore[attr-defined]  # of pages
        return nullable(scope.reference(parents[0] if len(parents) == 1 else apps.get_model("wagtailcore.Page")))

    def related_model(self, model: type[models.Model], name: str) -> type[models.Model] | None:
        return apps.get_model("wagtailcore.Page")

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return set()


class ChildrenField(ParentPageField):
    says = "The pages below, as a list of the API gives them: how many there are, and the first by their teasers."

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return scope.child_pages(instance, config)

    def schema(self, model: type[models.Model], name: str, scope: SchemaScope) -> Schema:
        meta = {
            "total_count": scope.of(Annotated[Count, "How many there are."]),
            "listing_url": scope.of(Annotated[Uri, "Where all are listed."]),
        }
        if scope.of_draft:
            meta["listing_url"] = nullable(meta["listing_url"])
        items = scope.reference(child_page_model(model))
        return an_object({"meta": an_object(meta), "items": array(items)})


def child_page_model(parent: Any) -> Any:
    """What the pages below a page of this type are: their one type, or pages of any."""
    types = parent.clean_subpage_models()
    return types[0] if len(types) == 1 else apps.get_model("wagtailcore.Page")
