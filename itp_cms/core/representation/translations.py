"""References to what is translated: they are kept as the source's, and shown in the reader's language."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Q, QuerySet
from wagtail.models import TranslatableMixin

TranslatedT = TypeVar("TranslatedT", bound=TranslatableMixin)


def best_translations(
    objects: QuerySet[TranslatedT], wanted: Iterable[tuple[int, str]], locales: dict[int, str]
) -> dict[tuple[int, str], TranslatedT]:
    """For each wanted (id, language code): its translation in that language, else itself, of those in `objects`.

    One query; a second one where something wanted is not among the objects itself, for a translation may be.
    """
    wanted = set(wanted)
    ids = {pk for pk, _language in wanted}
    locale_ids = {pk for pk, code in locales.items() if code in {language for _pk, language in wanted}}
    model = objects.model
    keys_of_wanted = model._base_manager.filter(pk__in=ids)
    candidates = list(
        objects.filter(
            Q(pk__in=ids) | Q(locale__in=locale_ids), translation_key__in=keys_of_wanted.values("translation_key")
        ).order_by()
    )
    by_id = {candidate.pk: candidate for candidate in candidates}
    by_translation = {(candidate.translation_key, locales[candidate.locale_id]): candidate for candidate in candidates}
    keys = {candidate.pk: candidate.translation_key for candidate in candidates}
    if missing := ids - keys.keys():
        keys |= dict(keys_of_wanted.filter(pk__in=missing).values_list("pk", "translation_key"))
    found = {(pk, language): by_translation.get((keys.get(pk), language)) or by_id.get(pk) for pk, language in wanted}
    return {key: candidate for key, candidate in found.items() if candidate is not None}
