from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from itp_cms.core.blocks import BodyBlock
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage, IndexPage
from itp_cms.core.representation.fields import StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


class StrandBodyBlock(BodyBlock):
    """A strand's text."""


class StrandPage(BodyMixin, IndexPage):
    """A kind of project, and the projects of that kind."""

    class Group(models.TextChoices):
        LEGACY = "legacy", _("Legacy projects")
        FURTHER_ENGAGEMENT = "further_engagement", _("Further engagement")

    group = models.CharField(_("group"), max_length=30, choices=Group, default=Group.LEGACY)
    body = StreamField(StrandBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *IndexPage.content_panels,
        FieldPanel("group"),
        FieldPanel("body"),
        MultiFieldPanel(BasePage.subject_panels, heading=_("What the strand is about")),
    ]
    parent_page_types = ["legacy_projects.LegacyProjectIndexPage"]
    subpage_types = ["legacy_projects.LegacyProjectPage"]

    translatable_fields = [*IndexPage.translatable_fields, *translated("body"), *synchronised("group")]
    teaser_fields = [*IndexPage.teaser_fields, "group"]
    api_fields = [*IndexPage.api_fields, APIField("group"), APIField("body", serializer=StreamFieldSerializer())]
    search_fields = [*IndexPage.search_fields, index.SearchField("body"), index.FilterField("group")]

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
