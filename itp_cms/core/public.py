"""What an anonymous reader may see. Everything that answers one asks here.

Public is: live, neither before its time nor expired by now (whether or not the job that publishes and unpublishes has
run), and not restricted itself, by an ancestor, or through the page it mirrors or translates. Of images and documents:
in no restricted collection, and in none below one. Anything else (countries, locales) is public as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Expression, Model, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction, DraftStateMixin, Locale, Page, PageViewRestriction
from wagtail_localize.models import Translation

from itp_cms.core.memory import Memory, memory

ModelT = TypeVar("ModelT", bound=Model)

MOST_RANGES = 100
"""Of so many paths each is a range of the index on paths: of more, the whole tree is read once."""
LONGEST_PATH = Page._meta.get_field("path").max_length


class Boundary:
    """The line between public and not at one moment; a request that asks often keeps one.

    The restrictions are read once for each state of the content, when first needed: one query where there are none.
    `now` may be an expression that stands for the moment, `known` is what is known of the content already.
    """

    def __init__(self, now: datetime | Expression | None = None, known: Memory | None = None) -> None:
        self.now = now or timezone.now()
        self._known = known

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
            if self.restricted_paths:
                queryset = queryset.exclude(at_or_below(self.restricted_paths))
        elif issubclass(model, AbstractImage | AbstractDocument) and self.restricted_collections:
            queryset = queryset.exclude(collection__in=self.restricted_collections)
        return queryset

    @cached_property
    def known(self) -> Memory:
        return memory() if self._known is None else self._known

    @cached_property
    def restricted_paths(self) -> list[str]:
        """The tree paths at and below which no page is public."""
        return self.known.recall("restricted paths", self._restricted_paths)

    def _restricted_paths(self) -> list[str]:
        restrictions = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
        paths = topmost(restrictions.values_list("page__path", flat=True))
        fresh = paths
        while fresh:
            found = topmost([*paths, *self._copies_of_what_is_below(fresh)])
            fresh = [path for path in found if path not in paths]
            paths = found
        return paths

    @cached_property
    def restricted_collections(self) -> list[int]:
        """The ids of the collections in which nothing is public."""
        return self.known.recall("restricted collections", self._restricted_collections)

    def _restricted_collections(self) -> list[int]:
        restrictions = CollectionViewRestriction.objects.exclude(restriction_type=CollectionViewRestriction.NONE)
        paths = topmost(restrictions.values_list("collection__path", flat=True))
        return list(Collection.objects.filter(at_or_below(paths)).values_list("pk", flat=True)) if paths else []

    def _copies_of_what_is_below(self, paths: list[str]) -> Iterator[str]:
        """The paths of the pages that mirror or translate a page at or below one of the paths; two queries."""
        below = Page.objects.filter(at_or_below(paths)).order_by()
        # What is below is among its own relatives, which have the same translation key.
        is_below = _begins_with_one_of(paths)
        hidden: list[Any] = []
        others: list[Any] = []
        for relative in relatives_of(below, "path", "pk", "alias_of_id", "translation_key", "locale_id"):
            (hidden if is_below(relative[0]) else others).append(relative)
        if not others:
            return
        hidden_ids = {pk for _path, pk, _alias_of, *_version in hidden}
        hidden_versions = {tuple(version) for _path, _pk, _alias_of, *version in hidden}
        versions = hidden_versions | {tuple(version) for _path, _pk, _alias_of, *version in others}
        source_of = self._sources({key for _path, _pk, _alias_of, key, _locale in others})
        for path, _pk, alias_of, key, locale in others:
            source = source_of(key, locale)
            # Where the source is gone, or never was, what is hidden may be what a version was made from.
            is_orphan = source is not None and source not in versions
            if alias_of in hidden_ids or source in hidden_versions or is_orphan:
                yield path

    def _sources(self, keys: set[UUID]) -> Callable[[UUID, int], tuple[UUID, int] | None]:
        """Says of which (translation key, locale id) a page of these keys is the translation; None for a source.

        A page translates the one that wagtail-localize made it from, or, where it knows nothing of the page, the one
        of the default locale.
        """
        made_from = {
            (key, target): source
            for key, source, target in Translation.objects.filter(source__object__in=keys).values_list(
                "source__object_id", "source__locale_id", "target_locale_id"
            )
        }
        sources = {(key, source) for (key, _target), source in made_from.items()}
        default = self._default_locale

        def source_of(key: UUID, locale: int) -> tuple[UUID, int] | None:
            if (key, locale) in made_from:
                return key, made_from[key, locale]
            return None if locale == default or (key, locale) in sources else (key, default)

        return source_of

    @cached_property
    def _default_locale(self) -> int:
        return Locale.get_default().pk


def public(objects: QuerySet[ModelT] | type[ModelT]) -> QuerySet[ModelT]:
    """The queryset, or all of the model, narrowed to what an anonymous reader may see now."""
    return Boundary().public(objects)


def may_be_hidden(model: type[Model]) -> bool:
    """Whether some of the model's objects may be not public."""
    return issubclass(model, DraftStateMixin | AbstractImage | AbstractDocument)


def is_public(instance: Model) -> bool:
    return public(type(instance)).filter(pk=instance.pk).exists()


def topmost(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie below another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def at_or_below(paths: Sequence[str]) -> Q:
    """The condition that a node of a tree is at or below one of the paths."""
    condition = Q()
    if len(paths) <= MOST_RANGES:  # which the index on paths answers
        for path in paths:
            condition |= Q(path__range=(path, path.ljust(LONGEST_PATH, Page.alphabet[-1])))
    else:  # a condition no longer than the tree is deep: SQLite has a limit of 1,000
        for length, of_length in _by_length(paths).items():
            condition |= Q(In(Left("path", length), of_length))
    return condition


def relatives_of(pages: QuerySet[Page], *fields: str) -> QuerySet[Page, tuple[Any, ...]]:
    """These fields of the pages that mirror or translate one of the pages, and of those itself; some of them twice.

    Two queries in one: for either condition there is an index, for both together the whole table would be read. That
    what mirrors has a number says so to SQLite, which takes most pages for mirrors otherwise.
    """
    mirrors = Page.objects.filter(alias_of__gt=0, alias_of__in=pages.values("pk"))
    versions = Page.objects.filter(translation_key__in=pages.values("translation_key"))
    return mirrors.order_by().values_list(*fields).union(versions.order_by().values_list(*fields), all=True)


def _begins_with_one_of(paths: Iterable[str]) -> Callable[[str], bool]:
    by_length = {length: frozenset(of_length) for length, of_length in _by_length(paths).items()}
    return lambda path: any(path[:length] in of_length for length, of_length in by_length.items())


def _by_length(paths: Iterable[str]) -> dict[int, list[str]]:
    by_length: dict[int, list[str]] = {}
    for path in paths:
        by_length.setdefault(len(path), []).append(path)
    return by_length
