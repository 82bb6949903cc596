"""What an anonymous reader may see. Everything that answers one asks here.

Public is: live, neither before its time nor expired by now (whether or not the job that publishes and unpublishes has
run), and not restricted itself, by an ancestor, or through the page it mirrors or translates. Of images and documents:
in no restricted collection, and in none below one. Anything else (countries, locales) is public as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction, DraftStateMixin, Locale, Page, PageViewRestriction
from wagtail_localize.models import Translation

ModelT = TypeVar("ModelT", bound=Model)

# SQLite refuses an expression nested deeper than 1,000, and reads `a OR b OR c` as nested.
_PATHS_IN_ONE_CONDITION = 200


class Boundary:
    """The line between public and not at one moment; a request that asks often keeps one.

    The restrictions are read once, when first needed: one query where there are none.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()

    def public(self, objects: QuerySet[ModelT] | type[ModelT]) -> QuerySet[ModelT]:
        """The queryset, or all of the model, narrowed to what is public."""
        queryset = objects if isinstance(objects, QuerySet) else objects._default_manager.all()
        model = queryset.model
        if issubclass(model, DraftStateMixin):
            queryset = queryset.filter(
                Q(go_live_at__isnull=True) | Q(go_live_at__lte=self.now),
                Q(expire_at__isnull=True) | Q(expire_at__gt=self.now),
                live=True,
            )
        if issubclass(model, Page):
            for condition in _below("path", self.restricted_paths):
                queryset = queryset.exclude(condition)
        elif issubclass(model, AbstractImage | AbstractDocument) and self.restricted_collections:
            queryset = queryset.exclude(collection__in=self.restricted_collections)
        return queryset

    @cached_property
    def restricted_paths(self) -> list[str]:
        """The tree paths at and below which no page is public."""
        restrictions = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
        paths = _topmost(restrictions.values_list("page__path", flat=True))
        fresh = paths
        while fresh:
            found = _topmost([*paths, *_copies_of_what_is_below(fresh)])
            fresh = [path for path in found if path not in paths]
            paths = found
        return paths

    @cached_property
    def restricted_collections(self) -> list[int]:
        """The ids of the collections in which nothing is public."""
        restrictions = CollectionViewRestriction.objects.exclude(restriction_type=CollectionViewRestriction.NONE)
        paths = _topmost(restrictions.values_list("collection__path", flat=True))
        return [
            pk
            for condition in _below("path", paths)
            for pk in Collection.objects.filter(condition).values_list("pk", flat=True)
        ]


def public(objects: QuerySet[ModelT] | type[ModelT]) -> QuerySet[ModelT]:
    """The queryset, or all of the model, narrowed to what an anonymous reader may see now."""
    return Boundary().public(objects)


def may_be_hidden(model: type[Model]) -> bool:
    """Whether some of the model's objects may be not public."""
    return issubclass(model, DraftStateMixin | AbstractImage | AbstractDocument)


def is_public(instance: Model) -> bool:
    return public(type(instance)).filter(pk=instance.pk).exists()


def _copies_of_what_is_below(paths: list[str]) -> Iterator[str]:
    """The paths of the pages that mirror or translate a page at or below one of the paths."""
    for condition in _below("path", paths):
        hidden = Page.objects.filter(condition).order_by()
        yield from Page.objects.filter(alias_of__in=hidden).values_list("path", flat=True)
        keys = hidden.values("translation_key")
        hidden_versions = set(hidden.values_list("translation_key", "locale_id"))
        source_of = _sources(keys)
        for path, *version in Page.objects.filter(translation_key__in=keys).values_list(
            "path", "translation_key", "locale_id"
        ):
            if source_of(*version) in hidden_versions:
                yield path


def _sources(keys: QuerySet[Page]) -> Callable[[UUID, int], tuple[UUID, int] | None]:
    """Says of which (translation key, locale id) a page of these keys is the translation; None for a source.

    A page translates the one that wagtail-localize made it from, or, where it knows nothing of the page, the one of
    the default locale.
    """
    made_from = {
        (key, target): source
        for key, source, target in Translation.objects.filter(source__object__in=keys).values_list(
            "source__object_id", "source__locale_id", "target_locale_id"
        )
    }
    sources = {(key, source) for (key, _target), source in made_from.items()}
    default = Locale.get_default().pk

    def source_of(key: UUID, locale: int) -> tuple[UUID, int] | None:
        if (key, locale) in made_from:
            return key, made_from[key, locale]
        return None if locale == default or (key, locale) in sources else (key, default)

    return source_of


def _topmost(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie below another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def _below(field: str, paths: list[str]) -> Iterator[Q]:
    """Conditions for being at or below one of the paths: each covers some of them, together all."""
    for start in range(0, len(paths), _PATHS_IN_ONE_CONDITION):
        condition = Q()
        for path in paths[start : start + _PATHS_IN_ONE_CONDITION]:
            condition |= Q(**{f"{field}__startswith": path})
        yield condition
