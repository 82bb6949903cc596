from typing import Any

from django.db import migrations

TABLE, NAME = "wagtailsearch_indexentry", "search_in_title_and_body"


def create(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL, of the expression that modelsearch (1.3) searches; its own indexes are of either part alone."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON {TABLE} USING gin ((title || body))")


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("wagtailsearch", "0006_customise_indexentry"),
    ]

    operations = [migrations.RunPython(create, drop)]
