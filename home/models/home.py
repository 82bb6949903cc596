from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from home.highlights import HighlightsField, LatestPostsField, QuoteOfTheDayField
from itp_cms.core.blocks import BodyBlock
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage
from itp_cms.core.moments import EachDay
from itp_cms.core.representation.fields import (
    ImageField,
    LinkLabelField,
    PageField,
    StreamFieldSerializer,
)
from itp_cms.core.translation import synchronised, translated


class HomeBodyBlock(BodyBlock):
    """The home page's text."""


class HomePage(BodyMixin, BasePage):
    """A locale's first page."""

    class HighlightRule(models.TextChoices):
        CHOSEN = "chosen", _("The pages chosen below")
        LATEST = "latest", _("The latest posts")
        TAGGED = "tagged", _("The latest pages with a tag")

    hero_title = models.CharField(_("title"), max_length=255, blank=True)
    hero_text = models.TextField(_("text"), blank=True)
    hero_image = models.ForeignKey(
        "core.CustomImage", verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hero_link_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("link to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_link_label = models.CharField(_("label of the link"), max_length=100, blank=True)
    highlight_rule = models.CharField(
        _("what to highlight"), max_length=10, choices=HighlightRule, default=HighlightRule.CHOSEN
    )
    highlight_tag = models.ForeignKey(
        "taggit.Tag", verbose_name=_("tag"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    highlight_count = models.PositiveSmallIntegerField(
        _("how many"), default=3, validators=[MaxValueValidator(12)], help_text=_("For the rules; at most 12.")
    )
    latest_posts_count = models.PositiveSmallIntegerField(
        _("number of latest posts"), default=6, validators=[MaxValueValidator(24)], help_text=_("0 shows none.")
    )
    show_quote_of_the_day = models.BooleanField(_("show a quotation, another every day"), default=True)
    show_channels = models.BooleanField(_("show the channels"), default=True)
    body = StreamField(HomeBodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                FieldPanel("hero_image"),
                FieldRowPanel([PageChooserPanel("hero_link_page"), FieldPanel("hero_link_label")]),
            ],
            heading=_("Hero"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("highlight_rule"),
                InlinePanel("highlights", heading=_("Chosen pages"), label=_("Page")),
                FieldRowPanel([FieldPanel("highlight_tag"), FieldPanel("highlight_count")]),
            ],
            heading=_("Highlights"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("latest_posts_count"),
                FieldPanel("show_quote_of_the_day"),
                FieldPanel("show_channels"),
            ],
            heading=_("Also on the page"),
        ),
        FieldPanel("body"),
    ]
    moments = (EachDay(models.Q(show_quote_of_the_day=True)),)
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.ProgrammeIndexPage",
        "home.ContactPage",
        "home.SurveyPage",
        "blog.BlogIndexPage",
        "blog.NewsletterIndexPage",
        "blog.EvaluationIndexPage",
        "legacy_projects.LegacyProjectIndexPage",
    ]

    listed_once = {**BasePage.listed_once, "highlights": "page"}

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("hero_title", "hero_text", "hero_link_label", "body"),
        *synchronised("hero_image", "hero_link_page", overridable=True),
        *synchronised("highlight_rule", "highlights", "highlight_tag", "highlight_count"),
        *synchronised("latest_posts_count", "show_quote_of_the_day", "show_channels"),
    ]
    teaser_fields = [*BasePage.teaser_fields, "hero_title", "hero_text", "hero_image"]
    api_fields = [
        *BasePage.api_fields,
        APIField("hero_title"),
        APIField("hero_text"),
        APIField("hero_image", serializer=ImageField()),
        APIField("hero_link_page", serializer=PageField()),
        APIField("hero_link_label", serializer=LinkLabelField("hero_link_page")),
        APIField(
            "highlights",
            serializer=HighlightsField(help_text="Pages to show first, as editors or their rule chose them."),
        ),
        APIField("latest_posts", serializer=LatestPostsField(help_text="The newest posts, newest first.")),
        APIField("quote_of_the_day", serializer=QuoteOfTheDayField(help_text="A testimonial, another each day.")),
        APIField("show_channels"),
        APIField("body", serializer=StreamFieldSerializer()),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("hero_title"),
        index.SearchField("hero_text"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def clean(self) -> None:
        super().clean()
        if self.highlight_rule == self.HighlightRule.TAGGED and not self.highlight_tag_id:
            raise ValidationError({"highlight_tag": gettext("Choose the tag of the pages to highlight.")})


class Highlight(Orderable):
    """A page an editor chose to highlight."""

    home_page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="highlights")
    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("page")]
