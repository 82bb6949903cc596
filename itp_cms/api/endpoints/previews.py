from dataclasses import replace
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from itp_cms.api.contract import declarations
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter
from itp_cms.api.endpoints.drafts import FORBIDDEN, TOKEN
from itp_cms.api.endpoints.pages import PagesViewSet
from itp_cms.api.errors import BadRequest, ErrorCode, Forbidden
from itp_cms.core.previews import PRIVATE_HEADERS

CONTENT_TYPE = Parameter(
    "content_type", "The type of the page, which the front end is told beside the token.", example="blog.blogpage"
)
KEPT_BY_NOBODY = {"Cache-Control": {"type": "string", "const": PRIVATE_HEADERS["Cache-Control"]}}


class PagePreviewViewSet(PagesViewSet):
    """The draft that `?token=` opens, saved or not, in the shape of a page's detail.

    Under the name and with the parameters that front ends expect which were written for wagtail-headless-preview.
    """

    name = "page_preview"
    is_list = False

    def detail_parameters(self) -> list[Parameter]:
        return [*super().detail_parameters(), CONTENT_TYPE]

    def listing_view(self, request: Request) -> Response:
        if "token" not in request.GET:
            raise BadRequest("token is required", ErrorCode.REQUIRED, "token")
        draft = self.get_draft()
        if request.GET.get("content_type", draft._meta.label_lower) != draft._meta.label_lower:
            raise Forbidden
        return self.draft_view(draft)

    @classmethod
    def operations(cls) -> list[Operation]:
        like = declarations.detail(cls())
        draft = Answer(
            "It, with all of its fields.",
            {JSON: lambda components: declarations.whole(cls.model, components, of_draft=True)},
            KEPT_BY_NOBODY,
        )
        parameters = [parameter for parameter in like.parameters if parameter.location == "query"]
        return [
            Operation(
                path=f"{cls.endpoint}/",
                operation_id=cls.endpoint,
                summary="Get a draft",
                description=(
                    "The page as it will be, in the shape of its detail. What was never saved, the page or a row of it,"
                    " has null as its `id`, and such a page has no `detail_url`."
                ),
                parameters=tuple(
                    replace(parameter, required=True) if parameter == TOKEN else parameter for parameter in parameters
                ),
                answers={200: draft, 403: FORBIDDEN},
            )
        ]

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]
