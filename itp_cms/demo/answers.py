"""Answers to a survey whose counts are known."""

import datetime
from collections.abc import Mapping
from typing import Any

from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.forms.utils import get_field_clean_name

from home.models import SurveyPage
from itp_cms.core.changes import Kind, record

SEVERAL = frozenset({"checkboxes", "multiselect"})


def ensure_answers(page: SurveyPage, data: Mapping[str, Any]) -> None:
    """Submissions that come to the results the data gives, unless the survey has any."""
    if not data.get("results") or FormSubmission.objects.filter(page=page).exists():
        return
    types = {field["label"]: field["type"] for field in data["fields"]}
    sheets: list[dict[str, Any]] = [{} for _ in range(_people(data["results"], types))]
    for result in data["results"]:
        name = get_field_clean_name(result["field"])
        several = types.get(result["field"]) in SEVERAL
        place = 0
        for choice, count in result["answers"].items():
            for _ in range(count):
                sheet = sheets[place % len(sheets)]
                if several:
                    sheet.setdefault(name, []).append(choice)
                else:
                    sheet[name] = choice
                place += 1
    submissions = FormSubmission.objects.bulk_create(FormSubmission(page=page, form_data=sheet) for sheet in sheets)
    for number, submission in enumerate(submissions):
        if page.closes_at:
            submission.submit_time = page.closes_at - datetime.timedelta(days=1 + number % 28, hours=number % 9)
    FormSubmission.objects.bulk_update(submissions, ["submit_time"])
    record(Kind.CHANGED, page)


def _people(results: list[Mapping[str, Any]], types: Mapping[str, str]) -> int:
    """How many answered: at least as many as gave one answer to a question, or made one choice of several."""
    return max(
        max(result["answers"].values()) if types.get(result["field"]) in SEVERAL else sum(result["answers"].values())
        for result in results
    )
