from django.apps import AppConfig


class PlainSiteConfig(AppConfig):
    name = "tests.bench.plain_site"
    label = "plain_site"
    default_auto_field = "django.db.models.BigAutoField"
