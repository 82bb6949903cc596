"""What comes to be seen, or not to be seen any more, because something else changed: restrictions above all."""

from typing import Any
from urllib.parse import quote

from django.db.models import Min, Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from itp_cms.core.changes.identity import pending_of, without_drafts
from itp_cms.core.changes.pending import Kind, add
from itp_cms.core.public import Boundary, at_or_below, relatives_of, topmost


def record_visibility(objects: QuerySet[Any], *, hidden: Kind | None, shown: Kind | None) -> None:
    """Record those of the objects that readers may not see now as `hidden`, the others as `shown`, no drafts."""
    objects = without_drafts(objects)
    public = set(Boundary().public(objects).order_by().values_list("pk", flat=True))
    for kind, is_shown in ((hidden, False), (shown, True)):
        if kind:
            add(*(change for change in pending_of(kind, objects) if (change.pk in public) is is_shown))


def record_page_restriction(page_id: int, *, hidden: Kind | None, shown: Kind | None) -> None:
    """A restriction at the page was set or lifted."""
    reach = _reach(list(Page.objects.filter(pk=page_id).values_list("path", flat=True)))
    if reach:
        record_visibility(Page.objects.filter(at_or_below(reach)), hidden=hidden, shown=shown)


def record_relatives(*keys: Any, below: str | None = None) -> None:
    """The pages that mirror or translate others may be seen or not as these are: those with these translation keys,
    or of what is at or below a path, changed in what they translate or where they are.
    """
    if not PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE).exists():
        return
    paths = list(Page.objects.filter(translation_key__in=keys).values_list("path", flat=True))
    reach = _reach([*paths, below] if below else paths)
    if reach:
        record_visibility(Page.objects.filter(at_or_below(reach)), hidden=Kind.RESTRICTED, shown=Kind.CHANGED)


def record_section(ids: set[int]) -> None:
    """The pages at and below these, and their translations, came to be a site's pages, or are so no more."""
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    paths = topmost(Page.objects.filter(translation_key__in=keys).values_list("path", flat=True))
    if paths:
        add(*pending_of(Kind.PUBLISHED, without_drafts(Page.objects.filter(at_or_below(paths)))))


def record_home(keys: set[Any], page: Page) -> None:
    """The page, which has one of these translation keys, had another or will: by that of a home page, it is one too."""
    if Site.objects.filter(root_page__translation_key__in=keys).exists():
        add(*pending_of(Kind.PUBLISHED, without_drafts(Page.objects.filter(path__startswith=page.path))))


def record_order(page: Page) -> None:
    """The page was moved, and with it what is below it: lists of all types of these may be in another order. So one of
    each type is told of.
    """
    below = without_drafts(Page.objects.filter(path__startswith=page.path)).order_by()
    of_each = below.values("content_type").annotate(one=Min("pk")).values_list("one", flat=True)
    add(*pending_of(Kind.CHANGED, Page.objects.filter(pk__in=list(of_each))))


def record_collection_restriction(collection_id: int, *, hidden: Kind | None, shown: Kind | None) -> None:
    """A restriction at the collection was set or lifted."""
    for path in Collection.objects.filter(pk=collection_id).values_list("path", flat=True):
        for model in (get_image_model(), get_document_model()):
            record_visibility(model.objects.filter(collection__path__startswith=path), hidden=hidden, shown=shown)


def record_redirects_to(url_paths: set[str]) -> None:
    """A draft came to be, or is no more, at one of the paths: redirects whose address was typed, and may be that of the
    draft or of something below it, may be hidden or shown by it. Of the draft itself nothing is told.
    """
    named = Q()
    for slug in {url_path.rstrip("/").rpartition("/")[2] for url_path in url_paths}:
        named |= Q(redirect_link__contains=slug) | Q(redirect_link__contains=quote(slug))
    add(*pending_of(Kind.CHANGED, Redirect.objects.filter(named, redirect_page=None)))


def record_moved_collection(collection: Collection) -> None:
    if CollectionViewRestriction.objects.exclude(restriction_type=CollectionViewRestriction.NONE).exists():
        record_collection_restriction(collection.pk, hidden=Kind.RESTRICTED, shown=Kind.PUBLISHED)


def _reach(paths: list[str]) -> list[str]:
    """The paths at and below which it depends on the pages at and below these whether a page is public: theirs, those
    of what mirrors or translates them, and so on.
    """
    reached = fresh = topmost(paths)
    while fresh:
        below = Page.objects.filter(at_or_below(fresh)).order_by()
        found = topmost([*reached, *(path for (path,) in relatives_of(below, "path"))])
        fresh = [path for path in found if path not in reached]
        reached = found
    return reached
