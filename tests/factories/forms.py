"""Pages with a form."""

from typing import Any

from home.models import ContactFormField, ContactPage, SurveyFormField, SurveyPage
from tests.factories.home import ContactPageFactory, SurveyPageFactory

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << >>\n%%EOF\n"


def contact(parent: Any, *fields: dict[str, Any], **values: Any) -> ContactPage:
    return _with_fields(ContactPageFactory(parent=parent, **values), ContactFormField, fields)


def survey(parent: Any, *fields: dict[str, Any], **values: Any) -> SurveyPage:
    return _with_fields(SurveyPageFactory(parent=parent, **values), SurveyFormField, fields)


def question(label: str, field_type: str = "singleline", **values: Any) -> dict[str, Any]:
    return {"label": label, "field_type": field_type, **values}


def _with_fields(page: Any, model: Any, fields: Any) -> Any:
    for number, values in enumerate(fields):
        model.objects.create(page=page, locale=page.locale, sort_order=number, **values)
    return type(page).objects.get(pk=page.pk)
