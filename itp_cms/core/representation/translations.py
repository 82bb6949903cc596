"""The languages of content: one of several versions is chosen, for lists and for references.

References are kept as the source's, and shown in the reader's language.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, When
from wagtail.models import Page, TranslatableMixin

from itp_cms.core.statements import Among, Several

if TYPE_CHECKING:
    from itp_cms.core.representation.context import Context, Publicly
    from itp_cms.core.statements import Read

TranslatedT = TypeVar("TranslatedT", bound=TranslatableMixin)


def without_mirrors(objects: QuerySet[TranslatedT]) -> QuerySet[TranslatedT]:
    """The objects without the pages that only show another language's text in their own language's tree.

    An alias that an editor makes within a language is none of these: it is a page of its own.
    """
    if not issubclass(objects.model, Page):
        return objects
    return objects.exclude(_MIRRORS)


_MIRRORS = Q(alias_of__translation_key=F("translation_key"))


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
    context: "Context",
) -> dict[tuple[int, str], TranslatedT]:
    """For each wanted (id, language code): its translation in the first language of the code's chain that has one
    in `objects`, else itself, if it is among them. Two queries.

    With a fallback, a page that only mirrors another language's is no translation to lead to.
    """
    wanted = set(wanted)
    ids = {pk for pk, _language in wanted}
    wanted_rows = objects.model._base_manager.filter(pk__in=ids)
    versions = objects.filter(
        Q(pk__in=ids) | Q(locale__in=locale_ids(wanted, context.locales, context.chain)),
        translation_key__in=wanted_rows.values("translation_key"),
    )
    if context.falls_back:
        versions = _telling_mirrors(versions)
    keys = dict(wanted_rows.values_list("pk", "translation_key"))
    return best_of(context, objects.model, wanted, versions.order_by(), keys)


def read_versions(
    context: "Context",
    model: type[TranslatedT],
    wanted: set[tuple[int, str]],
    narrow: Callable[[QuerySet[TranslatedT]], QuerySet[TranslatedT]] = lambda objects: objects,
) -> list["Read"]:
    """What is read for `best_of`: the public versions of what is wanted, and (id, translation key) of each.

    `narrow` chooses the columns. With a fallback, a page that only mirrors another language's is no version to lead to.
    """
    primary_key, locale = model._meta.pk, model._meta.get_field("locale")
    ids = Several("ids", primary_key)

    def rows() -> QuerySet[TranslatedT]:
        return model._base_manager.filter(Among(F("pk"), ids)).order_by()

    def versions(public: "Publicly") -> QuerySet[TranslatedT]:
        of_locale = Among(F("locale_id"), Several("locales", locale))
        objects = public(model)
        return narrow(
            (_telling_mirrors(objects) if context.falls_back else objects)
            .filter(Q(Among(F("pk"), ids)) | Q(of_locale), translation_key__in=rows().values("translation_key"))
            .order_by()
        )

    given = {
        "ids": {pk for pk, _language in wanted},
        "locales": locale_ids(wanted, context.locales, context.chain),
    }
    return [
        context.read(("versions", model, context.falls_back), versions, **given),
        context.read(("keys", model), lambda public: rows().values_list("pk", "translation_key"), **given),
    ]


def _telling_mirrors(objects: QuerySet[TranslatedT]) -> QuerySet[TranslatedT]:
    """The objects; of pages each says whether it only mirrors another language's (`is_mirror`)."""
    if not issubclass(objects.model, Page):
        return objects
    return objects.annotate(is_mirror=Case(When(_MIRRORS, then=True), default=False, output_field=BooleanField()))


def locale_ids(
    wanted: Iterable[tuple[int, str]], locales: dict[int, str], chain: Callable[[str], Sequence[str]]
) -> set[int]:
    """The locales in which what is wanted may be shown."""
    languages = {code for _pk, language in wanted for code in chain(language)}
    return {pk for pk, code in locales.items() if code in languages}


def best_of(
    context: "Context",
    model: type[TranslatedT],
    wanted: Iterable[tuple[int, str]],
    versions: Iterable[TranslatedT],
    keys: dict[int, UUID],
) -> dict[tuple[int, str], TranslatedT]:
    """As `best_translations`, of the versions there are and the translation key of each wanted id. What is wanted is
    noted among the response's keys.
    """
    wanted, locales, chain = set(wanted), context.locales, context.chain
    context.keys.add_objects(model, (pk for pk, _language in wanted))
    context.keys.add_translations(model, set(keys.values()))
    by_id = {version.pk: version for version in versions}
    by_translation = {
        (version.translation_key, locales[version.locale_id]): version
        for version in by_id.values()
        if not getattr(version, "is_mirror", False)
    }
    found = {}
    for pk, language in wanted:
        translations = (by_translation.get((keys.get(pk), code)) for code in chain(language))
        version = next((one for one in translations if one is not None), None) or by_id.get(pk)
        if version is not None:
            found[pk, language] = version
    # By itself, too: of who is hidden nothing else may be told, not even of which content it was a translation.
    context.keys.add_objects(model, (version.pk for version in found.values()))
    return found
