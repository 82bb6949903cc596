"""What the form pages share."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.forms.models import AbstractFormField, EmailFormMixin, FormMixin
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

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

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's form mixin serves the form without asking the classes behind it, the front end's among them."""
        self.refuse_unless_shown(request)
        elsewhere = self.redirect_to_front_end(request) if request.method != "POST" else None
        return elsewhere or super().serve(request, *args, **kwargs)

    def get_landing_page_template(self, request: Any, *args: Any, **kwargs: Any) -> str:
        return self.landing_page_template


class TranslatableFormField(TranslatableMixin, AbstractFormField):
    """A field of a form. Its `clean_name`, which submissions are stored under, is the same in every language."""

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
