from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_reading_minutes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="blogpage",
            index=models.Index(fields=["date"], name="post_by_date"),
        ),
    ]
