"""The submissions of a form, with their files, and the mail about them that was not sent."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import SubmissionsListView

from home.mail import send_mails
from home.models import SubmittedFile, UnsentMail

# What a spreadsheet takes for the beginning of a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FormSubmissionsView(SubmissionsListView):
    """Wagtail's list, with links to files, and exports in which nothing that was sent is run as a formula."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().prefetch_related("files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_export:
            return context
        places = {heading["name"]: place for place, heading in enumerate(context["data_headings"])}
        for row, submission in zip(context["data_rows"], context["submissions"], strict=True):
            for file in submission.files.all():
                if file.field in places:
                    row["fields"][places[file.field]] = _link(file)
        return context

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        addresses = {file.field: settings.WAGTAILADMIN_BASE_URL + _address(file) for file in item.files.all()}
        return {**row, **{name: address for name, address in addresses.items() if name in row}}

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        text = super().preprocess_field_value(field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(text, str) and text.startswith(BEGINS_A_FORMULA):
            return f"'{text}"
        return text


def _address(file: SubmittedFile) -> str:
    return reverse("submitted_file", args=[file.pk])


def _link(file: SubmittedFile) -> str:
    size = filesizeformat(file.size)
    return format_html(
        '<a href="{}" download>{}</a> <span class="w-help-text">{}</span>', _address(file), file.name, size
    )


@require_safe
def submitted_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that was sent with a form, to those who may see the form's submissions; else 404."""
    forms = get_forms_for_user(request.user)
    file = get_object_or_404(SubmittedFile, pk=pk, submission__page__in=forms.order_by().values("pk"))
    try:
        content = file.file.open()
    except FileNotFoundError:
        raise Http404 from None
    # Sent by a stranger: to be saved, never to be shown with the rights of this site.
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(content, as_attachment=True, filename=file.name, headers=headers)


def unsent_mails(request: HttpRequest) -> QuerySet[UnsentMail]:
    """What was not sent of forms whose submissions the user may see, once it was tried."""
    forms = get_forms_for_user(request.user).order_by().values("pk")
    return UnsentMail.objects.filter(submission__page__in=forms, attempts__gt=0).select_related("submission__page")


class UnsentMailView(WagtailAdminTemplateMixin, TemplateView):
    """The mails that were not sent, and why; a button tries again."""

    template_name = "home/admin/unsent_mail.html"
    page_title = _("Unsent mail")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        forms = {"url": reverse("wagtailforms:index"), "label": _("Forms")}
        return [*self.breadcrumbs_items, forms, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mails": unsent_mails(self.request)}

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = send_mails(unsent_mails(request))
        left = unsent_mails(request).count()
        if sent:
            text = ngettext("One mail was sent.", "%(count)d mails were sent.", sent) % {"count": sent}
            messages.success(request, text)
        if left:
            text = ngettext("One mail could not be sent.", "%(count)d mails could not be sent.", left)
            messages.error(request, text % {"count": left})
        return redirect("unsent_mail")


class UnsentMailPanel(Component):
    name = "unsent_mail"
    template_name = "home/admin/unsent_mail_panel.html"
    order = 40

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": self.count}


def add_unsent_mail_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Answers `construct_homepage_panels`."""
    if count := unsent_mails(request).count():
        panels.append(UnsentMailPanel(count))
