import logging
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext

from itp_cms.core.models.pages import BasePage

logger = logging.getLogger(__name__)


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
        was_mirror = not self._state.adding and self.unique_locale is None
        # An alias made a page of its own keeps standing aside until an editor gives it a value that is free.
        stands_aside = mirrors or (was_mirror and self.others_with_its_values().exists())
        self.unique_locale_id = None if stands_aside else self.locale_id
        super().save(*args, **kwargs)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Refuses what the form would: since a draft was saved, another page may have taken its value.

        Raises `PermissionDenied`, which the admin answers with a message; a scheduled publication is logged and left
        out, so that others of the same run go on.
        """
        draft = revision.as_object()
        if draft.others_with_its_values().exists() and not self.alias_of_id:
            logger.error("“%s” is not published: another page of its language has the same value", draft)
            if kwargs.get("log_action") == "wagtail.publish.scheduled":
                return
            raise PermissionDenied(gettext("Another page of this language has the same value."))
        super().publish(revision, *args, **kwargs)

    def others_with_its_values(self) -> models.QuerySet[Any]:
        """The other pages of the locale that have the value that may stand once."""
        raise NotImplementedError

    def others_with(self, **values: Any) -> models.QuerySet[Any]:
        """The other pages of the locale with these values; none where one of them is not given."""
        pages = type(self)._default_manager.all()
        if any(value is None for value in values.values()):
            return pages.none()
        return pages.filter(unique_locale_id=self.locale_id, **values).exclude(pk=self.pk)

    def refuse_duplicate(self, field_name: str, message: str) -> None:
        """Raise a validation error at the field where another page of the locale has the same value."""
        if not self.alias_of_id and self.others_with_its_values().exists():
            raise ValidationError({field_name: message})
