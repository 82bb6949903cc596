from typing import Any

from django.db import migrations


def at_once(apps: Any, schema_editor: Any) -> None:
    """While words wait in the index's pending list (`fastupdate`, “GIN Tips and Tricks” in its manual), PostgreSQL
    reckons that to read the whole table is cheaper, whose long vectors it counts as short: half a second for 100,000
    pages, as measured.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX search_postgresqlwords_vector SET (fastupdate = off)")
        schema_editor.execute("SELECT gin_clean_pending_list('search_postgresqlwords_vector')")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_pdf_and_misses")]

    operations = [migrations.RunPython(at_once, migrations.RunPython.noop)]
