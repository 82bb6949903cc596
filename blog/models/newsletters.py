from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Orderable, Page
from wagtail.search import index

from itp_cms.core.blocks import TextBlock
from itp_cms.core.blocks.structs import StructBlock
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.feeds import Feed
from itp_cms.core.models import BasePage, IndexPage, UniquePerLocale
from itp_cms.core.models.people import year_field
from itp_cms.core.occasions import deadline_in
from itp_cms.core.representation.fields import (
    DocumentField,
    ImageField,
    ObjectListField,
    RichTextFieldSerializer,
    StreamFieldSerializer,
)
from itp_cms.core.translation import synchronised, translated


class NewsletterIndexPage(IndexPage):
    """All issues of the newsletter."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.NewsletterPage"]
    max_count_per_parent = 1

    translatable_fields = [*IndexPage.translatable_fields]
    teaser_fields = [*IndexPage.teaser_fields]
    search_fields = [*IndexPage.search_fields]

    class Meta:
        verbose_name = _("newsletters")
        verbose_name_plural = _("newsletters")


class ArticleBlock(StructBlock):
    """A contribution printed in the issue itself."""

    title = blocks.CharBlock(label=_("Title"), max_length=255)
    author = blocks.CharBlock(label=_("Author"), required=False, max_length=255)
    image = ImageBlock(label=_("Image"), required=False)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Article")


class PostLinkBlock(StructBlock):
    """A contribution that is a post of the blog."""

    page = blocks.PageChooserBlock(label=_("Post"), page_type="blog.BlogPage")
    summary = blocks.TextBlock(label=_("Summary"), required=False)

    class Meta:
        icon = "link"
        label = _("Post")


class NewsletterSectionBlock(StructBlock):
    """A section of an issue."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("changed_my_life", _("How the programme changed my life")),
            ("collection_in_focus", _("Collection in focus")),
            ("bulletin_board", _("Bulletin board")),
            ("moves_and_news", _("Moves and news")),
            ("feature", _("Feature articles")),
        ],
        default="feature",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    items = blocks.StreamBlock([("article", ArticleBlock()), ("post", PostLinkBlock())], label=_("Contributions"))

    class Meta:
        icon = "list-ul"
        label = _("Section")
        template = "core/blocks/newsletter_section.html"


class NewsletterPage(UniquePerLocale):
    """An issue of the newsletter."""

    year = year_field(_("year"), null=True)
    issue_number = models.PositiveSmallIntegerField(_("issue number"), null=True, blank=True)
    theme = models.CharField(_("theme"), max_length=255, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    cover = models.ForeignKey(
        "core.CustomImage", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    pdf = models.ForeignKey(
        "core.CustomDocument",
        verbose_name=_("PDF"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sections = StreamField([("section", NewsletterSectionBlock())], verbose_name=_("sections"), blank=True)
    call_for_submissions = RichTextField(
        _("call for submissions"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What is asked for, and where to."),
    )
    submission_deadline = models.DateField(_("deadline for submissions"), null=True, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("year"), FieldPanel("issue_number")]),
        FieldPanel("theme"),
        InlinePanel("guest_editors", heading=_("Guest editors"), label=_("Guest editor")),
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("cover"), FieldPanel("pdf")]),
        FieldPanel("sections"),
        MultiFieldPanel(
            [FieldPanel("call_for_submissions"), FieldPanel("submission_deadline")], heading=_("Next issue")
        ),
        MultiFieldPanel(BasePage.subject_panels, heading=_("What the issue is about")),
    ]
    dated_by = "year"
    occasions = (deadline_in("submission_deadline"),)
    feed = Feed(
        "newsletters",
        content=("introduction", "sections", "call_for_submissions"),
        image=("cover", "teaser_image"),
        authors="guest_editors",
        enclosure="pdf",
    )
    parent_page_types = ["blog.NewsletterIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["issue_number"]
    required_fields = ("issue_number",)
    listed_once = {**BasePage.listed_once, "guest_editors": "person"}

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("theme", "introduction", "sections", "call_for_submissions"),
        *synchronised("year", "issue_number", "submission_deadline", "guest_editors"),
        *synchronised("cover", "pdf", overridable=True),
    ]
    teaser_fields = [*BasePage.teaser_fields, "year", "issue_number", "theme", "cover", "pdf"]
    api_fields = [
        *BasePage.api_fields,
        APIField("year"),
        APIField("issue_number"),
        APIField("theme"),
        APIField("introduction"),
        APIField(
            "guest_editors",
            serializer=ObjectListField("guest_editors", "person", help_text="Who edited the issue as a guest."),
        ),
        APIField("cover", serializer=ImageField()),
        APIField("pdf", serializer=DocumentField()),
        APIField("sections", serializer=StreamFieldSerializer()),
        APIField("call_for_submissions", serializer=RichTextFieldSerializer()),
        APIField("submission_deadline"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("theme", boost=2),
        index.SearchField("introduction"),
        index.SearchField("sections"),
        index.SearchField("call_for_submissions"),
        index.FilterField("year"),
        index.FilterField("issue_number"),
    ]

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        constraints = [
            models.UniqueConstraint(fields=["issue_number", "unique_locale"], name="newsletter_issue_once_per_locale")
        ]

    def others_with_its_values(self) -> models.QuerySet[Any]:
        return self.others_with(issue_number=self.issue_number)

    def clean(self) -> None:
        super().clean()
        self.refuse_duplicate(
            "issue_number", message=gettext("Another newsletter of this language has this issue number.")
        )


class GuestEditor(Orderable):
    page = ParentalKey(NewsletterPage, on_delete=models.CASCADE, related_name="guest_editors")
    person = models.ForeignKey("core.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("person")]
