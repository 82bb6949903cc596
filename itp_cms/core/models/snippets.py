from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
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
