from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index

from itp_cms.core.blocks import BodyBlock
from itp_cms.core.body import BodyMixin, ReadingMinutesField
from itp_cms.core.feeds import Feed
from itp_cms.core.locales import language_choices
from itp_cms.core.models import BasePage, IndexPage
from itp_cms.core.occasions import deadline_in
from itp_cms.core.representation.fields import InlineField, ObjectField, StoredField, StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


class BlogIndexPage(IndexPage):
    """The blog."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.BlogPage"]
    max_count_per_parent = 1

    translatable_fields = [*IndexPage.translatable_fields]
    teaser_fields = [*IndexPage.teaser_fields]
    search_fields = [*IndexPage.search_fields]

    class Meta:
        verbose_name = _("blog")
        verbose_name_plural = _("blogs")


class BlogBodyBlock(BodyBlock):
    """A post's body."""


class BlogPage(BodyMixin, BasePage):
    """A post: a story of some 400 to 700 words, by one author or several."""

    date = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("The date readers see and posts are sorted by.")
    )
    series = models.ForeignKey(
        "blog.Series", verbose_name=_("series"), null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    original_language = models.CharField(
        _("language of origin"),
        max_length=35,
        blank=True,
        choices=language_choices,
        help_text=_("The language the author wrote in, where it is not that of the source page."),
    )
    deadline = models.DateField(
        _("deadline"),
        null=True,
        blank=True,
        help_text=_("Of an opportunity: the last day to apply. It stands in the calendar."),
    )
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One paragraph above the text."))
    body = StreamField(BlogBodyBlock(), verbose_name=_("body"), blank=True)
    stored_reading_minutes = ReadingMinutesField()

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("deadline"),
        InlinePanel(
            "bylines",
            heading=_("Bylines"),
            label=_("Author"),
            help_text=_("In the order they are to be read. Choose a person or type a name."),
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("series"), FieldPanel("original_language"), *BasePage.subject_panels],
            heading=_("What the post is about"),
        ),
    ]
    dated_by = "date"
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: list[str] = []
    latest_date_field = "date"
    occasions = (deadline_in("deadline"),)
    feed = Feed("posts", content=("introduction", "body"), dated_by="date", authors="bylines")

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("introduction", "body", "bylines"),
        *synchronised("date", "deadline", "series", "original_language"),
    ]
    teaser_fields = [
        *BasePage.teaser_fields,
        "date",
        "deadline",
        "bylines",
        "series",
        "introduction",
        "reading_minutes",
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("date"),
        APIField("deadline"),
        APIField("bylines", serializer=InlineField("bylines")),
        APIField("series", serializer=ObjectField()),
        APIField("original_language"),
        APIField("reading_minutes", serializer=StoredField("stored_reading_minutes")),
        APIField("introduction"),
        APIField("body", serializer=StreamFieldSerializer()),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.RelatedFields(
            "bylines",
            [index.SearchField("name")],  # not the person's, who may be a draft: a search would tell
        ),
        index.FilterField("date"),
        index.FilterField("deadline"),
        index.FilterField("series"),
    ]

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["date"], name="post_by_date")]  # home pages show the newest


class Byline(TranslatableMixin, Orderable):
    """An author of a post, with the role held when it was written."""

    page = ParentalKey(BlogPage, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        "core.Person", verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(
        _("name"), max_length=255, blank=True, help_text=_("For somebody who is not among the people here.")
    )
    role = models.CharField(_("role at the time"), max_length=255, blank=True)
    organisation = models.CharField(_("organisation"), max_length=255, blank=True)

    needs_one_of = ("person", "name")

    panels = [FieldPanel("person"), FieldPanel("name"), FieldPanel("role"), FieldPanel("organisation")]
    translatable_fields = [*translated("name", "role", "organisation"), *synchronised("person", "sort_order")]
    api_fields = [
        APIField("person", serializer=ObjectField()),
        APIField("name"),
        APIField("role"),
        APIField("organisation"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def clean(self) -> None:
        super().clean()
        if self.person_id and self.name:
            raise ValidationError({"name": gettext("Choose a person or type a name, not both.")})
        if not self.person_id and not self.name:
            raise ValidationError({"person": gettext("Choose a person or type a name.")})
