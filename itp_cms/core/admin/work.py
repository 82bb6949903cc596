"""The report of what the worker does: how far followers have come, when chores are done, which tasks wait."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from itp_cms.core import chores, followers, tasks, worker
from itp_cms.core.changes import content_version

SEE, RESTART = "core.view_followerstate", "core.change_followerstate"


class BackgroundWorkView(WagtailAdminTemplateMixin, TemplateView):
    """What goes on behind the editors' backs; whoever may can have a follower start again."""

    template_name = "core/admin/background_work.html"
    page_title = _("Background work")
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(SEE) and not request.user.has_perm(RESTART):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "workers": worker.count(),
            "version": content_version(),
            "followers": followers.progress(),
            "chores": chores.states(),
            "tasks": tasks.overview(),
            "may_restart": self.request.user.has_perm(RESTART),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(RESTART):
            raise PermissionDenied
        name, number = request.POST.get("follower", ""), request.POST.get("number", "")
        try:
            followers.restart(name, None if "afresh" in request.POST else int(number))
        except KeyError:
            messages.error(request, gettext("There is no such follower any more."))
        except ValueError:
            version = content_version()
            messages.error(request, gettext("Give a number from 0 to %(version)d.") % {"version": version})
        else:
            messages.success(request, gettext("The follower starts again, as soon as a worker runs."))
        return redirect("background_work")


class BackgroundWorkMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(_("Background work"), reverse("background_work"), icon_name="cogs", order=1200)

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE) or request.user.has_perm(RESTART)
