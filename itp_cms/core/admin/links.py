"""The report of links that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, ReferenceIndex

from itp_cms.core.admin.permissions import user_can_edit_instance
from itp_cms.core.links import PROBLEMS, broken_references
from itp_cms.core.models import BrokenLink


@dataclass
class Row:
    source: Any
    edit_url: str
    where: str
    target: str
    problem: str


class BrokenLinksView(WagtailAdminTemplateMixin, TemplateView):
    """The broken links on the pages and snippets that the user may edit."""

    template_name = "core/admin/broken_links.html"
    page_title = _("Broken links")
    header_icon = "link"

    @cached_property
    def url_finder(self) -> AdminURLFinder:
        return AdminURLFinder(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checked = BrokenLink.objects.order_by("-checked_at").first()
        return {
            **super().get_context_data(**kwargs),
            "internal": self._table(self._internal()),
            "external": self._table(self._external()),
            "checked_at": checked and checked.checked_at,
        }

    def _table(self, rows: Iterator[Row]) -> Table:
        columns = [
            TitleColumn("source", label=_("On"), get_url=lambda row: row.edit_url),
            Column("where", label=_("Where")),
            Column("target", label=_("Leads to")),
            Column("problem", label=_("Problem")),
        ]
        return Table(columns, list(rows))

    def _internal(self) -> Iterator[Row]:
        for reference in broken_references().order_by("base_content_type", "object_id"):
            source = _object(reference.base_content_type, reference.object_id)
            if edit_url := self._edit_url(source):
                yield Row(
                    source,
                    f"{edit_url}#:w:contentpath={reference.content_path}",
                    reference.describe_source_field(),
                    *_target(reference),
                )

    def _external(self) -> Iterator[Row]:
        for link in BrokenLink.objects.prefetch_related("source"):
            if edit_url := self._edit_url(link.source):
                problem = PROBLEMS.get(link.problem) or gettext("The server answers %s.") % link.problem
                yield Row(link.source, edit_url, link.content_type.name, link.url, str(problem))

    def _edit_url(self, source: Any) -> str | None:
        if source is None or not user_can_edit_instance(self.request.user, source):
            return None
        return self.url_finder.get_edit_url(source)


def _object(content_type: Any, pk: str) -> Any:
    found = content_type.model_class()._base_manager.filter(pk=pk).first()
    return found.specific if isinstance(found, Page) else found


def _target(reference: ReferenceIndex) -> tuple[str, str]:
    """What the reference leads to, and what is wrong with that."""
    target = _object(reference.to_content_type, reference.to_object_id)
    if target is None:
        return reference.to_content_type.name, gettext("It does not exist any more.")
    return str(target), gettext("It is not public.")
