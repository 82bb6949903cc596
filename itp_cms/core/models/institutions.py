from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from itp_cms.core.models.snippets import TranslatableSnippet
from itp_cms.core.representation.fields import ImageField, ObjectField
from itp_cms.core.translation import synchronised, translated


def latitude_field() -> models.DecimalField:
    return models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, between -90 and 90."),
    )


def longitude_field() -> models.DecimalField:
    return models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, between -180 and 180."),
    )


def refuse_half_a_place(place: Any) -> None:
    """Raise a validation error at the coordinate that is missing where only one is given."""
    if (place.latitude is None) != (place.longitude is None):
        missing = "latitude" if place.latitude is None else "longitude"
        raise ValidationError({missing: gettext("Give both latitude and longitude, or neither.")})


class Institution(TranslatableSnippet):
    """A museum, university or other body, and where it is."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("UK partner")
        HOST = "host", _("Host")
        SPONSOR = "sponsor", _("Sponsor")
        EMPLOYER = "employer", _("Employer of a fellow")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EMPLOYER)
    name = models.CharField(_("name"), max_length=255)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    latitude = latitude_field()
    longitude = longitude_field()
    url = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "core.CustomImage", verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    description = models.TextField(_("description"), blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            heading=_("Place on the map"),
        ),
        FieldPanel("url"),
        FieldPanel("logo"),
        FieldPanel("description"),
    ]
    translatable_fields = [
        *translated("name", "city", "description"),
        *synchronised("kind", "country", "latitude", "longitude", "url", "logo"),
    ]
    teaser_fields = ["name", "kind", "city", "country", "url"]
    api_fields = [
        APIField("name"),
        APIField("kind"),
        APIField("city"),
        APIField("country", serializer=ObjectField()),
        APIField("latitude"),
        APIField("longitude"),
        APIField("url"),
        APIField("logo", serializer=ImageField()),
        APIField("description"),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("city"),
        index.SearchField("description"),
        index.FilterField("kind"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="institution_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        refuse_half_a_place(self)


class Sponsor(TranslatableSnippet):
    """Who pays for a fellow, a project or the programme."""

    class Kind(models.TextChoices):
        TRUST = "trust", _("Trust")
        FOUNDATION = "foundation", _("Foundation")
        GOVERNMENT = "government", _("Government")
        MUSEUM = "museum", _("Museum")
        COMPANY = "company", _("Company")
        INDIVIDUAL = "individual", _("Individual")

    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TRUST)
    url = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "core.CustomImage", verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    description = models.TextField(_("description"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("kind"), FieldPanel("url"), FieldPanel("logo"), FieldPanel("description")]
    translatable_fields = [*translated("name", "description"), *synchronised("kind", "url", "logo")]
    teaser_fields = ["name", "kind", "url"]
    api_fields = [
        APIField("name"),
        APIField("kind"),
        APIField("url"),
        APIField("logo", serializer=ImageField()),
        APIField("description"),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")

    def __str__(self) -> str:
        return self.name
