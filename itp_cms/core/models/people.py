from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.models.snippets import TranslatableSnippet
from itp_cms.core.representation.fields import ImageField, ObjectField, RichTextFieldSerializer
from itp_cms.core.translation import synchronised, translated


def year_field(verbose_name: Any, **options: Any) -> models.PositiveSmallIntegerField:
    """A calendar year between 1900 and 2200."""
    return models.PositiveSmallIntegerField(
        verbose_name,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
        **options,
    )


class Person(TranslatableSnippet):
    """Somebody of the network: a fellow, a member of staff, a colleague at a partner."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        FELLOW = "fellow", _("Fellow")
        SENIOR_FELLOW = "senior_fellow", _("Senior fellow")
        PARTNER = "partner", _("Partner")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.FELLOW)
    name = models.CharField(_("name"), max_length=255)
    name_in_own_script = models.CharField(
        _("name in own script"), max_length=255, blank=True, help_text=_("As the person writes it, for example 李明.")
    )
    job_title = models.CharField(_("job title"), max_length=255, blank=True)
    institution = models.ForeignKey(
        "core.Institution",
        verbose_name=_("institution"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cohort_year = year_field(_("cohort year"), null=True, blank=True, help_text=_("The year of the programme."))
    biography = RichTextField(_("biography"), blank=True, features=RICH_TEXT_FEATURES)
    portrait = models.ForeignKey(
        "core.CustomImage",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    placement_department = models.CharField(_("department of the placement"), max_length=255, blank=True)
    placement_partner = models.ForeignKey(
        "core.Institution",
        verbose_name=_("partner of the placement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sponsor = models.ForeignKey(
        "core.Sponsor", verbose_name=_("sponsor"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_in_own_script"), FieldPanel("kind")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("job_title"), FieldPanel("institution"), FieldPanel("country")], heading=_("Work")),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        MultiFieldPanel(
            [
                FieldPanel("cohort_year"),
                FieldRowPanel([FieldPanel("placement_department"), FieldPanel("placement_partner")]),
                FieldPanel("sponsor"),
            ],
            heading=_("Programme"),
        ),
    ]
    translatable_fields = [
        *translated("name", "job_title", "biography", "placement_department"),
        *synchronised(
            "kind",
            "name_in_own_script",
            "institution",
            "country",
            "cohort_year",
            "portrait",
            "placement_partner",
            "sponsor",
        ),
    ]
    teaser_fields = [
        "kind",
        "name",
        "name_in_own_script",
        "job_title",
        "institution",
        "country",
        "cohort_year",
        "portrait",
    ]
    api_fields = [
        APIField("kind"),
        APIField("name"),
        APIField("name_in_own_script"),
        APIField("job_title"),
        APIField("institution", serializer=ObjectField()),
        APIField("country", serializer=ObjectField()),
        APIField("cohort_year"),
        APIField("portrait", serializer=ImageField()),
        APIField("biography", serializer=RichTextFieldSerializer()),
        APIField("placement_department"),
        APIField("placement_partner", serializer=ObjectField()),
        APIField("sponsor", serializer=ObjectField()),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("name_in_own_script", boost=3),
        index.AutocompleteField("name_in_own_script"),
        index.SearchField("job_title"),
        index.SearchField("biography"),
        index.FilterField("kind"),
        index.FilterField("cohort_year"),
        index.FilterField("country"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        details = [str(part) for part in (self.country, self.cohort_year) if part]
        return f"{self.name} ({', '.join(details)})" if details else self.name

    def clean(self) -> None:
        super().clean()
        if self.kind in {self.Kind.FELLOW, self.Kind.SENIOR_FELLOW} and not self.cohort_year:
            raise ValidationError({"cohort_year": gettext("A fellow has a cohort: the year of the programme.")})
