from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import DraftStateMixin, Locale, LockableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail.search import index


class TranslatableSnippet(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model
):
    """Content that is no page: with drafts and revisions, in every locale.

    A subclass lists `translatable_fields`, `api_fields` and `search_fields` as a page type does.
    """

    neutral_fields: tuple[str, ...] = ()

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def clean(self) -> None:
        """Besides: constraints that name the locale, which no form has as a field, and so none would check."""
        super().clean()
        for constraint in self._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and "locale" in constraint.fields:
                self._refuse_duplicate(constraint)

    def _refuse_duplicate(self, constraint: models.UniqueConstraint) -> None:
        names = [name for name in constraint.fields if name != "locale"]
        locale = self.locale_id or Locale.get_default().pk
        same = {name: self._meta.get_field(name).value_from_object(self) for name in names}  # type: ignore[union-attr]  # columns
        if type(self)._default_manager.filter(locale_id=locale, **same).exclude(pk=self.pk).exists():
            raise ValidationError({names[0]: constraint.violation_error_message})
