from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from itp_cms.api.drafts import TOKEN
from itp_cms.api.errors import BadRequest, Forbidden
from itp_cms.api.operations import Answer, Operation, Parameter
from itp_cms.api.pages import PagesViewSet


class PagePreviewViewSet(PagesViewSet):
    """The draft that `?token=` opens, saved or not, in the shape of a page's detail.

    Under the name and with the parameters that front ends expect which were written for wagtail-headless-preview.
    """

    name = "page_preview"
    known_detail_parameters = PagesViewSet.known_detail_parameters | {"content_type"}

    def listing_view(self, request: Request) -> Response:
        if "token" not in request.GET:
            raise BadRequest("token is required", "required", "token")
        draft = self.get_draft()
        if request.GET.get("content_type", draft._meta.label_lower) != draft._meta.label_lower:
            raise Forbidden
        return self.draft_view(draft)

    @classmethod
    def operations(cls) -> list[Operation]:
        return [
            Operation(
                "page_preview/",
                "getPagePreview",
                "A draft",
                {
                    200: Answer(
                        "The page as it will be, in the shape of a page's detail. `id` is null as long as it was never "
                        "saved.",
                        {"application/json": {"type": "object"}},
                        {"Cache-Control": {"const": "private, no-store"}},
                    ),
                    403: Answer("A token that is forged, expired or withdrawn, or another page's: nothing says which."),
                },
                (
                    Parameter(**{**vars(TOKEN), "required": True}),
                    Parameter(
                        "content_type",
                        "The page's type, as the front end is told beside the token.",
                        example="blog.blogpage",
                    ),
                ),
            )
        ]

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]
