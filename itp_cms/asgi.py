"""What ASGI servers serve, with the settings of production unless DJANGO_SETTINGS_MODULE names others."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itp_cms.settings.production")

application = get_asgi_application()
