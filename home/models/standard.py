from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from itp_cms.core.blocks import BodyBlock
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage
from itp_cms.core.representation.fields import ChildrenField, StreamFieldSerializer
from itp_cms.core.translation import translated


class StandardBodyBlock(BodyBlock):
    """A plain page's text."""


class StandardPage(BodyMixin, BasePage):
    """A page of text, with pages below it where it heads a section."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(StandardBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(BasePage.subject_panels, heading=_("What the page is about")),
    ]
    parent_page_types = ["home.HomePage", "home.StandardPage", "legacy_projects.LegacyProjectIndexPage"]
    subpage_types = ["home.StandardPage"]

    translatable_fields = [*BasePage.translatable_fields, *translated("introduction", "body")]
    teaser_fields = [*BasePage.teaser_fields, "introduction"]
    api_fields = [
        *BasePage.api_fields,
        APIField("introduction"),
        APIField("body", serializer=StreamFieldSerializer()),
        APIField("children", serializer=ChildrenField()),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
