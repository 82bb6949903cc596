from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from itp_cms.core.models import TranslatableSnippet
from itp_cms.core.translation import synchronised, translated


class Series(TranslatableSnippet):
    """Posts that belong together and recur. The slug is the same in every language, so that filters hold."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True, help_text=_("Used in the API's filters."))
    description = models.TextField(_("description"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]
    translatable_fields = [*translated("name", "description"), *synchronised("slug")]
    teaser_fields = ["name", "slug"]
    api_fields = [APIField("name"), APIField("slug"), APIField("description")]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("slug"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="series_slug_once_per_locale",
                violation_error_message=_("Another series of this language has this slug."),
            )
        ]

    def __str__(self) -> str:
        return self.name
