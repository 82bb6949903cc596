from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index

from itp_cms.core.blocks import BodyBlock
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.body import BodyMixin
from itp_cms.core.dates import DatePrecision, PartialDate, partial_date, precision_field
from itp_cms.core.feeds import Feed
from itp_cms.core.models import BasePage
from itp_cms.core.models.institutions import latitude_field, longitude_field, refuse_half_a_place
from itp_cms.core.representation.fields import (
    ComputedField,
    InlineField,
    ObjectField,
    ObjectListField,
    PageListField,
    ParentPageField,
    Representer,
    RichTextFieldSerializer,
    StreamFieldSerializer,
)
from itp_cms.core.representation.ordering import by_column
from itp_cms.core.translation import synchronised, translated

START = by_column("start_date", models.DateField(null=True))
END = by_column("end_date", models.DateField(null=True))


class ProjectBodyBlock(BodyBlock):
    """A project's text."""


class LegacyProjectPage(BodyMixin, BasePage):
    """A project of fellows. Its strand is the page above it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        COMPLETE = "complete", _("Complete")

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.COMPLETE)
    start_date = models.DateField(_("start"), null=True, blank=True)
    start_precision = precision_field(_("start is known by"))
    end_date = models.DateField(_("end"), null=True, blank=True)
    end_precision = precision_field(_("end is known by"))
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(ProjectBodyBlock(), verbose_name=_("body"), blank=True)
    outcomes = RichTextField(_("outcomes"), blank=True, features=RICH_TEXT_FEATURES)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_precision")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_precision")]),
            ],
            heading=_("When"),
            help_text=_("Where only the month or the year is known, choose any day of it and say so beside."),
        ),
        InlinePanel("places", heading=_("Places"), label=_("Place")),
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("outcomes"),
        InlinePanel("figures", heading=_("Figures"), label=_("Figure")),
        InlinePanel("page_people", heading=_("Fellows"), label=_("Fellow")),
        InlinePanel("institutions", heading=_("Institutions"), label=_("Institution")),
        InlinePanel("funders", heading=_("Funders"), label=_("Funder")),
        InlinePanel("posts", heading=_("Posts about the project"), label=_("Post")),
        MultiFieldPanel(
            [FieldPanel("tags"), InlinePanel("page_countries", heading=_("Countries"), label=_("Country"))],
            heading=_("What the project is about"),
        ),
    ]
    dated_by = "start_date"
    feed = Feed("projects", content=("introduction", "body", "outcomes"))
    parent_page_types = ["legacy_projects.StrandPage"]
    subpage_types: list[str] = []
    listed_once = {
        **BasePage.listed_once,
        "institutions": "institution",
        "funders": "sponsor",
        "posts": "post",
    }

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("introduction", "body", "outcomes", "places", "figures"),
        *synchronised("status", "start_date", "start_precision", "end_date", "end_precision"),
        *synchronised("institutions", "funders", "posts"),
    ]
    teaser_fields = [*BasePage.teaser_fields, "status", "start", "end", "places", "introduction"]
    api_fields = [
        *BasePage.api_fields,
        APIField("strand", serializer=ParentPageField(help_text="The strand it belongs to: the page above.")),
        APIField("status"),
        APIField("start", serializer=ComputedField("start_date", "start_precision", ordered_by=START)),
        APIField("end", serializer=ComputedField("end_date", "end_precision", ordered_by=END)),
        APIField("start_date", serializer=Representer(help_text="As a day, of which `start` says how much is known.")),
        APIField("end_date", serializer=Representer(help_text="As a day, of which `end` says how much is known.")),
        APIField("places", serializer=InlineField("places")),
        APIField("introduction"),
        APIField("body", serializer=StreamFieldSerializer()),
        APIField("outcomes", serializer=RichTextFieldSerializer()),
        APIField("figures", serializer=InlineField("figures")),
        APIField(
            "institutions",
            serializer=ObjectListField("institutions", "institution", help_text="Institutions that took part."),
        ),
        APIField("funders", serializer=ObjectListField("funders", "sponsor", help_text="Who paid for it.")),
        APIField("posts", serializer=PageListField("posts", "post", help_text="Posts that tell of it.")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("outcomes"),
        index.RelatedFields("places", [index.SearchField("name")]),
        index.FilterField("status"),
        index.FilterField("start_date"),
        index.FilterField("end_date"),
    ]

    class Meta:
        verbose_name = _("legacy project")
        verbose_name_plural = _("legacy projects")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_date__isnull=True)
                | models.Q(start_date__isnull=True)
                | models.Q(end_date__gte=models.F("start_date")),
                name="project_ends_after_start",
            ),
        ]

    @property
    def start(self) -> PartialDate | None:
        """When it began, as far as is known."""
        return partial_date(self.start_date, self.start_precision)

    @property
    def end(self) -> PartialDate | None:
        """When it ended, as far as is known."""
        return partial_date(self.end_date, self.end_precision)

    def clean(self) -> None:
        super().clean()
        self.start_date = DatePrecision.first_day(self.start_date, self.start_precision)
        self.end_date = DatePrecision.last_day(self.end_date, self.end_precision)
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": gettext("The end is before the start.")})


class ProjectPlace(TranslatableMixin, Orderable):
    """Where a project took place."""

    page = ParentalKey(LegacyProjectPage, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=255, help_text=_("The city, or the venue and the city."))
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    latitude = latitude_field()
    longitude = longitude_field()

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    ]
    translatable_fields = [*translated("name"), *synchronised("country", "latitude", "longitude", "sort_order")]
    api_fields = [
        APIField("name"),
        APIField("country", serializer=ObjectField()),
        APIField("latitude"),
        APIField("longitude"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def clean(self) -> None:
        super().clean()
        refuse_half_a_place(self)


class ProjectFigure(TranslatableMixin, Orderable):
    """A number that tells what a project reached: visitors, venues, an award."""

    page = ParentalKey(LegacyProjectPage, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField(_("label"), max_length=255)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=50, blank=True, help_text=_("For example: visitors, GBP."))

    panels = [FieldPanel("label"), FieldRowPanel([FieldPanel("value"), FieldPanel("unit")])]
    translatable_fields = [*translated("label", "unit"), *synchronised("value", "sort_order")]
    api_fields = [APIField("label"), APIField("value"), APIField("unit")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")


class ProjectInstitution(Orderable):
    page = ParentalKey(LegacyProjectPage, on_delete=models.CASCADE, related_name="institutions")
    institution = models.ForeignKey(
        "core.Institution", verbose_name=_("institution"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("institution")]


class ProjectFunder(Orderable):
    page = ParentalKey(LegacyProjectPage, on_delete=models.CASCADE, related_name="funders")
    sponsor = models.ForeignKey("core.Sponsor", verbose_name=_("funder"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("sponsor")]


class ProjectPost(Orderable):
    page = ParentalKey(LegacyProjectPage, on_delete=models.CASCADE, related_name="posts")
    post = models.ForeignKey("wagtailcore.Page", verbose_name=_("post"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("post", "blog.BlogPage")]
