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

from itp_cms.core.blocks import BodyBlock, QuoteBlock, TextBlock
from itp_cms.core.body import BodyMixin
from itp_cms.core.models import BasePage, IndexPage, UniquePerLocale
from itp_cms.core.models.people import year_field
from itp_cms.core.representation.fields import DocumentField, InlineField, StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


class EvaluationIndexPage(IndexPage):
    """All evaluations."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.EvaluationPage"]
    max_count_per_parent = 1

    translatable_fields = [*IndexPage.translatable_fields]
    teaser_fields = [*IndexPage.teaser_fields]
    search_fields = [*IndexPage.search_fields]

    class Meta:
        verbose_name = _("evaluations")
        verbose_name_plural = _("evaluations")


class EvaluationBodyBlock(BodyBlock):
    """An evaluation's summary."""


class EvaluationPage(BodyMixin, UniquePerLocale):
    """The external evaluation of one year, or of a span of years."""

    year_from = year_field(_("year"), null=True, blank=True, help_text=_("The year evaluated, or the first of a span."))
    year_to = year_field(
        _("last year of a span"), null=True, blank=True, help_text=_("Left empty for an evaluation of one year.")
    )
    evaluator = models.CharField(_("evaluator"), max_length=255, blank=True)
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    pdf = models.ForeignKey(
        "core.CustomDocument",
        verbose_name=_("PDF"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    responses = models.PositiveIntegerField(_("responses"), null=True, blank=True)
    response_base = models.PositiveIntegerField(_("of"), null=True, blank=True, help_text=_("How many were asked."))
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(EvaluationBodyBlock(), verbose_name=_("summary"), blank=True)
    recommendations = StreamField(
        [("recommendation", TextBlock(label=_("Recommendation")))], verbose_name=_("recommendations"), blank=True
    )
    quotes = StreamField([("quote", QuoteBlock())], verbose_name=_("quotations"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("year_from"), FieldPanel("year_to")]),
                FieldPanel("evaluator"),
                FieldPanel("published_on"),
                FieldPanel("pdf"),
                FieldRowPanel([FieldPanel("responses"), FieldPanel("response_base")]),
            ],
            heading=_("The report"),
        ),
        FieldPanel("introduction"),
        InlinePanel("figures", heading=_("Headline figures"), label=_("Figure")),
        FieldPanel("body"),
        FieldPanel("recommendations"),
        FieldPanel("quotes"),
        MultiFieldPanel(BasePage.subject_panels, heading=_("What the evaluation is about")),
    ]
    dated_by = "year_from"
    parent_page_types = ["blog.EvaluationIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["year_from", "year_to"]
    required_fields = ("year_from",)

    translatable_fields = [
        *BasePage.translatable_fields,
        *translated("introduction", "body", "figures", "recommendations", "quotes"),
        *synchronised("year_from", "year_to", "published_on", "responses", "response_base"),
        *synchronised("evaluator", "pdf", overridable=True),
    ]
    teaser_fields = [*BasePage.teaser_fields, "year_from", "year_to", "evaluator", "published_on", "pdf"]
    api_fields = [
        *BasePage.api_fields,
        APIField("year_from"),
        APIField("year_to"),
        APIField("evaluator"),
        APIField("published_on"),
        APIField("pdf", serializer=DocumentField()),
        APIField("responses"),
        APIField("response_base"),
        APIField("introduction"),
        APIField("figures", serializer=InlineField("figures")),
        APIField("body", serializer=StreamFieldSerializer()),
        APIField("recommendations", serializer=StreamFieldSerializer()),
        APIField("quotes", serializer=StreamFieldSerializer()),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("evaluator"),
        index.SearchField("body"),
        index.SearchField("recommendations"),
        index.SearchField("quotes"),
        index.FilterField("year_from"),
        index.FilterField("year_to"),
    ]

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.UniqueConstraint(
                "year_from",
                models.functions.Coalesce("year_to", "year_from"),
                "unique_locale",
                name="evaluation_span_once_per_locale",
            ),
            models.CheckConstraint(
                condition=models.Q(year_to__isnull=True) | models.Q(year_to__gte=models.F("year_from")),
                name="evaluation_span_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(responses__isnull=True)
                | models.Q(response_base__isnull=True)
                | models.Q(responses__lte=models.F("response_base")),
                name="evaluation_responses_within_base",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.year_from and self.year_to and self.year_to < self.year_from:
            errors["year_to"] = gettext("The last year is before the first.")
        if self.responses is not None and self.response_base is not None and self.responses > self.response_base:
            errors["responses"] = gettext("There are more responses than people asked.")
        if errors:
            raise ValidationError(errors)
        self.refuse_duplicate("year_from", gettext("Another evaluation of this language covers this span of years."))

    def others_with_its_values(self) -> models.QuerySet[Any]:
        last = models.functions.Coalesce("year_to", "year_from")
        others = self.others_with(year_from=self.year_from)
        return others.annotate(last=last).filter(last=self.year_to or self.year_from)


class EvaluationFigure(TranslatableMixin, Orderable):
    """A headline figure, with the number of answers it is based on."""

    page = ParentalKey(EvaluationPage, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField(_("label"), max_length=255)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=50, blank=True, help_text=_("For example: %, fellows."))
    base = models.PositiveIntegerField(_("base"), null=True, blank=True, help_text=_("The number of answers."))

    panels = [
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit"), FieldPanel("base")]),
    ]
    translatable_fields = [*translated("label", "unit"), *synchronised("value", "base", "sort_order")]
    api_fields = [APIField("label"), APIField("value"), APIField("unit"), APIField("base")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
