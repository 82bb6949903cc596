"""The settings of production on this machine; what differs is below.

`BENCH_VARIANT` is one of `VARIANTS`.
"""

from itp_cms.settings.environment import Refused
from itp_cms.settings.production import *
from itp_cms.settings.production import MIDDLEWARE, STORAGES, env

VARIANTS = ("cold", "cached")


def variant(value: str) -> str:
    if value not in VARIANTS:
        raise Refused(f"is “{value}”; it must be one of {', '.join(VARIANTS)}")
    return value


VARIANT = env.read("BENCH_VARIANT", "cached", variant)
if VARIANT == "cold":
    MIDDLEWARE = ["tests.bench.middleware.ForgetfulMiddleware", *MIDDLEWARE]
API_CACHE = VARIANT != "cold"
ROOT_URLCONF = "tests.bench.urls"
# Nothing is collected: the admin's files are not fetched.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# By HTTP, and all from one address.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
API_RATE_LIMIT = FORMS_RATE_LIMIT = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

env.refuse_if_wrong()
