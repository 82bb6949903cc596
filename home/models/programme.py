from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index

from itp_cms.core.blocks import BodyBlock
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage, IndexPage, UniquePerLocale
from itp_cms.core.models.people import year_field
from itp_cms.core.occasions import Occasion
from itp_cms.core.representation.fields import CountsField, InlineField, ObjectListField, StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


class ProgrammeIndexPage(IndexPage):
    """All years of the programme."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ProgrammePage"]
    max_count_per_parent = 1

    translatable_fields = [*IndexPage.translatable_fields]
    teaser_fields = [*IndexPage.teaser_fields]
    search_fields = [*IndexPage.search_fields]

    class Meta:
        verbose_name = _("programmes")
        verbose_name_plural = _("programmes")


class ProgrammeBodyBlock(BodyBlock):
    """A year's text."""


def reported_field(verbose_name: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        verbose_name,
        null=True,
        blank=True,
        help_text=_("Only where the list is not complete: the number is counted otherwise."),
    )


class ProgrammePage(BodyMixin, UniquePerLocale):
    """The programme of one year.

    Fellows are the page's people and countries its countries. A number is counted from its list; a *reported*
    number stands in where the archive knows how many there were but not who.
    """

    year = year_field(_("year"), null=True, blank=True)
    start_date = models.DateField(_("first day"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    placement_start_date = models.DateField(_("first day of the UK partner placement"), null=True, blank=True)
    placement_end_date = models.DateField(_("last day of the UK partner placement"), null=True, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(ProgrammeBodyBlock(), verbose_name=_("body"), blank=True)
    reported_fellows = reported_field(_("reported number of fellows"))
    reported_countries = reported_field(_("reported number of countries"))
    reported_partners = reported_field(_("reported number of partners"))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("year"),
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                FieldRowPanel([FieldPanel("placement_start_date"), FieldPanel("placement_end_date")]),
            ],
            heading=_("When"),
        ),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [InlinePanel("page_people", label=_("Fellow")), FieldPanel("reported_fellows")], heading=_("Fellows")
        ),
        MultiFieldPanel(
            [InlinePanel("page_countries", label=_("Country")), FieldPanel("reported_countries")],
            heading=_("Countries"),
        ),
        MultiFieldPanel(
            [InlinePanel("partners", label=_("Partner")), FieldPanel("reported_partners")], heading=_("Partners")
        ),
        InlinePanel("departments", heading=_("Departments"), label=_("Department")),
        InlinePanel("sponsors", heading=_("Sponsors"), label=_("Sponsor")),
        FieldPanel("tags"),
    ]
    dated_by = "year"
    occasions = (
        Occasion("programme", "start_date", "end_date"),
        Occasion("placement", "placement_start_date", "placement_end_date", _("UK partner placement: %(title)s")),
    )
    parent_page_types = ["home.ProgrammeIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["year"]
    required_fields = ("year",)
    listed_once = {**BasePage.listed_once, "partners": "institution", "sponsors": "sponsor"}

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("introduction", "body", "departments"),
        *synchronised("year", "start_date", "end_date", "placement_start_date", "placement_end_date"),
        *synchronised("reported_fellows", "reported_countries", "reported_partners", "partners", "sponsors"),
    ]
    teaser_fields = [*BasePage.teaser_fields, "year", "start_date", "end_date", "introduction"]
    api_fields = [
        *BasePage.api_fields,
        APIField("year"),
        APIField("start_date"),
        APIField("end_date"),
        APIField("placement_start_date"),
        APIField("placement_end_date"),
        APIField("introduction"),
        APIField(
            "counts",
            serializer=CountsField(
                fellows=("page_people", "person"),
                countries=("page_countries", "country"),
                partners=("partners", "institution"),
            ),
        ),
        APIField("body", serializer=StreamFieldSerializer()),
        APIField(
            "partners",
            serializer=ObjectListField("partners", "institution", help_text="Institutions that take fellows in."),
        ),
        APIField("departments", serializer=InlineField("departments")),
        APIField("sponsors", serializer=ObjectListField("sponsors", "sponsor", help_text="Who pays for the year.")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.FilterField("year"),
        index.FilterField("start_date"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(fields=["year", "unique_locale"], name="programme_once_a_year_per_locale"),
            models.CheckConstraint(
                condition=models.Q(start_date__isnull=True)
                | models.Q(end_date__isnull=True)
                | models.Q(end_date__gte=models.F("start_date")),
                name="programme_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(placement_start_date__isnull=True)
                | models.Q(placement_end_date__isnull=True)
                | models.Q(placement_end_date__gte=models.F("placement_start_date")),
                name="placement_ends_after_start",
            ),
        ]

    @property
    def counts(self) -> dict[str, int | None]:
        """`{"fellows": 23, "countries": 16, "partners": None}`: reported or counted, None where nothing is known."""
        return {name: getattr(self, f"reported_{name}") or listed or None for name, listed in self._listed().items()}

    def others_with_its_values(self) -> models.QuerySet[Any]:
        return self.others_with(year=self.year)

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
        for start, end in (("start_date", "end_date"), ("placement_start_date", "placement_end_date")):
            first, last = getattr(self, start), getattr(self, end)
            if first and last and last < first:
                errors[end] = gettext("The last day is before the first.")
        for name, listed in self._listed().items():
            reported = getattr(self, f"reported_{name}")
            if reported is not None and reported < listed:
                errors[f"reported_{name}"] = gettext("The list has %d already.") % listed
        if errors:
            raise ValidationError(errors)
        self.refuse_duplicate("year", message=gettext("This year's programme exists already in this language."))

    def _listed(self) -> dict[str, int]:
        return {
            "fellows": len(self.page_people.all()),
            "countries": len(self.page_countries.all()),
            "partners": len(self.partners.all()),
        }


class ProgrammePartner(Orderable):
    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="partners")
    institution = models.ForeignKey(
        "core.Institution", verbose_name=_("institution"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("institution")]


class ProgrammeDepartment(TranslatableMixin, Orderable):
    """A department that takes fellows in."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=255)

    panels = [FieldPanel("name")]
    translatable_fields = [*translated("name"), *synchronised("sort_order")]
    api_fields = [APIField("name")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class ProgrammeSponsor(Orderable):
    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="sponsors")
    sponsor = models.ForeignKey("core.Sponsor", verbose_name=_("sponsor"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("sponsor")]
