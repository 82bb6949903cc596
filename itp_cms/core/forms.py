"""The form in which pages are edited."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class BasePageForm(WagtailAdminPageForm):
    """Requires `required_fields`, and refuses rows that say the same twice (`listed_once`), at their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.instance.required_fields:
            if name in self.fields:
                self.fields[name].required = True

    def is_valid(self) -> bool:
        valid = super().is_valid()
        for relation, field_name in self.instance.listed_once.items():
            formset = self.formsets.get(relation)
            if formset is not None and not _all_differ(formset, field_name):
                valid = False
        return valid


def _all_differ(formset: Any, field_name: str) -> bool:
    seen: set[Any] = set()
    differ = True
    for form in formset.forms:
        value = getattr(form, "cleaned_data", {}).get(field_name)
        if value is None or form in formset.deleted_forms:
            continue
        if value in seen:
            form.add_error(field_name, _("This is in the list already."))
            differ = False
        seen.add(value)
    return differ
