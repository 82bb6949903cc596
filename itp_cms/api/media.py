from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.request import Request
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.api.base import PublicViewSet
from itp_cms.api.errors import BadRequest
from itp_cms.api.filters import FieldsFilter, OrderingFilter
from itp_cms.api.search import SearchFilter
from itp_cms.core.renditions import FORMATS, formats_of, rendition_of, widths_of
from itp_cms.core.views import PUBLIC_MAX_AGE


class MediaViewSet(PublicViewSet):
    """Files. They have no language: `?locale=` chooses that of their words."""

    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)


class ImagesViewSet(MediaViewSet):
    name = "images"
    model = get_image_model()

    def rendition_view(self, request: Request, pk: int) -> Any:
        """Leads to the image's file of a width, whole or cut to a ratio, in a format the client takes.

        What is not listed in the settings is refused, so that nobody can have the server draw without end.
        """
        # Not `get_object`, which would take `?width=` for a filter.
        image = self.get_queryset().filter(pk=pk).first()
        if image is None:
            raise Http404("not found")
        if unknown := request.GET.keys() - {"width", "ratio", "format"}:
            raise BadRequest(f"query parameter is not an operation: {', '.join(sorted(unknown))}", "unknown_parameter")
        width = self._chosen("width", [str(width) for width in settings.IMAGE_WIDTHS], required=True)
        ratio = self._chosen("ratio", settings.IMAGE_RATIOS)
        kind = self._chosen("format", FORMATS)
        if image.is_svg():
            return self._drawing(image, ratio, kind)
        # What is narrower than asked for is given as wide as it is.
        width = next((own for own in widths_of(image, ratio) if own >= int(width)), widths_of(image, ratio)[-1])
        possible = formats_of(image, width, ratio)
        if kind and kind not in possible:
            raise BadRequest(f"the image is too high for {kind}", "too_high", "format", possible)
        rendition = rendition_of(image, width, kind or self._accepted(possible), ratio)
        if rendition is None:
            raise Http404("the image cannot be read")
        return self._lead_to(rendition.url, by_accept=not kind)

    def check_format(self) -> None:
        if self.action != "rendition_view":  # of a picture, it names the picture's
            super().check_format()

    def _chosen(self, name: str, allowed: Any, *, required: bool = False) -> Any:
        value = self.request.GET.get(name)
        if value not in allowed and (required or value is not None):
            raise BadRequest(f"{name} must be one of {', '.join(allowed)}", "not_allowed", name, allowed)
        return value

    def _accepted(self, possible: list[str]) -> str:
        """The lightest format that the client names; for one that takes anything, the one that all can read."""
        named = {
            media.sub_type for media in self.request.accepted_types if media.quality and media.main_type == "image"
        }
        best = [kind for kind in ("avif", "webp", "jpeg") if kind in possible and (kind in named or kind == "jpeg")]
        return best[0] if best else possible[0]

    def _drawing(self, image: Any, ratio: str | None, kind: str | None) -> Any:
        """A drawing (SVG) fits every width as it is; it is not cut and not turned into pixels."""
        if ratio or kind:
            raise BadRequest("a drawing (SVG) is given as it is", "drawing", "ratio" if ratio else "format")
        return self._lead_to(image.file.url)

    def _lead_to(self, address: str, *, by_accept: bool = False) -> Any:
        response = redirect(self.context.absolute(address))
        patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE)
        if by_accept:
            patch_vary_headers(response, ["Accept"])
        return response

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/rendition/", cls.as_view({"get": "rendition_view"}), name="rendition"),
        ]


class DocumentsViewSet(MediaViewSet):
    name = "documents"
    model = get_document_model()
