import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.request import Request
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.declarations import ID
from itp_cms.api.contract.operations import Answer, Operation, Parameter
from itp_cms.api.errors import BadRequest, ErrorCode
from itp_cms.api.filters import FieldsFilter, OrderingFilter, TagsFilter
from itp_cms.api.parameters import chosen
from itp_cms.api.search import SearchFilter
from itp_cms.api.sites import SITE
from itp_cms.core.renditions import FORMATS, formats_of, rendition_of, widths_of
from itp_cms.core.views import PUBLIC_MAX_AGE

MOST_PARTS = 10
"""Of an address, so many last parts can be the name of a file in its storage."""


def rendition_parameters() -> tuple[Parameter, Parameter, Parameter]:
    """What can be asked of a picture: a width, a ratio, a format."""
    return (
        Parameter(
            "width",
            "How wide in pixels; a picture that is less wide is given as wide as it is.",
            {"type": "integer", "enum": list(settings.IMAGE_WIDTHS)},
            required=True,
        ),
        Parameter(
            "ratio",
            "Of width to height, to which it is cut, the focal point in view; without it, the picture is whole.",
            {"type": "string", "enum": list(settings.IMAGE_RATIOS)},
        ),
        Parameter(
            "format",
            "Without it, the lightest format that `Accept` names, else JPEG.",
            {"type": "string", "enum": list(FORMATS)},
        ),
    )


def rendition() -> Operation:
    text = {"type": "string"}
    return Operation(
        path="images/{id}/rendition/",
        operation_id="images_rendition",
        summary="Get an image's file in a width, ratio and format",
        description="An animated image gives its first frame; a drawing (SVG) is given as it is.",
        parameters=(ID, *rendition_parameters(), SITE),
        answers={
            302: Answer(
                "Where the file is.",
                headers={"Location": {**text, "format": "uri"}, "Cache-Control": text, "Vary": text},
            )
        },
    )


class MediaViewSet(PublicViewSet):
    """Files. They have no language: `?locale=` chooses that of their words."""

    filter_backends = (FieldsFilter, TagsFilter, OrderingFilter, SearchFilter)

    def find_parameters(self) -> list[Parameter]:
        return [*super().find_parameters(), Parameter("url", "An address of the file, or its path.", may_be_empty=True)]

    def find_object(self, queryset: QuerySet[Any], request: Request) -> Any:
        if "url" not in request.GET:
            return super().find_object(queryset, request)
        try:
            path = unquote(urlsplit(request.GET["url"]).path)
        except ValueError:  # of what only begins like an address
            return None
        if "\0" in path:
            return None
        if (pk := self.context.pk_at(self.model, request.GET["url"])) is not None:
            return queryset.filter(pk=pk).first()
        return self.find_file(queryset, [part for part in path.split("/") if part])

    def find_file(self, queryset: QuerySet[Any], parts: list[str]) -> Any:
        """The object with the file of an address whose path has these parts."""
        raise NotImplementedError


class ImagesViewSet(MediaViewSet):
    """Pictures, in several widths, ratios and formats. `?locale=` chooses the language of their words."""

    name = "images"
    model = get_image_model()

    def find_file(self, queryset: QuerySet[Any], parts: list[str]) -> Any:
        names = _names(parts)
        return queryset.filter(file__in=names).first() or queryset.filter(renditions__file__in=names).first()

    def rendition_view(self, request: Request, pk: int) -> Any:
        """Leads to the image's file of a width, whole or cut to a ratio, in a format the client takes.

        What is not listed in the settings is refused, so that nobody can have the server draw without end.
        """
        self.check_parameters([*rendition_parameters(), SITE])
        # Not `get_object`, which would take `?width=` for a filter.
        image = self.get_queryset().filter(pk=pk).first()
        if image is None:
            raise Http404("not found")
        asked, ratio, kind = (chosen(request.GET, parameter) for parameter in rendition_parameters())
        if image.is_svg():
            return self._drawing(image, ratio, kind)
        # What is narrower than asked for is given as wide as it is.
        width = next((own for own in widths_of(image, ratio) if own >= int(asked or 0)), widths_of(image, ratio)[-1])
        possible = formats_of(image, width, ratio)
        if kind and kind not in possible:
            raise BadRequest(f"the image is too high for {kind}", ErrorCode.INVALID_CHOICE, "format", possible)
        rendition = rendition_of(image, width, kind or self._accepted(possible), ratio)
        if rendition is None:
            raise Http404("the image cannot be read")
        return self._lead_to(rendition.url, by_accept=not kind)

    def check_format(self) -> None:
        if self.action != "rendition_view":  # of a picture, it names the picture's
            super().check_format()

    def _accepted(self, possible: list[str]) -> str:
        """The lightest format that the client names; for one that takes anything, the one that all can read."""
        named = {media.sub_type for media in self.request.accepted_types if media.main_type == "image"}
        best = [kind for kind in ("avif", "webp", "jpeg") if kind in possible and (kind in named or kind == "jpeg")]
        return best[0] if best else possible[0]

    def _drawing(self, image: Any, ratio: str | None, kind: str | None) -> Any:
        """A drawing (SVG) fits every width as it is; it is not cut and not turned into pixels."""
        if ratio or kind:
            raise BadRequest(
                "a drawing (SVG) is given as it is", ErrorCode.INVALID_CHOICE, "ratio" if ratio else "format"
            )
        return self._lead_to(image.file.url)

    def _lead_to(self, address: str, *, by_accept: bool = False) -> Any:
        response = redirect(self.context.absolute(address))
        patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE)
        if by_accept:
            patch_vary_headers(response, ["Accept"])
        return response

    @classmethod
    def operations(cls) -> list[Operation]:
        return [*super().operations(), rendition()]

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/rendition/", cls.as_view({"get": "rendition_view"}), name="rendition"),
        ]


class DocumentsViewSet(MediaViewSet):
    """Files to download. `?locale=` chooses the language of their words."""

    name = "documents"
    model = get_document_model()

    def find_file(self, queryset: QuerySet[Any], parts: list[str]) -> Any:
        """By the address of the view that serves documents, which has the id; or by the file's own."""
        if len(parts) >= 2 and re.fullmatch("[0-9]{1,18}", parts[-2]):
            document = queryset.filter(pk=int(parts[-2])).first()
            if document is not None and document.filename == parts[-1]:
                return document
        return queryset.filter(file__in=_names(parts)).first()


def _names(parts: list[str]) -> list[str]:
    """The names that a file at this path can have in its storage, wherever in it that begins; two parts at least."""
    parts = parts[-MOST_PARTS:]
    return ["/".join(parts[start:]) for start in range(max(len(parts) - 1, 0))]
