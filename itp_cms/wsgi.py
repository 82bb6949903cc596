"""What WSGI servers serve, with the settings of production unless DJANGO_SETTINGS_MODULE names others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itp_cms.settings.production")

application = get_wsgi_application()
