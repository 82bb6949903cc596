"""Writing to the log and reading it."""

from datetime import UTC, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from itp_cms.core.changes.identity import pending, pending_of, without_drafts
from itp_cms.core.changes.pending import Kind, add, write_pending
from itp_cms.core.models.changes import Change, ContentVersion


class TooFarBehind(Exception):
    """The changes after a number are not in the log any more: who follows it has to start afresh."""


def record(kind: Kind, *objects: Model) -> None:
    """Write changes that no signal tells of. Drafts are left out, but for what is one only now (`UNPUBLISHED`).

    Raises `TransactionManagementError` outside of the transaction that makes the change.
    """
    add(*(pending(kind, one) for one in objects if kind == Kind.UNPUBLISHED or getattr(one, "live", True)))


def record_all(kind: Kind, objects: QuerySet[Model]) -> None:
    """As `record`, of all objects of a queryset, before they are deleted: one query, whatever their number."""
    add(*pending_of(kind, objects if kind == Kind.UNPUBLISHED else without_drafts(objects)))


def content_version() -> int:
    """The number of the newest change; one query. In a transaction, its own changes count, so that it waits for others
    that are about to be committed: not for code that goes on to change rows of other tables.
    """
    connection = transaction.get_connection()
    write_pending(connection)
    was_open = connection.connection is not None and not connection.in_atomic_block
    # Asked first in each request of the API, it is itself the check whether a connection kept open still is.
    connection.health_check_done = True
    try:
        return _version(connection)
    except (InterfaceError, OperationalError):
        if not was_open:
            raise
        connection.close()
        return _version(connection)


def _version(connection: Any) -> int:
    """Without the ORM, which takes longer to build this than a database to answer it."""
    sql = f"SELECT number FROM {connection.ops.quote_name(ContentVersion._meta.db_table)}"  # noqa: S608  our table
    return connection.fetch_number(sql) or 0


def since(number: int, limit: int = 100) -> list[Change]:
    """The changes after a number, in order, at most so many; one query where there are any.

    Raises `TooFarBehind` if some of them are not in the log any more, or the number was not handed out yet, as after
    the database was restored from a copy.
    """
    write_pending()
    changes = _after(number, limit)
    if not changes and content_version() != number:
        changes = _after(number, limit)  # which may be new since
        if not changes:
            raise TooFarBehind
    if changes and changes[0].number != number + 1:
        raise TooFarBehind
    return changes


def _after(number: int, limit: int) -> list[Change]:
    return list(Change.objects.filter(number__gt=number).order_by("number")[:limit])


def mark_of(number: int) -> str | None:
    """A word for the change with a number, to tell it from one that got the same number after the database was restored
    from a copy; None where it is not in the log. One query.
    """
    at = Change.objects.filter(number=number).values_list("at", flat=True).first()
    return None if at is None else salted_hmac(__name__, f"{number} {at.astimezone(UTC).isoformat()}").hexdigest()[:12]


def prune(days: int) -> int:
    """Delete the changes before the first one that is not older than so many days; how many. Numbers are never handed
    out again. By number, as the clocks of several machines may differ: what is left has no gap. What is committed
    meanwhile stays.
    """
    newest = content_version()  # before the rest is read, which may be nothing
    kept = Change.objects.filter(at__gte=timezone.now() - timedelta(days=days)).order_by("number").first()
    count, _by_model = Change.objects.filter(number__lt=kept.number if kept else newest + 1).delete()
    return count
