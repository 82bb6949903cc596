"""What the form pages share: how they are edited, what the API gives of them, and how submissions are stored."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.forms.models import (
    FORM_FIELD_CHOICES,
    AbstractFormField,
    EmailFormMixin,
    FormMixin,
    FormSubmission,
)
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

from home.forms import FormPageForm, SubmissionForm, SubmissionFormBuilder
from home.mail import store_mail
from home.models.submissions import SubmissionKey, SubmittedFile, digest_of
from itp_cms.core.blocks import BodyBlock
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage
from itp_cms.core.representation.fields import InlineField, RichTextFieldSerializer, StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


class FormBodyBlock(BodyBlock):
    """The text above a form."""


class FormPage(EmailFormMixin, FormMixin, BodyMixin, BasePage):
    """A page with a form whose submissions are stored, and mailed where an address is given."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(FormBodyBlock(), verbose_name=_("body"), blank=True)
    thank_you_text = RichTextField(
        _("thank-you text"), blank=True, features=RICH_TEXT_FEATURES, help_text=_("Shown once the form is sent.")
    )

    base_form_class = FormPageForm
    form_builder = SubmissionFormBuilder
    landing_page_template = "core/reading_page.html"

    content_panels: ClassVar[list[Any]] = [
        FormSubmissionsPanel(),
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        InlinePanel("form_fields", heading=_("Form"), label=_("Field")),
        FieldPanel("thank_you_text"),
    ]
    mail_panel: ClassVar[Any] = MultiFieldPanel(
        [FieldPanel("to_address"), FieldRowPanel([FieldPanel("from_address"), FieldPanel("subject")])],
        heading=_("Mail to editors"),
        help_text=_("Every submission is stored; it is also mailed to these addresses."),
    )

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("introduction", "body", "form_fields", "thank_you_text"),
        *synchronised("to_address", "from_address", "subject"),
    ]
    teaser_fields = [*BasePage.teaser_fields, "introduction"]
    api_fields = [
        *BasePage.api_fields,
        APIField("introduction"),
        APIField("body", serializer=StreamFieldSerializer()),
        APIField("form_fields", serializer=InlineField("form_fields")),
        APIField("thank_you_text", serializer=RichTextFieldSerializer()),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether the form can be sent now."""
        return True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's form mixin serves the form without asking the classes behind it, the front end's among them."""
        self.refuse_unless_shown(request)
        if request.method != "POST":
            return self.redirect_to_front_end(request) or super().serve(request, *args, **kwargs)
        if not self.is_open:
            return TemplateResponse(request, self.get_template(request), self.get_context(request), status=403)
        if self.get_form(request.POST, page=self).is_trapped:
            return self.render_landing_page(request, form_submission=True)
        return super().serve(request, *args, **kwargs)

    def get_landing_page_template(self, request: Any, *args: Any, **kwargs: Any) -> str:
        return self.landing_page_template

    def get_submissions_list_view_class(self) -> Any:
        from home.admin.submissions import FormSubmissionsView  # which needs the models of all apps

        return FormSubmissionsView

    def process_form_submission(self, form: SubmissionForm, key: str = "") -> FormSubmission | None:
        """Store what was sent, its files, and the mail about it: all of it or nothing.

        `key` is one that the sender made up for this submission; None if it was stored with that key before. Raises
        `KeyReusedError` if another one was.
        """
        files = {name: value for name, value in form.cleaned_data.items() if isinstance(value, UploadedFile)}
        data = {**form.cleaned_data, **{name: file.name for name, file in files.items()}}
        named = SubmissionKey(page=self, key=key, digest=digest_of(data, files)) if key else None
        stored: list[SubmittedFile] = []
        try:
            with transaction.atomic():
                submission = FormSubmission.objects.create(page=self, form_data=data)
                if named:
                    named.submission = submission
                    named.save()
                self._store_files(submission, files, stored)
                self._store_mail(submission, form)
                return submission
        except BaseException as error:
            for file in stored:
                file.delete_stored_file()
            if named and isinstance(error, IntegrityError) and named.is_known():
                return None
            raise

    def _store_files(
        self, submission: FormSubmission, files: dict[str, UploadedFile], stored: list[SubmittedFile]
    ) -> None:
        for field, file in files.items():
            stored.append(
                SubmittedFile.objects.create(
                    submission=submission, field=field, name=str(file.name), file=file, size=file.size or 0
                )
            )

    def _store_mail(self, submission: FormSubmission, form: SubmissionForm) -> None:
        if self.to_address:
            store_mail(
                submission,
                to_address=self.to_address,
                from_address=self.from_address,
                subject=self.subject or self.title,
                body=self.render_email(form),
            )

    def render_email(self, form: SubmissionForm) -> str:
        """What was sent, and where in the admin its files are."""
        text = super().render_email(form)
        if not form.is_multipart():
            return text
        address = settings.WAGTAILADMIN_BASE_URL + reverse("wagtailforms:list_submissions", args=[self.pk])
        return f"{text}\n\n" + gettext("The files are with the submission: %s") % address


def _file_help() -> str:
    return gettext("Files may be %(types)s, of at most %(size)s each; the list of submissions links to them.") % {
        "types": ", ".join(extension.upper() for extension in settings.FORMS_FILE_TYPES),
        "size": filesizeformat(settings.FORMS_MAX_FILE_BYTES),
    }


class TranslatableFormField(TranslatableMixin, AbstractFormField):
    """A field of a form. Its `clean_name`, which submissions are stored under, is the same in every language."""

    field_type = models.CharField(
        _("field type"), max_length=16, choices=(*FORM_FIELD_CHOICES, ("file", _("File upload")))
    )

    panels = [
        FieldPanel("label", help_text=_("The question, or what is to be filled in.")),
        FieldPanel("help_text", help_text=_("Shown beside the field.")),
        FieldPanel("required"),
        FieldPanel(
            "field_type",
            classname="formbuilder-type",
            required_on_save=True,
            help_text=lazy(_file_help, str)(),
        ),
        FieldPanel(
            "choices",
            classname="formbuilder-choices",
            help_text=_("One a line. Translations keep their order and number: results count them by their place."),
        ),
        FieldPanel("default_value", classname="formbuilder-default"),
    ]
    translatable_fields = [
        *translated("label", "help_text", "choices", "default_value"),
        *synchronised("clean_name", "field_type", "required", "sort_order"),
    ]
    api_fields = [
        APIField("clean_name"),
        APIField("label"),
        APIField("field_type"),
        APIField("required"),
        APIField("choices"),
        APIField("default_value"),
        APIField("help_text"),
    ]

    class Meta(TranslatableMixin.Meta, AbstractFormField.Meta):
        abstract = True
