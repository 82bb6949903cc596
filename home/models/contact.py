from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from home.models.forms import FormPage, TranslatableFormField


class ContactPage(FormPage):
    """Where readers ask the team something."""

    content_panels = [*FormPage.content_panels, FormPage.mail_panel]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    translatable_fields = [*FormPage.translatable_fields]
    teaser_fields = [*FormPage.teaser_fields]
    search_fields = [*FormPage.search_fields]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")


class ContactFormField(TranslatableFormField):
    page = ParentalKey(ContactPage, on_delete=models.CASCADE, related_name="form_fields")

    class Meta(TranslatableFormField.Meta):
        abstract = False
