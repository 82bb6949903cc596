"""Reports for editors: what readers looked for in vain, and PDFs of which search cannot have the text."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from search import misses
from search.models import PdfText

MOST = 200


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    """A table in the admin, under an explanation."""

    template_name = "search/admin/report.html"
    explanation: Any

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "table": self.table(), "explanation": self.explanation}

    def table(self) -> Table:
        raise NotImplementedError


class MissesView(ReportView):
    """The searches that found nothing, the most frequent first."""

    page_title = _("Searches without hits")
    header_icon = "search"
    explanation = _("What readers looked for and did not find. Nothing is kept of who they are.")

    def table(self) -> Table:
        columns = [
            Column("text", label=_("Search")),
            Column("language_code", label=_("Language")),
            Column("count", label=_("How often")),
            Column("last_on", label=_("Last on")),
        ]
        return Table(columns, misses.shown()[:MOST])


class UnreadPdfsView(ReportView):
    """The PDFs that cannot be read, of those that the user may change."""

    page_title = _("PDFs without text")
    header_icon = "doc-full"
    explanation = _("Search finds these documents by their titles only, or not by all of their pages.")

    def table(self) -> Table:
        finder = AdminURLFinder(self.request.user)
        columns = [
            TitleColumn("document", label=_("Document"), get_url=lambda row: finder.get_edit_url(row.document)),
            Column("get_problem_display", label=_("Problem"), accessor="get_problem_display"),
        ]
        return Table(columns, unread_pdfs(self.request.user)[:MOST])


def unread_pdfs(user: Any) -> QuerySet[PdfText]:
    policy = policy_registry.get_by_type(get_document_model())
    documents = policy.instances_user_has_any_permission_for(user, ["change"])
    return PdfText.objects.exclude(problem="").filter(document__in=documents).select_related("document").order_by("pk")


class UnreadPdfsPanel(Component):
    name = "unread_pdfs"
    template_name = "search/admin/unread_pdfs_panel.html"
    order = 45

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": self.count}


def add_unread_pdfs_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Answers `construct_homepage_panels`."""
    if count := unread_pdfs(request.user).count():
        panels.append(UnreadPdfsPanel(count))
