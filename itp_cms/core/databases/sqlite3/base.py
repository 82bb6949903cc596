from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from itp_cms.core.databases import ChangeLogMixin


class DatabaseWrapper(ChangeLogMixin, base.DatabaseWrapper):
    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As of any database, without Django's cursor, which looks through the text each time."""
        if self.queries_logged or self.execute_wrappers:
            return super().fetch_all(sql, params)
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self.connection.execute(_with_question_marks(sql), params).fetchall()


@lru_cache(maxsize=512)
def _with_question_marks(sql: str) -> str:
    """The placeholders that SQLite has."""
    return base.FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")
