"""Django's own database back ends, which besides write the change log as the last thing before each commit.

Numbers are handed out under a lock that is kept until the commit (`itp_cms.core.changes.pending`). Taken last, nobody
who holds it waits for anything else: transactions queue for it, and cannot block each other.
"""

from collections.abc import Sequence
from typing import Any


class ChangeLogMixin:
    """For a `DatabaseWrapper`."""

    def commit(self) -> None:
        if self.run_on_commit:  # type: ignore[attr-defined]  # where nothing waits for the commit, no change does
            from itp_cms.core.changes.pending import write_pending  # which needs the apps

            write_pending(self, last=True)
        super().commit()  # type: ignore[misc]  # mixed into wrappers

    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that is run often."""
        with self.cursor() as cursor:  # type: ignore[attr-defined]  # of the wrapper
            cursor.execute(sql, params)
            return cursor.fetchall()

    def fetch_number(self, sql: str) -> int | None:
        """The whole number that a statement without parameters gives; None where it gives no row."""
        rows = self.fetch_all(sql)
        return int(rows[0][0]) if rows else None


def writes_changes(connection: Any) -> bool:
    return isinstance(connection, ChangeLogMixin)


def has_all_tables(signal: dict[str, Any]) -> bool:
    """Whether no migration is left after one that sent `post_migrate` with these arguments: `migrate` may have been
    told to stop half way. `flush` leaves all tables.
    """
    from django.db import connections  # not while settings name this as a back end
    from django.db.migrations.executor import MigrationExecutor

    if "plan" not in signal:
        return True
    executor = MigrationExecutor(connections[signal["using"]])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
