from typing import Any

from django.db import migrations, models

from itp_cms.core.body import minutes_to_read

AT_ONCE = 500


def count(apps: Any, schema_editor: Any) -> None:
    """As `ReadingMinutesField` does when a page is saved."""
    posts = apps.get_model("blog", "BlogPage").objects.using(schema_editor.connection.alias)
    counted = []
    for post in posts.only("pk", "body").iterator(AT_ONCE):
        post.stored_reading_minutes = minutes_to_read(post.body)
        counted.append(post)
    posts.bulk_update(counted, ["stored_reading_minutes"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("blog", "0003_post_deadline")]

    operations = [
        migrations.AddField(
            model_name="blogpage",
            name="stored_reading_minutes",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
