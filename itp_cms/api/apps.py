from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "itp_cms.api"
    label = "api"
    verbose_name = _("Delivery API")

    def ready(self) -> None:
        from corsheaders.signals import check_request_enabled

        from itp_cms.api.transport.cors import is_preview_for_front_end
        from itp_cms.core.telling import register_router

        check_request_enabled.connect(is_preview_for_front_end, dispatch_uid="api.is_preview_for_front_end")
        register_router(_router)


def _router() -> Any:
    from itp_cms.api.router import api_router

    return api_router
