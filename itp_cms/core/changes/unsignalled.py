"""What Wagtail does to rows that readers see without a signal of Django's: moves in trees, and all at once."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page

from itp_cms.core.changes.identity import batched, pending, pending_of, root_of
from itp_cms.core.changes.pending import Kind, PendingReferences, add
from itp_cms.core.changes.visibility import record_moved_collection, record_order
from itp_cms.core.changes.watched import is_watched


def record_what_has_no_signal() -> None:
    # These ask for the page model when they are imported.
    from wagtail.actions.move_page import MovePageAction
    from wagtail.contrib.redirects.signal_handlers import BatchRedirectCreator

    Collection.move = _with_its_change(Collection.move)
    MovePageAction.execute = _with_its_order(MovePageAction.execute)
    BatchRedirectCreator.process = _with_its_redirects(BatchRedirectCreator.process)
    hooks.register("after_bulk_action", record_bulk_action)


def record_bulk_action(request: Any, action_type: str, objects: Iterable[Model], action: Any) -> None:
    """Answers Wagtail's hook in the transaction of a bulk action, some of which update all rows in one statement."""
    if is_watched(action.model):
        root = root_of(action.model)
        for ids in batched(one.pk for one in objects):
            add(PendingReferences(root, tuple(ids)))


def _with_its_change(move: Callable[..., Any]) -> Callable[..., Any]:
    """A collection's move, and its change in one transaction."""

    @wraps(move)
    def move_and_record(self: Collection, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            move(self, *args, **kwargs)
            moved = Collection.objects.get(pk=self.pk)
            add(pending(Kind.MOVED, moved))
            record_moved_collection(moved)

    return move_and_record


def _with_its_order(execute: Callable[..., Any]) -> Callable[..., Any]:
    """A page's move, of which a signal tells, and what it does to the order of lists, which is the tree's."""

    @wraps(execute)
    def execute_and_record(self: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            result = execute(self, *args, **kwargs)
            record_order(Page.objects.get(pk=self.page.pk))
        return result

    return execute_and_record


def _with_its_redirects(process: Callable[..., Any]) -> Callable[..., Any]:
    """The redirects that Wagtail makes of pages that moved, and their changes in one transaction."""

    @wraps(process)
    def process_and_record(self: Any) -> None:
        old_paths = [redirect.old_path for redirect in self.items]
        with transaction.atomic():
            process(self)
            for some in batched(old_paths):
                made = Redirect.objects.filter(old_path__in=some, automatically_created=True)
                add(*pending_of(Kind.PUBLISHED, made))

    return process_and_record
