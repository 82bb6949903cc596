"""The forms that visitors fill in, as the form builder makes them, and the one in which editors make those."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.contrib.forms.forms import BaseForm, FormBuilder, WagtailAdminFormPageForm

from home.uploads import CheckedFileField
from itp_cms.core.forms import BasePageForm

MOST_DIGITS = 30
CHOICE_FIELDS = frozenset({"radio", "dropdown", "checkboxes", "multiselect"})


class HoneypotInput(forms.TextInput):
    """A field that nobody sees; programs that fill in whatever there is give themselves away by it."""

    template_name = "home/honeypot.html"
    is_hidden = True


class SubmissionForm(BaseForm):
    """A form of a page. What is in its honeypot is no part of the submission."""

    honeypot: str

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in, which is told that all went well while nothing is stored."""
        return bool(self.data.get(self.honeypot))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data.pop(self.honeypot, None)
        for name, value in data.items():
            if isinstance(value, list):  # a choice made twice is one
                data[name] = list(dict.fromkeys(value))
        return data


class SubmissionFormBuilder(FormBuilder):
    """Besides Wagtail's fields: files, a length that text must not exceed, and the honeypot."""

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return super().create_multiline_field(field, {**options, "max_length": settings.FORMS_MAX_TEXT_LENGTH})

    def create_hidden_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return super().create_hidden_field(field, {**options, "max_length": settings.FORMS_MAX_TEXT_LENGTH})

    def create_url_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return super().create_url_field(field, {**options, "max_length": 2000})

    def create_number_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return super().create_number_field(field, {**options, "max_digits": MOST_DIGITS})

    def create_file_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return CheckedFileField(**options)

    @cached_property
    def honeypot(self) -> str:
        name = settings.FORMS_HONEYPOT
        taken = {field.clean_name for field in self.fields}
        while name in taken:
            name += "_"
        return name

    def get_form_class(self) -> type[SubmissionForm]:
        trap = forms.CharField(required=False, widget=HoneypotInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
        form_class: Any = type("SubmissionForm", (SubmissionForm,), {**self.formfields, self.honeypot: trap})
        form_class.honeypot = self.honeypot  # set afterwards: a field may have any name
        made: type[SubmissionForm] = form_class
        return made


class FormPageForm(WagtailAdminFormPageForm, BasePageForm):
    """The form in which a page with a form is edited: a question with choices has some."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        for form in self.formsets["form_fields"].forms if "form_fields" in self.formsets else ():
            answers = getattr(form, "cleaned_data", {})
            if answers.get("DELETE") or answers.get("field_type") not in CHOICE_FIELDS:
                continue
            if not answers.get("choices", "").strip():
                form.add_error("choices", gettext("List the choices, one a line."))
        return data
