"""Sharing drafts, and the content checker on pages of the front end."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from itp_cms.core.models import PreviewLink
from itp_cms.core.previews import front_end_origins, shared_address


@method_decorator(never_cache, name="dispatch")
class ShareView(WagtailAdminTemplateMixin, TemplateView):
    """The links that open a page's latest draft without an account: made, copied and withdrawn by its editors."""

    template_name = "core/admin/share_draft.html"
    page_title = _("Share draft")
    header_icon = "link-external"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["page_id"]).specific

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        withdrawn = request.POST.get("withdraw", "")
        if withdrawn.isdecimal():
            self.links.filter(pk=int(withdrawn)).delete()
            messages.success(request, gettext("The link does not work any more."))
        else:
            PreviewLink.shared(self.page, request.user)
            messages.success(request, gettext("Whoever has the link can read the draft."))
        return redirect("share_draft", self.page.pk)

    @property
    def links(self) -> Any:
        shared = PreviewLink.objects.filter(page_id=self.page.pk, kind=PreviewLink.Kind.SHARED)
        return shared.filter(expires_at__gt=timezone.now()).select_related("user").order_by("-pk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        title = self.page.get_admin_display_title()
        return [*self.breadcrumbs_items, {"url": edit_url, "label": title}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = [{"link": link, "address": shared_address(self.page, link.token, self.request)} for link in self.links]
        return {**super().get_context_data(**kwargs), "page": self.page, "links": links}


def share_button(page: Page, user: Any, next_url: str | None = None, view_name: str | None = None) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit():
        address = reverse("share_draft", args=[page.pk])
        yield Button(_("Share draft"), address, icon_name="link-external", priority=45)


class HeadlessContentCheckerItem(ContentCheckerItem):
    """The checker, in the editor and in the preview it looks into, though these are of two origins.

    Axe exchanges messages with frames of the origins in `allowedOrigins` only.
    """

    def get_axe_spec(self, request: HttpRequest | None) -> dict[str, Any]:
        own = [f"{request.scheme}://{request.get_host()}"] if request else []
        return {**super().get_axe_spec(request), "allowedOrigins": ["<same_origin>", *own, *front_end_origins()]}


def add_origins_to_content_checker(request: HttpRequest, items: list[Any], page: Any) -> None:
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = HeadlessContentCheckerItem(in_editor=item.in_editor)
