"""Tests: fast, isolated, on the database of `DATABASE_URL` or a SQLite of their own."""

import logging
import tempfile

from itp_cms.settings import services
from itp_cms.settings.base import *
from itp_cms.settings.base import DATABASES, env

DEBUG = False
DEMO_ACCOUNTS = True  # load_demo may make its logins, whose password is published
SECRET_KEY = "insecure-key-of-the-tests-never-used-in-production"
ALLOWED_HOSTS = ["localhost", "testserver"]

if "DATABASE_URL" not in env:
    DATABASES["default"] = services.database("sqlite://")
elif DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, which `pytest --reuse-db` keeps for the next run.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}
CACHES = {"default": services.cache("locmemcache://")}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "MEDIA_ROOT" not in env:
    MEDIA_ROOT = tempfile.gettempdir()  # each test gets its own in tests/conftest.py
STORAGES = {
    "default": {"BACKEND": "itp_cms.core.storage.LocalMediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
logging.getLogger("wagtail").setLevel(logging.WARNING)  # or each page that is made tells of itself
API_CACHE = False  # or a test that changes rows behind the log would be given what was kept; tests/caching turns it on
API_RATE_LIMIT = None
FORMS_RATE_LIMIT = None
ELASTICSEARCH_URL = ""  # tests that need the server of the environment ask for it (tests/services/elasticsearch.py)
WAGTAILADMIN_BASE_URL = "http://localhost"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

env.refuse_if_wrong()
