"""How models declare, field by field, what a translator translates.

wagtail-localize guesses from the field's type unless a model lists `translatable_fields`. Guessing hides
mistakes, so every translatable model here lists them, and names in `neutral_fields` what is neither translated nor
kept in step with the source. The system check `itp.E005` refuses a field that is in none of the lists.

References to other translatable things (people, series, pages) are *synchronised*: the translation holds the
source's reference, and whoever shows it gives the translation of what is referred to
(docs/decisions/0003-references.md).
"""

from functools import partial
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page
from wagtail_localize import models as localize_models
from wagtail_localize.fields import SynchronizedField, TranslatableField


def translated(*names: str) -> list[TranslatableField]:
    """Fields whose words a translator translates."""
    return [TranslatableField(name) for name in names]


def synchronised(*names: str, overridable: bool = False) -> list[SynchronizedField]:
    """Fields that follow the source page; an overridable one may be set by the translator instead."""
    return [SynchronizedField(name, overridable=overridable) for name in names]


def keep_unicode_slugs() -> None:
    """Let translated slugs be Unicode, as `WAGTAIL_ALLOW_UNICODE_SLUGS` promises.

    wagtail-localize calls `slugify()` without `allow_unicode` when it saves a translation, so that a Chinese
    slug ends up empty (wagtail-localize 1.14, `TranslationSource.create_or_update_translation`).
    """
    localize_models.slugify = partial(slugify, allow_unicode=True)


def keep_copies_in_draft(sender: Any, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Answers `copy_for_translation_done`: no untranslated copy of a page goes live.

    Where a page is submitted whose parents are not translated yet, wagtail-localize mirrors these as live aliases,
    whatever `WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE` says. They become drafts instead, which open in the
    translation editor when somebody gets to them. A locale that an administrator chose to keep in sync is left
    alone: mirrors are its purpose.
    """
    if not isinstance(target_obj, Page) or not target_obj.alias_of_id:
        return
    if localize_models.LocaleSynchronization.objects.filter(locale_id=target_obj.locale_id).exists():
        return
    target_obj.alias_of = None
    target_obj.live = False
    target_obj.has_unpublished_changes = True
    target_obj.save(clean=False)
    target_obj.save_revision(changed=False, clean=False)
    source, _created = localize_models.TranslationSource.get_or_create_from_instance(source_obj)
    localize_models.Translation.objects.get_or_create(source=source, target_locale=target_obj.locale)


class WithoutSegments:
    """A chooser block whose reference stays the source's; see above."""

    def get_translatable_segments(self, value: object) -> list[object]:
        return []
