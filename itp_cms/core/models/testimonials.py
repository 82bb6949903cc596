from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from itp_cms.core.models.people import year_field
from itp_cms.core.models.snippets import TranslatableSnippet
from itp_cms.core.representation.fields import ObjectField
from itp_cms.core.translation import synchronised, translated


class Testimonial(TranslatableSnippet):
    """What somebody says of the programme; the home page shows one a day."""

    quote = models.TextField(_("quotation"))
    person = models.ForeignKey(
        "core.Person", verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    attribution = models.CharField(
        _("attribution"), max_length=255, blank=True, help_text=_("For somebody who is not among the people here.")
    )
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    year = year_field(_("year"), null=True, blank=True)

    panels = [
        FieldPanel("quote"),
        MultiFieldPanel(
            [
                FieldPanel("person"),
                FieldPanel("attribution"),
                FieldRowPanel([FieldPanel("country"), FieldPanel("year")]),
            ],
            heading=_("Who said it"),
        ),
    ]
    translatable_fields = [*translated("quote", "attribution"), *synchronised("person", "country", "year")]
    teaser_fields = ["quote", "person", "attribution", "country", "year"]
    api_fields = [
        APIField("quote"),
        APIField("person", serializer=ObjectField()),
        APIField("attribution"),
        APIField("country", serializer=ObjectField()),
        APIField("year"),
    ]
    search_fields = [
        index.SearchField("quote"),
        index.AutocompleteField("quote"),
        index.SearchField("attribution"),
        index.FilterField("year"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("testimonial")
        verbose_name_plural = _("testimonials")

    def __str__(self) -> str:
        return Truncator(self.quote).chars(80)
