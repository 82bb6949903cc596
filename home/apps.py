from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.contrib.forms.models import FormSubmission

        from home.mail import SEND_MAIL
        from home.models.submissions import SubmittedFile, delete_stored_file
        from home.models.survey import surveys_showing
        from itp_cms.core import chores
        from itp_cms.core.changes import shown_within

        chores.register(SEND_MAIL)
        shown_within(FormSubmission, surveys_showing)
        post_delete.connect(delete_stored_file, sender=SubmittedFile, dispatch_uid="home.delete_stored_file")
