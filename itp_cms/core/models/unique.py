from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from itp_cms.core.models.pages import BasePage


class UniquePerLocale(BasePage):
    """For page types in which a value may stand once in each locale, held by a database constraint.

    A page's locale is a column of Wagtail's own table, which no constraint of another table can name; so it is
    repeated here. It is null for an alias in its source's locale, which mirrors the value on purpose.
    """

    unique_locale = models.ForeignKey(
        "wagtailcore.Locale", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.locale_id is None:  # Wagtail sets it in `full_clean`, which comes after
            self.locale = self.get_default_locale()
        mirrors = self.alias_of_id and self.alias_of.locale_id == self.locale_id
        self.unique_locale_id = None if mirrors else self.locale_id
        super().save(*args, **kwargs)

    def refuse_duplicate(self, *field_names: str, message: str) -> None:
        """Raise a validation error at the first field where another page of the locale has the same values."""
        values = {name: getattr(self, name) for name in field_names}
        if any(value is None for value in values.values()):
            return
        others = type(self)._default_manager.filter(unique_locale_id=self.locale_id, **values).exclude(pk=self.pk)
        if not self.alias_of_id and others.exists():
            raise ValidationError({field_names[0]: message})
