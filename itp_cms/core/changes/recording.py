"""What is recorded by itself: Django's signals of the models that readers see, turned into changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import ModelSignal, post_delete, post_save, pre_delete, pre_save
from taggit.models import Tag, TaggedItem
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction, DraftStateMixin, Page, PageViewRestriction, Site
from wagtail_localize.models import Translation, TranslationSource

from itp_cms.core.changes.identity import pending, pending_of, root_of, without_drafts
from itp_cms.core.changes.pending import Kind, PendingReferences, add
from itp_cms.core.changes.unsignalled import record_what_has_no_signal
from itp_cms.core.changes.visibility import (
    record_collection_restriction,
    record_home,
    record_page_restriction,
    record_redirects_to,
    record_relatives,
    record_section,
)
from itp_cms.core.changes.watched import FurtherObjects, inline_models, parental_key, part_of, watched_models
from itp_cms.core.moments import is_in_time

BOOKKEEPING = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)
"""Fields that no answer shows: saving only these is no change."""


def connect() -> None:
    """Record from now on what happens to the models that readers see, each save in a transaction with its change."""
    for model in watched_models():
        _save_atomically(model)
        _connect(model, {pre_save: remember, post_save: record_save})
        if root_of(model) is model:  # of whatever type, a page is deleted as a `Page`
            _connect(model, {pre_delete: remember_delete, post_delete: record_delete})
    _connect(Page, {pre_delete: remember_aliases, post_delete: record_orphans})
    for model in inline_models():
        _save_atomically(model)
        _connect(model, {post_save: record_row, post_delete: record_row})
    _connect_besides()


def shown_within(model: type[Model], objects: FurtherObjects) -> None:
    """Rows of the model are shown within other objects, which `objects` finds for a row: these are recorded as changed
    when one is made, saved or deleted. For `AppConfig.ready`; inline models (with a `ParentalKey`) need not be told of.
    """
    part_of[model] = objects
    _save_atomically(model)
    _connect(model, {post_save: record_what_shows_it, post_delete: record_what_shows_it})


def _connect_besides() -> None:
    """What is no object of its own, but decides on what is shown of others."""
    for model, save, delete in (
        (PageViewRestriction, record_page_restricted, record_page_released),
        (CollectionViewRestriction, record_collection_restricted, record_collection_released),
        (TaggedItem, record_tagging, record_tagging),
        (Translation, record_translation, record_translation),
        (TranslationSource, record_source, record_source),
    ):
        _save_atomically(model)
        _connect(model, {post_save: save, post_delete: delete})
    for model in (PageViewRestriction, CollectionViewRestriction, Site):
        _connect(model, {pre_save: remember_row})
    _connect(Site, {post_save: record_pages_of_site})
    _connect(Tag, {post_save: record_tagged})
    _connect(get_image_model().get_rendition_model(), {post_delete: record_rendition_delete})
    record_what_has_no_signal()


def _connect(model: type[Model], receivers: dict[ModelSignal, Callable[..., None]]) -> None:
    for signal, receiver in receivers.items():
        signal.connect(receiver, sender=model, dispatch_uid=f"core.changes.{receiver.__name__}")


def _save_atomically(model: type[Model]) -> None:
    """Have the model's rows be saved in one transaction with what `post_save` records; Django sends that after it
    (`Model.save_base`). Deleting is one already.
    """
    save_base = model.save_base
    if hasattr(save_base, "is_atomic"):  # inherited from a model that is watched too
        return

    @wraps(save_base)
    def save_base_atomically(self: Model, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            save_base(self, *args, **kwargs)

    save_base_atomically.is_atomic = True  # type: ignore[attr-defined]  # by which it is known
    model.save_base = save_base_atomically  # type: ignore[method-assign]  # in place of Django's


@dataclass(frozen=True)
class Before:
    """What an object was in the database before it was saved. The last four are a page's."""

    live: bool
    go_live_at: datetime | None = None
    expire_at: datetime | None = None
    url_path: str = ""
    alias_of_id: int | None = None
    locale_id: int | None = None
    translation_key: UUID | None = None

    def moved_to(self, page: Page) -> bool:
        return (self.url_path, self.locale_id) != (page.url_path, page.locale_id)

    def related_as(self, page: Page) -> bool:
        return (self.alias_of_id, self.translation_key) == (page.alias_of_id, page.translation_key)


def _is_bookkeeping(update_fields: Any) -> bool:
    return update_fields is not None and {name.removesuffix("_id") for name in update_fields} <= BOOKKEEPING


def remember(sender: type[Model], instance: Model, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Answers `pre_save` of what can be a draft: keep what `record_save` compares with."""
    if raw or _is_bookkeeping(update_fields) or not isinstance(instance, DraftStateMixin):
        return
    names = ["live", "go_live_at", "expire_at"]
    if isinstance(instance, Page):
        names += ["url_path", "alias_of_id", "locale_id", "translation_key"]
    row = None
    if instance.pk is not None:
        row = root_of(sender)._base_manager.filter(pk=instance.pk).values(*names).first()
    instance.__dict__["_before_save"] = Before(**row) if row else None


def record_save(
    sender: type[Model], instance: Model, created: bool, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Answers `post_save`."""
    if _is_bookkeeping(update_fields):
        return
    if raw:  # a row of a fixture, of which others may be missing yet
        add(PendingReferences(root_of(sender), (instance.pk,), Kind.PUBLISHED if created else Kind.CHANGED))
        return
    if not isinstance(instance, DraftStateMixin):
        add(pending(Kind.PUBLISHED if created else Kind.CHANGED, instance))
        return
    before: Before | None = instance.__dict__.pop("_before_save", None)
    was_live = before is not None and before.live
    is_live = instance.live if update_fields is None or "live" in update_fields else was_live
    if isinstance(instance, Page):
        _record_page(instance, before)
        if not is_live and (before is None or before.moved_to(instance)):
            record_redirects_to({instance.url_path, before.url_path if before else instance.url_path})
    if is_live or was_live:
        was_seen = before is not None and before.live and is_in_time(before.go_live_at, before.expire_at)
        is_seen = is_live and is_in_time(instance.go_live_at, instance.expire_at)
        add(pending(_kind(was_live, is_live) if was_seen == is_seen else _kind(was_seen, is_seen), instance))


def _kind(before: bool, after: bool) -> Kind:
    if before and after:
        return Kind.CHANGED
    return Kind.PUBLISHED if after else Kind.UNPUBLISHED


def _record_page(page: Page, before: Before | None) -> None:
    """What a page's place and relations do to itself and to others."""
    if before and before.moved_to(page):
        at_and_below = Page.objects.filter(path__startswith=page.path)
        add(*pending_of(Kind.MOVED, without_drafts(at_and_below)))
        record_relatives(below=page.path)
    elif before is None:
        record_relatives(page.translation_key)
    elif not before.related_as(page):
        record_relatives(before.translation_key, page.translation_key)
        record_home({before.translation_key, page.translation_key}, page)


def remember_row(sender: type[Model], instance: Model, raw: bool, **kwargs: Any) -> None:
    """Answers `pre_save`: keep the row as it is in the database."""
    instance.__dict__["_row_before"] = None if raw else sender._base_manager.filter(pk=instance.pk).first()


def remember_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Answers `pre_delete`: keep whether readers saw it, which an instance need not know any more."""
    instance.__dict__["_was_seen"] = without_drafts(sender._base_manager.filter(pk=instance.pk)).exists()


def record_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Answers `post_delete`."""
    if instance.__dict__.pop("_was_seen", True):
        add(pending(Kind.DELETED, instance))
    elif isinstance(instance, Page):
        record_redirects_to({instance.url_path})


def remember_aliases(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Answers `pre_delete` of a page, whose aliases will not say any more of what they were."""
    add(*pending_of(Kind.CHANGED, without_drafts(Page.objects.filter(alias_of=instance.pk))))


def record_orphans(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Answers `post_delete` of a page: its translations may be hidden or shown without it."""
    record_relatives(instance.translation_key)


def record_row(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Answers signals of an inline row: the object that it is a part of changed."""
    key = parental_key(sender)
    while outer := parental_key(key.related_model):
        instance, key = getattr(instance, key.name), outer
    add(PendingReferences(root_of(key.related_model), (getattr(instance, key.attname),)))


def record_what_shows_it(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Answers signals of a model in `part_of`."""
    add(*pending_of(Kind.CHANGED, without_drafts(part_of[sender](instance))))


def record_tagging(sender: type[TaggedItem], instance: TaggedItem, **kwargs: Any) -> None:
    """Answers signals of the tags of files."""
    model = instance.content_type.model_class()
    if model in set(watched_models()):
        add(PendingReferences(root_of(model), (instance.object_id,)))


def record_tagged(sender: type[Tag], instance: Tag, created: bool, **kwargs: Any) -> None:
    """Answers `post_save` of a tag: what has it says its name."""
    if created:
        return
    for row in TaggedItem.objects.filter(tag=instance).select_related("content_type"):
        record_tagging(TaggedItem, row)
    pages = without_drafts(Page.objects.filter(page_tags__tag=instance))
    add(*pending_of(Kind.CHANGED, pages))


def record_rendition_delete(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Answers `post_delete` of a rendition: its address leads nowhere any more. Making one changes no answer."""
    add(PendingReferences(root_of(get_image_model()), (instance.image_id,)))


def record_page_restricted(sender: Any, instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    before = instance.__dict__.pop("_row_before", None)
    if before and before.page_id != instance.page_id:
        record_page_released(sender, before)
    shown = None if created else Kind.PUBLISHED
    record_page_restriction(instance.page_id, hidden=Kind.RESTRICTED, shown=shown)


def record_page_released(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    record_page_restriction(instance.page_id, hidden=None, shown=Kind.PUBLISHED)


def record_collection_restricted(
    sender: Any, instance: CollectionViewRestriction, created: bool, **kwargs: Any
) -> None:
    before = instance.__dict__.pop("_row_before", None)
    if before and before.collection_id != instance.collection_id:
        record_collection_released(sender, before)
    shown = None if created else Kind.PUBLISHED
    record_collection_restriction(instance.collection_id, hidden=Kind.RESTRICTED, shown=shown)


def record_collection_released(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    record_collection_restriction(instance.collection_id, hidden=None, shown=Kind.PUBLISHED)


def record_pages_of_site(sender: Any, instance: Site, raw: bool, **kwargs: Any) -> None:
    """Answers `post_save` of a site: with another home page, other pages are its."""
    before = instance.__dict__.pop("_row_before", None)
    if not raw and (before is None or before.root_page_id != instance.root_page_id):
        record_section({instance.root_page_id} | ({before.root_page_id} if before else set()))


def record_translation(sender: Any, instance: Translation, created: bool = True, **kwargs: Any) -> None:
    """Answers signals of wagtail-localize's record of what was made from what."""
    if created:
        record_relatives(instance.source.object_id)


def record_source(sender: Any, instance: TranslationSource, **kwargs: Any) -> None:
    """Answers signals of wagtail-localize's record of what translations are made from."""
    record_relatives(instance.object_id)
