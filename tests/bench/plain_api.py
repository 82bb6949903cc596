"""Wagtail's own API v2 over the project's models, with Wagtail's own serializers, as a project without ours has it."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.documents.models import AbstractDocument
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.models import AbstractImage
from wagtail.models import Page

RELATIONS = {"countries": "page_countries", "people": "page_people"}
"""Fields of ours that a plain API gives as the inline rows they are made from."""


class WithWagtailsSerializers(BaseAPIViewSet):
    @classmethod
    def get_field_serializer_overrides(cls, model: type[Model]) -> dict[str, Any]:
        return {}

    @classmethod
    def get_body_fields_names(cls, model: type[Model]) -> list[str]:
        names = (RELATIONS.get(name, name) for name in super().get_body_fields_names(model))
        return [name for name in names if _is_wagtails(model, name)]


def _is_wagtails(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return not hasattr(model, name)  # columns that are not the model's are Wagtail's own: `id`
    return True


class PlainPagesViewSet(WithWagtailsSerializers, PagesAPIViewSet):
    pass


class PlainImagesViewSet(WithWagtailsSerializers, ImagesAPIViewSet):
    pass


class PlainDocumentsViewSet(WithWagtailsSerializers, DocumentsAPIViewSet):
    pass


router = WagtailAPIRouter("plain")
router.register_endpoint("pages", PlainPagesViewSet)
router.register_endpoint("images", PlainImagesViewSet)
router.register_endpoint("documents", PlainDocumentsViewSet)
for model in apps.get_models():
    if hasattr(model, "api_fields") and not issubclass(model, Page | AbstractImage | AbstractDocument):
        # Without one, what refers to the model would be given with the serializers that the model names.
        name = model._meta.label_lower
        viewset = type(f"Plain{model.__name__}ViewSet", (WithWagtailsSerializers,), {"name": name, "model": model})
        router.register_endpoint(name, viewset)
