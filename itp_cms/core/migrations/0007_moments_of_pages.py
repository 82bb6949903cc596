from django.db import migrations

# Wagtail has no index to find the few pages by that go live or expire at some time. One added to its model would be a
# migration of its app. Were its table made anew by a later migration on SQLite, only the speed would be lost.
COLUMNS = ("go_live_at", "expire_at")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_followers"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX page_by_{column} ON wagtailcore_page ({column}) WHERE {column} IS NOT NULL",
            f"DROP INDEX IF EXISTS page_by_{column}",
        )
        for column in COLUMNS
    ]
