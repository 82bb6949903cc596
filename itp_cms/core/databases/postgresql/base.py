from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base

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
