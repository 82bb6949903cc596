"""Development: everything on this machine, nothing to configure."""

from itp_cms.settings import values
from itp_cms.settings.base import *
from itp_cms.settings.base import env

DEBUG = True
SECRET_KEY = "insecure-key-of-development-never-used-in-production"
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", values.hosts)
API_RATE_LIMIT = env.read("API_RATE_LIMIT", "off", values.rate)
FORMS_RATE_LIMIT = env.read("FORMS_RATE_LIMIT", "off", values.rate)

env.refuse_if_wrong()
