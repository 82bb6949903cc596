from collections import Counter
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.forms.models import FormSubmission
from wagtail.fields import RichTextField

from home.models.forms import FormPage, TranslatableFormField
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.representation.fields import RichTextFieldSerializer
from itp_cms.core.representation.schema import Count
from itp_cms.core.translation import synchronised, translated

CHOICE_FIELDS = frozenset({"radio", "dropdown", "checkboxes", "multiselect"})


class SurveyAnswer(TypedDict):
    """How many chose one of the choices of a question."""

    choice: str
    count: Count


class SurveyResult(TypedDict):
    """What was answered to one question with choices."""

    field: str
    label: str
    answers: list[SurveyAnswer]


class SurveyPage(FormPage):
    """A survey, and what it found once it is closed and its results are published."""

    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True, help_text=_("From then on nobody can answer. Left empty, it stays open.")
    )
    results_published = models.BooleanField(
        _("publish the results"),
        default=False,
        help_text=_("Counts of the answers to questions with choices, in all languages together; never free text."),
    )
    results_text = RichTextField(_("what we learned"), blank=True, features=RICH_TEXT_FEATURES)

    content_panels = [
        *FormPage.content_panels,
        FieldPanel("closes_at"),
        MultiFieldPanel([FieldPanel("results_published"), FieldPanel("results_text")], heading=_("Results")),
    ]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types: list[str] = []

    translatable_fields = [
        *FormPage.translatable_fields,
        *translated("results_text"),
        *synchronised("closes_at", "results_published"),
    ]
    teaser_fields = [*FormPage.teaser_fields, "closes_at", "is_open"]
    api_fields = [
        *FormPage.api_fields,
        APIField("closes_at"),
        APIField("is_open"),
        APIField("results"),
        APIField("results_text", serializer=RichTextFieldSerializer()),
    ]
    search_fields = [*FormPage.search_fields]

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    @property
    def is_open(self) -> bool:
        return self.closes_at is None or timezone.now() < self.closes_at

    def clean(self) -> None:
        super().clean()
        if self.results_published and not self.closes_at:
            raise ValidationError(
                {"closes_at": gettext("Results can be published once the survey has a closing time.")}
            )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not self.is_open:
            self.refuse_unless_shown(request)
            return TemplateResponse(request, self.get_template(request), self.get_context(request), status=403)
        return super().serve(request, *args, **kwargs)

    @property
    def results(self) -> list[SurveyResult] | None:
        """Counts per question with choices: `[{"field", "label", "answers": [{"choice", "count"}]}]`.

        None until the survey is closed and its results are published. Answers given in other languages count for
        the choice at the same place of the list.
        """
        if self.is_open or not self.results_published:
            return None
        fields = [field for field in self.form_fields.all() if field.field_type in CHOICE_FIELDS]
        counts = self._counts()
        return [
            {
                "field": field.clean_name,
                "label": field.label,
                "answers": [
                    {"choice": choice, "count": counts[field.clean_name, number]}
                    for number, choice in enumerate(field.choice_list)
                ],
            }
            for field in fields
        ]

    def _counts(self) -> Counter[tuple[str, int]]:
        pages = SurveyPage.objects.filter(translation_key=self.translation_key)
        fields = SurveyFormField.objects.filter(page__in=pages, field_type__in=CHOICE_FIELDS)
        places = {
            (field.page_id, field.clean_name, choice): number
            for field in fields
            for number, choice in enumerate(field.choice_list)
        }
        counts: Counter[tuple[str, int]] = Counter()
        submissions = FormSubmission.objects.filter(page__in=[page.pk for page in pages])
        for page_id, data in submissions.values_list("page_id", "form_data"):
            for name, answer in data.items():
                for choice in answer if isinstance(answer, list) else [answer]:
                    place = places.get((page_id, name, choice))
                    if place is not None:
                        counts[name, place] += 1
        return counts


class SurveyFormField(TranslatableFormField):
    page = ParentalKey(SurveyPage, on_delete=models.CASCADE, related_name="form_fields")

    class Meta(TranslatableFormField.Meta):
        abstract = False

    @property
    def choice_list(self) -> list[str]:
        """The choices, one a line or between commas, as Wagtail's forms read them."""
        separator = "\n" if "\n" in self.choices else ","
        return [choice.strip() for choice in self.choices.split(separator) if choice.strip()]
