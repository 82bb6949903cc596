from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "itp_cms.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from itp_cms.core.followers import register
        from itp_cms.webhooks.follower import WebhookFollower
        from itp_cms.webhooks.upkeep import register_chores

        register(WebhookFollower())
        register_chores()
