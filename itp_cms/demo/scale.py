"""Many posts, for load tests: copies of those there are, with addresses and dates of their own."""

import copy
import datetime
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F
from modelsearch.backends import get_search_backends
from wagtail.models import Page, ReferenceIndex, TranslatableMixin

from blog.models import BlogPage, Byline
from itp_cms.core.models import PageCountry, PagePerson, PageTag

BATCH = 200
CHILDREN: dict[Any, str] = {Byline: "page", PageCountry: "page", PagePerson: "page", PageTag: "content_object"}
"""Inline children of a post, by the name of their reference to it."""


def multiply_posts(posts: Sequence[BlogPage], copies: int, done: Callable[[], Any]) -> None:
    """Have each post there so many times, itself included; copies that are there already are left as they are.

    The copies are live and in both indexes, but have no revisions, as pages of an import. Rows are written in bulk.
    """
    there = set(Page.objects.values_list("translation_key", flat=True)) if copies > 1 else set()
    missing = [(post, number) for number in range(1, copies) for post in posts if copy_key(post, number) not in there]
    for _ in range((copies - 1) * len(posts) - len(missing)):
        done()
    for start in range(0, len(missing), BATCH):
        _copy(missing[start : start + BATCH], done)


def copy_key(post: BlogPage, number: int) -> uuid.UUID:
    """The translation key of a copy, the same in every run."""
    return uuid.uuid5(post.translation_key, f"copy {number}")


def _copy(orders: list[tuple[BlogPage, int]], done: Callable[[], Any]) -> None:
    parent = orders[0][0].get_parent()
    last = parent.get_last_child()
    place = int(last.path[-Page.steplen :], 36)
    rows = []
    for (post, number), step in zip(orders, range(place + 1, place + 1 + len(orders)), strict=True):
        rows.append(_changed(post, number, Page._get_path(parent.path, parent.depth + 1, step), parent.url_path))
    bases = [
        Page(**{f.attname: getattr(row, f.attname) for f in Page._meta.concrete_fields if f.name != "id"})
        for row in rows
    ]
    Page.objects.bulk_create(bases)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(rows))
    for row, base in zip(rows, bases, strict=True):
        row.pk = row.id = row.page_ptr_id = base.pk
        row.save_base(raw=True, force_insert=True)  # the row of the subclass alone
    _copy_children({post.pk: post for post, _number in orders}, orders, rows)
    pages = BlogPage.objects.filter(pk__in=[row.pk for row in rows])
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(BlogPage, pages)
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
        done()


def _changed(post: BlogPage, number: int, path: str, parents_url: str) -> BlogPage:
    row = copy.copy(post)
    days = datetime.timedelta(days=number)
    row.translation_key = copy_key(post, number)
    row.title = row.draft_title = f"{post.title} ({number + 1})"
    row.slug = f"{post.slug}-{number + 1}"
    row.path, row.url_path = path, f"{parents_url}{row.slug}/"
    row.date = post.date - days
    row.first_published_at = row.last_published_at = post.first_published_at - days
    row.latest_revision_id = row.live_revision_id = row.latest_revision_created_at = None
    return row


def _copy_children(posts: dict[int, BlogPage], orders: list[tuple[BlogPage, int]], rows: list[BlogPage]) -> None:
    for model, reference in CHILDREN.items():
        children: dict[int, list[Any]] = {pk: [] for pk in posts}
        for child in model.objects.filter(**{f"{reference}__in": list(posts)}):
            children[getattr(child, f"{reference}_id")].append(child)
        copies = []
        for (post, number), row in zip(orders, rows, strict=True):
            for child in children[post.pk]:
                twin = copy.copy(child)
                twin.pk = None
                twin._state = copy.copy(child._state)
                twin._state.adding = True
                setattr(twin, f"{reference}_id", row.pk)
                if isinstance(twin, TranslatableMixin):
                    twin.translation_key = uuid.uuid5(child.translation_key, f"copy {number}")
                copies.append(twin)
        model.objects.bulk_create(copies)
