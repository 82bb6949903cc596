"""Drafts, for whoever brings the token of one: unsaved changes while an editor types, or what was shared."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract import declarations
from itp_cms.api.contract.openapi import an_error
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter
from itp_cms.api.errors import Forbidden
from itp_cms.api.fields import check_pages_around, fields_asked
from itp_cms.core.models import NoPreviewError, PreviewLink
from itp_cms.core.previews import PRIVATE_HEADERS
from itp_cms.core.representation.shapes import shape_of

TOKEN = Parameter(
    "token",
    "The signed right to read one draft, from the address under which an editor's preview or a shared draft opens the "
    "front end. It expires, and opens no other page. What was never saved, such as a new row, has null as its `id`.",
    example="WzEyLDE3NjM3MjAwMDAuMF0:bGV0dGVycy1hbmQtZGlnaXRz",
    may_be_empty=True,  # and is as wrong as any other
)

_TOKEN_NAMED = re.compile("(?:^|&)token(?:=|&|$)")

FORBIDDEN = an_error("The token is forged, expired, withdrawn or another page's: nothing says which.")


class DraftsMixin(PublicViewSet):
    """Gives the draft of a page instead of the page to whoever brings its token. Nothing may keep these answers."""

    def detail_parameters(self) -> list[Parameter]:
        return [*super().detail_parameters(), TOKEN]

    @classmethod
    def operations(cls) -> list[Operation]:
        page = Answer(
            "It, with all of its fields; with `token`, its draft.",
            {JSON: lambda components: declarations.whole_or_draft(cls.model, components)},
        )
        declared = super().operations()
        for place, operation in enumerate(declared):
            if TOKEN in operation.parameters:
                gives = {200: page} if 200 in operation.answers else {}
                declared[place] = replace(operation, answers={**operation.answers, **gives, 403: FORBIDDEN})
        return declared

    def get_draft(self, pk: int | None = None) -> Page:
        """The draft that the request's token opens. Raises `Forbidden` where it opens none, or another page's."""
        try:
            link = PreviewLink.opened_by(self.request.GET["token"])
            if pk is not None and link.page_id != pk:
                raise Forbidden
            return link.draft()
        except NoPreviewError:
            raise Forbidden from None

    def detail_view(self, request: Request, pk: int) -> Response:
        if "token" not in request.GET:
            return super().detail_view(request, pk)
        return self.draft_view(self.get_draft(int(pk)))

    def draft_view(self, draft: Page) -> Response:
        self.check_parameters(self.detail_parameters())
        config = fields_asked(self.request.GET)
        self.validate_fields(config)
        check_pages_around(config, in_list=False)
        self.context = self.context_for(draft.get_site() or self.context.site)
        self.context.draft = draft
        shape = shape_of(type(draft))
        data = shape.represent(draft, self.select(shape, config, in_list=False), self.scope_of(draft))
        return Response(self.context.finish(data))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        # Read off the address itself: with too many parameters, Django reads none.
        if _TOKEN_NAMED.search(unquote_plus(request.META.get("QUERY_STRING", ""))):
            for name, value in PRIVATE_HEADERS.items():
                response.headers[name] = value
        return response
