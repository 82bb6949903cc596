"""The languages of content: one of several versions is chosen, for lists and for references.

References are kept as the source's, and shown in the reader's language.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db.models import F, Q, QuerySet
from wagtail.models import Page, TranslatableMixin

TranslatedT = TypeVar("TranslatedT", bound=TranslatableMixin)


def without_mirrors(objects: QuerySet[TranslatedT]) -> QuerySet[TranslatedT]:
    """The objects without the pages that only show another language's text in their own language's tree.

    An alias that an editor makes within a language is none of these: it is a page of its own.
    """
    if not issubclass(objects.model, Page):
        return objects
    return objects.exclude(alias_of__translation_key=F("translation_key"))


def best_versions(
    objects: QuerySet[TranslatedT], versions: QuerySet[TranslatedT], locale_ids: Sequence[int]
) -> QuerySet[TranslatedT]:
    """Of the objects, those that are the best version of their content: in the first of the locales that has one.

    `versions` are those that count. So an object that a filter has left out is not replaced by one of another language.
    """
    versions = without_mirrors(versions).order_by()
    best = Q(pk__in=[])
    for place, locale in enumerate(locale_ids):
        better = versions.filter(locale__in=locale_ids[:place]).values("translation_key")
        best |= Q(locale=locale) & ~Q(translation_key__in=better) if place else Q(locale=locale)
    return without_mirrors(objects).filter(best)


def best_translations(
    objects: QuerySet[TranslatedT],
    wanted: Iterable[tuple[int, str]],
    locales: dict[int, str],
    chain: Callable[[str], Sequence[str]],
) -> dict[tuple[int, str], TranslatedT]:
    """For each wanted (id, language code): its translation in the first language of the code's chain that has one
    in `objects`, else itself, if it is among them.

    One query; a second one where something wanted is not among the objects itself, for a translation may be.
    """
    wanted = set(wanted)
    ids = {pk for pk, _language in wanted}
    languages = {code for _pk, language in wanted for code in chain(language)}
    locale_ids = {pk for pk, code in locales.items() if code in languages}
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
    found = {}
    for pk, language in wanted:
        translations = (by_translation.get((keys.get(pk), code)) for code in chain(language))
        candidate = next((one for one in translations if one is not None), None) or by_id.get(pk)
        if candidate is not None:
            found[pk, language] = candidate
    return found
