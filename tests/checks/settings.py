"""The test settings with an app in which every rule of the system checks is broken once."""

from itp_cms.settings.test import *

INSTALLED_APPS = [*INSTALLED_APPS, "tests.checks.broken"]
DATABASES = {"default": {**DATABASES["default"], "ENGINE": "django.db.backends.sqlite3"}}
