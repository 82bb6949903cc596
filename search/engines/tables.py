"""The tables of words, one for each kind of database, which Django cannot make."""

from typing import Any

CREATE = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE search_sqlitewords USING fts5(
            title, lead, headings, body, names,
            prefix='2 3', tokenize="unicode61 remove_diacritics 0 tokenchars '~'"
        )
        """
    ],
    "postgresql": [
        "CREATE TABLE search_postgresqlwords (entry_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        "CREATE INDEX search_postgresqlwords_vector ON search_postgresqlwords USING gin (vector)",
    ],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE search_{schema_editor.connection.vendor}words")
