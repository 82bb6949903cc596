"""Settings of the workers that tests start: as in the tests, but tasks are queued, and followers leave traces."""

from itp_cms.settings import values
from itp_cms.settings.test import *
from itp_cms.settings.test import INSTALLED_APPS, env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.worker"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TRACES = env.read("TRACES", "", values.directory)
"""The folder in which followers and tasks leave their traces, and look how they are to behave."""
