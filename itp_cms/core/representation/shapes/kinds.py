"""The shape of each kind of model, and what can be said of pages of any type."""

from collections.abc import Callable, Iterable
from functools import cache, cached_property

from django.db.models import Model
from wagtail.api.v2.utils import BadRequestError
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page, TranslatableMixin

from itp_cms.core.representation.fields import Representer
from itp_cms.core.representation.schema import LocaleCode, Schema, SchemaScope, described, either
from itp_cms.core.representation.selection import Config, mentioned, refuse_unknown
from itp_cms.core.representation.shapes.base import Meta, Shape


class SnippetShape(Shape):
    @cached_property
    def meta(self) -> dict[str, Representer]:
        fields = super().meta
        if issubclass(self.model, TranslatableMixin):
            fields["locale"] = Meta(
                lambda instance, scope: scope.context.locales[instance.locale_id], ["locale_id"], gives=LocaleCode
            )
        return fields

    listing_meta = ("type", "detail_url", "locale")
    reference_meta = ("type", "detail_url", "locale")

    @property
    def teaser(self) -> tuple[str, ...]:
        """What the model declares, or everything where it declares nothing: there is little then."""
        return tuple(getattr(self.model, "teaser_fields", self.body))

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return self.default_in_references


def shape_of(model: type[Model]) -> Shape:
    if model not in _shapes:
        _shapes[model] = next((shape for kind, shape in _kinds().items() if issubclass(model, kind)), SnippetShape)(
            model
        )
    return _shapes[model]


def reference_schema(model: type[Model], scope: SchemaScope) -> Schema:
    """What stands for an object of the model, or of what derives from it, on the scope's level."""
    if model is not Page:
        return shape_of(model).reference_schema(scope)
    return any_page_schema(scope, Shape.reference_schema)


def any_page_schema(scope: SchemaScope, describe: Callable[[Shape, SchemaScope], Schema]) -> Schema:
    """A page of any type, described by a method of `Shape`. Which type it is, `meta.type` tells."""
    shapes = [shape_of(model) for model in (Page, *page_models())]
    # Of some types it depends on the level how much they show: then it does of a page of any type.
    suffix = max((describe(shape, scope)["$ref"].rpartition(shape.component_name)[2] for shape in shapes), key=len)

    def make() -> Schema:
        of_types = [describe(shape_of(model), scope) for model in page_models()]
        schema = either(of_types, exclusive=not suffix.endswith("Selection"))
        return described(schema, "A page of any type, which `meta.type` names.")

    return scope.components.reference(f"Page{suffix}", make)


_shapes: dict[type[Model], Shape] = {}


@cache
def _kinds() -> dict[type[Model], type[Shape]]:
    from itp_cms.core.representation.media import DocumentShape, ImageShape
    from itp_cms.core.representation.pages import PageShape
    from itp_cms.core.representation.site import LocaleShape, RedirectShape

    return {
        Page: PageShape,
        AbstractImage: ImageShape,
        AbstractDocument: DocumentShape,
        Locale: LocaleShape,
        Redirect: RedirectShape,
    }


@cache
def page_models() -> list[type[Page]]:
    """Every page type that can be created, and `Page` itself for what all have in common."""
    from wagtail.models import get_page_models

    return list(get_page_models())


def validate_for_any(models: Iterable[type[Model]], config: Config) -> None:
    """As `Shape.validate`, for objects of several models: refused is what none of them has."""
    shapes = [shape_of(model) for model in models]
    refuse_unknown(mentioned(config), {name for shape in shapes for name in shape.available})
    for name, _negated, nested in config:
        if nested:
            _validate_nested_for_any([shape for shape in shapes if name in shape.fields], name, nested)


def _validate_nested_for_any(shapes: list[Shape], name: str, config: Config) -> None:
    refusals = []
    for shape in shapes:
        try:
            return shape.validate_nested(name, config)
        except BadRequestError as refusal:
            refusals.append(refusal)
    raise refusals[0]
