"""A new database begins with a home page to write on, in the place of the page that Wagtail's migrations make."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def turn_welcome_into_home(apps: Any, schema_editor: Any) -> None:
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("home", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    pages = list(Page.objects.filter(depth__gt=1)[:2])
    if len(pages) != 1 or pages[0].latest_revision_id or pages[0].content_type.model != "page":
        return  # somebody has begun already
    (welcome,) = pages
    home = HomePage(page_ptr_id=welcome.pk)
    home.__dict__.update({name: value for name, value in vars(welcome).items() if name != "_state"})
    home.content_type, _created = ContentType.objects.get_or_create(app_label="home", model="homepage")
    home.title = home.draft_title = "Home"
    home.first_published_at = home.last_published_at = timezone.now()
    home.save()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
    ]

    operations = [migrations.RunPython(turn_welcome_into_home, migrations.RunPython.noop)]
