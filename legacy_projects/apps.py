from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegacyProjectsConfig(AppConfig):
    name = "legacy_projects"
    verbose_name = _("Legacy projects")
    default_auto_field = "django.db.models.BigAutoField"
