"""What opens with a preview's token here, and the user bar for pages of the front end."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.admin.userbar import Userbar
from wagtail.models import Page

from itp_cms.core.models import NoPreviewError, PreviewLink
from itp_cms.core.previews import front_end_origins, keep_private


@require_safe
def shared_draft(request: HttpRequest) -> HttpResponseBase:
    """The draft a token opens as a plain reading page, for sites without a front end; 403 for any other token."""
    try:
        draft = PreviewLink.opened_by(request.GET.get("token", "")).draft()
    except NoPreviewError:
        return keep_private(HttpResponse(status=403))
    return keep_private(draft.make_preview_request(request, draft.default_preview_mode))


@require_safe
def userbar(request: HttpRequest) -> HttpResponse:
    """Wagtail's user bar as HTML that a page of the front end puts into itself (`docs/preview.md`).

    `?token=` names a preview, `?in_preview_panel=true` that it is shown beside the editor's form, `?page=` the id of a
    page that is no preview. A bar is for the editor whose preview it is; else for who is logged in here, as far as the
    browser tells: it sends the cookie where both are below one domain. For anybody else the answer is empty (204).
    """
    try:
        page = _page_of(request)
    except NoPreviewError:
        return _for_front_ends(request, HttpResponse(status=403))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return _for_front_ends(request, HttpResponse(status=204))
    html = Userbar(object=page).render_html({"request": request})
    return _for_front_ends(request, HttpResponse(html))


def _page_of(request: Any) -> Page | None:
    """The page that the bar is about. The request becomes one of a preview, as Wagtail knows them, where it is one."""
    request.in_preview_panel = request.GET.get("in_preview_panel") == "true"
    if "token" not in request.GET:
        pk = request.GET.get("page", "")
        return Page.objects.filter(pk=int(pk), depth__gt=1).first() if pk.isdecimal() and len(pk) < 19 else None
    link = PreviewLink.opened_by(request.GET["token"])
    request.is_preview = True
    request.is_editing = link.kind == PreviewLink.Kind.FORM
    if link.kind != PreviewLink.Kind.SHARED:  # which anybody may hold
        request.user = link.user
    return link.page


def _for_front_ends(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, to be read with cookies by the pages of front ends only."""
    origin = request.headers.get("Origin")
    if origin in front_end_origins():
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Vary"] = "Origin, Cookie"
    keep_private(response)
    return response
