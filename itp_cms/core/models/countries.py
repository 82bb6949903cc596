from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from itp_cms.core.locales import active_language, countries_by_name, country_choices, country_name
from itp_cms.core.representation.fields import ComputedField
from itp_cms.core.representation.ordering import Ordering


def _place_of_name(path: str, scope: Any) -> Any:
    places = enumerate(countries_by_name(scope.language))
    return Case(*(When(**{f"{path}code": code}, then=place) for place, code in places), output_field=_PLACE)


_PLACE = models.IntegerField()
BY_NAME = Ordering(_place_of_name, _PLACE)


class Country(index.Indexed, models.Model):
    """A country by its ISO 3166-1 code. Its names in all languages are CLDR's and are never typed."""

    code = models.CharField(
        _("country"),
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Use the two capital letters of ISO 3166-1."))],
    )

    panels = [FieldPanel("code")]
    api_fields = [APIField("code"), APIField("name", serializer=ComputedField("code", ordered_by=BY_NAME))]
    search_fields = [index.SearchField("names"), index.AutocompleteField("names"), index.FilterField("code")]

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{2}$"), name="country_code_is_iso")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in(active_language())

    def name_in(self, language_code: str) -> str:
        return country_name(self.code, language_code)

    @property
    def names(self) -> str:
        """Its names in all the site's languages, for the search index."""
        return " ".join(self.name_in(code) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)

    def clean(self) -> None:
        super().clean()
        if self.code not in dict(country_choices()):
            raise ValidationError({"code": gettext("“%s” is no country of ISO 3166-1.") % self.code})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code.upper()
        super().save(*args, **kwargs)
