"""What changed in the current transaction and is not in the log yet.

It waits in Django's list of what to do on commit, which forgets what a savepoint's rollback undid, and is written, one
row for each object, when the transaction is about to be committed (`itp_cms.core.databases`), or when the transaction
itself asks for the log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError
from wagtail.models import Locale

from itp_cms.core.models.changes import Change, ContentVersion

Kind = Change.Kind
Key = tuple[type[Model], Any]


@dataclass(frozen=True)
class Pending:
    """A change to be written. `root` is the model that has the object's primary key: of every page, `Page`."""

    kind: Kind
    root: type[Model]
    object_type: str
    pk: Any
    locale_id: int | None = None
    translation_key: UUID | None = None

    @property
    def key(self) -> Key:
        return self.root, self.pk


@dataclass(frozen=True)
class PendingReferences:
    """Objects of which only the ids are known, which are looked up when they are written; what is gone or a draft by
    then is left out.
    """

    root: type[Model]
    ids: tuple[Any, ...]
    kind: Kind = Kind.CHANGED


class _Waiting:
    """Stands in Django's list with what is to be written, and does nothing on commit: it is written by then."""

    def __init__(self, entries: Sequence[Pending | PendingReferences]) -> None:
        self.entries = entries

    def __call__(self) -> None:
        pass


class _Written:
    """Stands in Django's list to say that the others are written. With a savepoint that is rolled back it is gone, as
    are the rows, and the others wait again.
    """

    def __init__(self, waiting: Iterable[_Waiting]) -> None:
        self.ids = {id(hook) for hook in waiting}

    def __call__(self) -> None:
        pass


def add(*entries: Pending | PendingReferences) -> None:
    """Have changes written with the current transaction. Raises `TransactionManagementError` outside of one."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise TransactionManagementError("Changes are recorded within the transaction that makes them.")
    if entries:
        transaction.on_commit(_Waiting(entries))


def write_pending(connection: Any = None, last: bool = False) -> None:
    """Write what waits. `last` says that the transaction does nothing else."""
    connection = connection or transaction.get_connection()
    hooks = [hook for _sids, hook, _robust in connection.run_on_commit]
    written: set[int] = set().union(*(hook.ids for hook in hooks if isinstance(hook, _Written)))
    waiting = [hook for hook in hooks if isinstance(hook, _Waiting) and id(hook) not in written]
    if not waiting:
        return
    if not last:
        transaction.on_commit(_Written(waiting))
    changes = _merged(entry for hook in waiting for entry in hook.entries)
    if changes:
        _write(connection, changes, last)


def _write(connection: Any, changes: Sequence[Pending], last: bool) -> None:
    languages = {}
    if any(change.locale_id for change in changes):
        languages = dict(Locale.objects.values_list("pk", "language_code"))
    if last and connection.vendor == "postgresql":
        # Checked at commit, foreign keys would have to wait for others after the lock is taken.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    newest = _hand_out(connection, len(changes))
    Change.objects.bulk_create(
        Change(
            number=number,
            kind=change.kind,
            object_type=change.object_type,
            object_id=str(change.pk),
            locale=languages.get(change.locale_id, ""),
            translation_key=change.translation_key,
        )
        for number, change in enumerate(changes, start=newest - len(changes) + 1)
    )


def _hand_out(connection: Any, count: int) -> int:
    """The last of `count` new numbers. Nobody else gets any until the transaction is over."""
    table = connection.ops.quote_name(ContentVersion._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, number) VALUES ({ContentVersion.THE_ROW}, %s)"  # noqa: S608  a table and a number of ours
            f" ON CONFLICT (id) DO UPDATE SET number = {table}.number + excluded.number RETURNING number",
            [count],
        )
        return int(cursor.fetchone()[0])


def _merged(entries: Iterable[Pending | PendingReferences]) -> list[Pending]:
    """One change for each object, in the order in which they were first touched."""
    merged: dict[Key, Pending] = {}
    references: dict[type[Model], dict[Any, Kind]] = {}
    for entry in entries:
        if isinstance(entry, PendingReferences):
            kinds = references.setdefault(entry.root, {})
            kinds.update({pk: together(kinds.get(pk, entry.kind), entry.kind) for pk in entry.ids})
        else:
            known = merged.get(entry.key)
            merged[entry.key] = replace(entry, kind=together(known.kind, entry.kind)) if known else entry
    for root, kinds in references.items():
        from itp_cms.core.changes.identity import visible

        for change in visible(root, {pk: kind for pk, kind in kinds.items() if (root, pk) not in merged}):
            merged[change.key] = change
    return list(merged.values())


_WEIGHTS = {Kind.CHANGED: 0, Kind.MOVED: 1}


def together(first: Kind, then: Kind) -> Kind:
    """What two changes of an object in one transaction come to."""
    weights = _WEIGHTS.get(first, 2), _WEIGHTS.get(then, 2)
    if weights[0] != weights[1]:
        return first if weights[0] > weights[1] else then
    return Kind.CHANGED if then == Kind.PUBLISHED and first != Kind.PUBLISHED else then
