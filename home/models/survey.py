from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.forms.models import FormSubmission
from wagtail.fields import RichTextField

from home.forms import CHOICE_FIELDS
from home.models.forms import FormPage, TranslatableFormField
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.moments import MomentIn
from itp_cms.core.occasions import deadline_in
from itp_cms.core.representation.deferred import Batch
from itp_cms.core.representation.fields import ComputedField, Representer, RichTextFieldSerializer
from itp_cms.core.representation.ordering import Ordering
from itp_cms.core.representation.schema import Count
from itp_cms.core.translation import synchronised, translated

if TYPE_CHECKING:
    from itp_cms.core.representation.scope import Scope
    from itp_cms.core.representation.selection import Config


class SurveyResults(Representer):
    """What a survey found, once it is closed and its results are published; else None."""

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        survey = cast("SurveyPage", instance)
        return scope.context.batch(SurveyResultsBatch).defer(survey.pk) if survey.shows_results else None

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {"closes_at", "results_published"}


class SurveyResultsText(RichTextFieldSerializer):
    """What was learned from a survey: nothing as long as its results are not published."""

    is_column = False  # or a filter would find the words that are not shown

    def represent(self, instance: models.Model, name: str, scope: "Scope", config: "Config") -> Any:
        return "" if self.hides(instance) else super().represent(instance, name, scope, config)

    def columns(self, model: type[models.Model], name: str) -> set[str] | None:
        return {name, "closes_at", "results_published"}

    def hides(self, instance: models.Model) -> bool:
        return not cast("SurveyPage", instance).shows_results


class SurveyResultsBatch(Batch[int]):
    """The results of surveys by their ids."""

    def look_up(self, keys: list[int]) -> dict[int, Any]:
        return dict(results_of(keys))


class SurveyAnswer(TypedDict):
    """How many chose one of the choices of a question."""

    choice: str
    count: Annotated[Count, "How many chose it."]


class SurveyResult(TypedDict):
    """What was answered to one question with choices."""

    field: Annotated[str, "The name of the form's field."]
    label: Annotated[str, "The question."]
    answers: list[SurveyAnswer]


def _is_open(path: str, scope: Any) -> Any:
    is_over = {f"{path}closes_at__lte": scope.context.boundary.now}
    return Case(When(**is_over, then=False), default=True, output_field=models.BooleanField())


OPENNESS = Ordering(_is_open, models.BooleanField(), can_be_null=False)


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
    occasions = (deadline_in("closes_at"),)
    moments = (MomentIn("closes_at"),)
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
        APIField("is_open", serializer=ComputedField("closes_at", ordered_by=OPENNESS)),
        APIField("results", serializer=SurveyResults()),
        APIField("results_text", serializer=SurveyResultsText()),
    ]
    search_fields = [*FormPage.search_fields]

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.closes_at is None or timezone.now() < self.closes_at

    def clean(self) -> None:
        super().clean()
        if self.results_published and not self.closes_at:
            raise ValidationError(
                {"closes_at": gettext("Results can be published once the survey has a closing time.")}
            )

    @property
    def shows_results(self) -> bool:
        return self.results_published and not self.is_open

    @property
    def results(self) -> list[SurveyResult] | None:
        """What was answered; None until the survey is closed and its results are published."""
        return results_of({self.pk})[self.pk] if self.shows_results else None


class SurveyFormField(TranslatableFormField):
    page = ParentalKey(SurveyPage, on_delete=models.CASCADE, related_name="form_fields")

    class Meta(TranslatableFormField.Meta):
        abstract = False

    @property
    def choice_list(self) -> list[str]:
        """The choices, one a line or between commas, as Wagtail's forms read them."""
        separator = "\n" if "\n" in self.choices else ","
        return [choice.strip() for choice in self.choices.split(separator) if choice.strip()]


def results_of(surveys: Collection[int]) -> dict[int, list[SurveyResult]]:
    """Counts per question with choices of the surveys with these ids, open or not: four queries, however many.

    Answers given in other languages count for the choice at the same place of the list.
    """
    keys = SurveyPage.objects.filter(pk__in=surveys).order_by().values("translation_key")
    versions = dict(SurveyPage.objects.filter(translation_key__in=keys).order_by().values_list("pk", "translation_key"))
    questions: dict[int, list[SurveyFormField]] = {pk: [] for pk in surveys}
    for field in SurveyFormField.objects.filter(page__in=versions, field_type__in=CHOICE_FIELDS).order_by("sort_order"):
        questions.setdefault(field.page_id, []).append(field)
    counts = _counts(versions, questions)
    return {
        pk: [
            {
                "field": field.clean_name,
                "label": field.label,
                "answers": [
                    {"choice": choice, "count": counts[versions[pk], field.clean_name, place]}
                    for place, choice in enumerate(field.choice_list)
                ],
            }
            for field in questions[pk]
        ]
        for pk in surveys
    }


def _counts(
    versions: Mapping[int, UUID], questions: Mapping[int, list[SurveyFormField]]
) -> Counter[tuple[UUID, str, int]]:
    """How often each choice was made: by the surveys' translation key, the question's name, the choice's place."""
    places = {
        (page, field.clean_name, choice): place
        for page, fields in questions.items()
        for field in fields
        for place, choice in enumerate(field.choice_list)
    }
    counts: Counter[tuple[UUID, str, int]] = Counter()
    submissions = FormSubmission.objects.filter(page__in=versions).order_by()
    for page, data in submissions.values_list("page_id", "form_data").iterator():
        for name, answer in data.items():
            for choice in answer if isinstance(answer, list) else [answer]:
                place = places.get((page, name, choice))
                if place is not None:
                    counts[versions[page], name, place] += 1
    return counts


def surveys_showing(submission: FormSubmission) -> models.QuerySet[SurveyPage]:
    """The surveys, in all languages, that show what was answered."""
    keys = SurveyPage.objects.filter(pk=submission.page_id).values("translation_key")
    return SurveyPage.objects.filter(translation_key__in=keys, results_published=True, closes_at__lte=timezone.now())
