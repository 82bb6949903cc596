from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import ExecStatus

from itp_cms.core.databases import ChangeLogMixin

ServerBindingCursor: Any = base.ServerBindingCursor  # whose stub has nothing of psycopg's
PREPARE_AFTER = 2
"""As often as a connection runs a statement before the server keeps it parsed, and in the end planned."""


class DatabaseWrapper(ChangeLogMixin, base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """With prepared statements, which Django's own cursors do not make, unless a pooler gives each transaction
        another connection: Django's `DISABLE_SERVER_SIDE_CURSORS` says so.
        """
        params = super().get_connection_params()
        if not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            params["prepare_threshold"] = PREPARE_AFTER
        return params

    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As of any database; of most statements, PostgreSQL takes longer to parse and plan them than to run them."""
        if self.queries_logged or self.execute_wrappers:
            return super().fetch_all(sql, params)
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors, ServerBindingCursor(self.connection) as cursor:
            return cursor.execute(sql, params).fetchall()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._kept: dict[str, bytes] = {}
        self._failures = 0
        return super().get_new_connection(conn_params)

    def fetch_number(self, sql: str) -> int | None:
        """As of any database. Each answer of the API begins with one, and waits for psycopg's cursor longer than for
        the server: libpq is asked itself. What it does not answer, the cursor does, or says why not.
        """
        self.ensure_connection()
        is_plain = self.autocommit and not (self.queries_logged or self.execute_wrappers)
        if is_plain and self.connection.prepare_threshold is not None:
            with self.wrap_database_errors:
                answer = self._ask_libpq(self.connection.pgconn, sql)
            if answer.status == ExecStatus.TUPLES_OK:
                return int(answer.get_value(0, 0)) if answer.ntuples else None
            self._kept.clear()
            self._failures += 1
        return super().fetch_number(sql)

    def _ask_libpq(self, server: Any, sql: str) -> Any:
        """The answer to a statement that stays prepared. Its name is made of all of it: the server knows names by
        their first 63 characters; and is another after a failure: the server may still have the plan that failed.
        """
        if sql not in self._kept:
            name = f"number_{blake2b(sql.encode(), digest_size=16).hexdigest()}_{self._failures}".encode()
            server.prepare(name, sql.encode())
            self._kept[sql] = name
        return server.exec_prepared(self._kept[sql], ())
