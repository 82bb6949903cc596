from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home.models.submissions import SubmittedFile, delete_stored_file

        post_delete.connect(delete_stored_file, sender=SubmittedFile, dispatch_uid="home.delete_stored_file")
