"""Translations, made with wagtail-localize as a translator makes them: submitted, translated by string, saved."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from itp_cms.core.models import User
from itp_cms.demo.files import Record
from itp_cms.demo.pages import Calendar, backdate, publish, publish_revision
from itp_cms.demo.places import DataError
from itp_cms.demo.snippets import built, existing
from itp_cms.demo.values import Building

# Days after the source that a translation is published, and that a source goes ahead of its translations.
TRANSLATED_AFTER = 14
CHANGED_AFTER = 60


class Translator:
    """Translates records into one language."""

    def __init__(self, building: Building, user: User, calendar: Calendar) -> None:
        self._building = building
        self._user = user
        self._calendar = calendar
        self._locale: Locale = building.library.locales[building.language]

    def ensure(self, record: Record, overlay: Record) -> bool:
        """Translate the record's page or snippet unless it is translated; returns whether it was not."""
        if self._is_translated(record):
            return False
        source = existing(record, Building(self._building.library, settings.LANGUAGE_CODE))
        translation_source, is_new = TranslationSource.get_or_create_from_instance(source)
        translation, _created = Translation.objects.get_or_create(source=translation_source, target_locale=self._locale)
        self._record(translation_source, self._strings(record, overlay), overlay)
        translation.save_target(user=self._user, publish=False)
        self._finish(record, overlay, translation.get_target_instance())
        if isinstance(source, Page):
            # Not before the text that was taken over was published: the source would seem to have changed since.
            moment = max(self._calendar.date(record, TRANSLATED_AFTER), source.last_published_at)
            _backdate_translation(translation, moment, with_source=is_new)
        return True

    def _is_translated(self, record: Record) -> bool:
        translations = Translation.objects.filter(source__object_id=record.at.uuid, target_locale=self._locale)
        return translations.exists() and existing(record, self._building) is not None

    def _strings(self, record: Record, overlay: Record) -> dict[str, list[StringSegmentValue]]:
        """The translated strings by their path, in the order they have there."""
        target = built(record, record.kind.fields.lay(record.data, overlay.words), self._building)
        if isinstance(target, Page):
            target.slug = overlay.words.get("slug") or slugify(target.title, allow_unicode=True)
        strings = defaultdict(list)
        for segment in extract_segments(target):
            if isinstance(segment, StringSegmentValue):
                strings[segment.path].append(segment)
        return strings

    def _record(
        self, source: TranslationSource, strings: Mapping[str, list[StringSegmentValue]], overlay: Record
    ) -> None:
        segments = list(
            StringSegment.objects.filter(source=source).select_related("string", "context").order_by("order")
        )
        by_path = defaultdict(list)
        for segment in segments:
            by_path[segment.context.path].append(segment)
        translations = {}
        for path, values in strings.items():
            if len(values) != len(by_path[path]):
                text = " / ".join(segment.string.data for segment in by_path[path])[:80]
                raise DataError(
                    [f"{overlay.at}: {path}: its parts are not those of the source, “{text}”: compare them"]
                )
            for segment, value in zip(by_path[path], values, strict=True):
                translations[segment.context_id, segment.string_id] = StringTranslation(
                    translation_of=segment.string,
                    locale=self._locale,
                    context=segment.context,
                    data=_with_ids_of_source(value, json.loads(segment.attrs) or {}),
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    last_translated_by=self._user,
                )
        done = list(translations.values())
        if overlay.state == "draft":
            done = done[: len(segments) // 2]
        StringTranslation.objects.bulk_create(done, ignore_conflicts=True)

    def _finish(self, record: Record, overlay: Record, target: Any) -> None:
        if isinstance(target, Page):
            # Those that Wagtail makes as the slug is translated: the address was never public.
            Redirect.objects.filter(redirect_page=target, automatically_created=True).delete()
            moment = self._calendar.date(record, TRANSLATED_AFTER)
            if overlay.state == "draft":
                backdate(target.latest_revision, moment)
            else:
                type(target).objects.filter(pk=target.pk).update(first_published_at=moment)
                publish_revision(target.latest_revision, self._user, moment)
        elif overlay.state != "draft":
            target.latest_revision.publish(user=self._user, skip_permission_checks=True)


def change_source(record: Record, building: Building, user: User, calendar: Calendar) -> None:
    """Have the source go ahead of its translations, by the sentence the data gives."""
    page = existing(record, building)
    page.introduction = f"{page.introduction} {record.data['later_addition']}".strip()
    publish(page, user, calendar.date(record, CHANGED_AFTER))


def _backdate_translation(translation: Translation, moment: datetime, with_source: bool) -> None:
    Translation.objects.filter(pk=translation.pk).update(
        created_at=moment, translations_last_updated_at=moment, destination_last_updated_at=moment
    )
    if with_source:
        TranslationSource.objects.filter(pk=translation.source_id).update(created_at=moment, last_updated_at=moment)


def _with_ids_of_source(value: StringSegmentValue, source: Mapping[str, Any]) -> str:
    """The string's mark-up, its links with the ids that the same links have in the source's string."""
    own = value.attrs or {}
    if own == source:
        return value.string.data
    ids = {json.dumps(attributes, sort_keys=True): link for link, attributes in source.items()}
    soup = BeautifulSoup(value.string.data, "html.parser")
    for element in soup.find_all(id=True):
        element["id"] = ids[json.dumps(own[element["id"]], sort_keys=True)]
    return str(soup)
