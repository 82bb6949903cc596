"""Production: refuses to start without what it needs, and says what that is."""

from itp_cms.settings import values
from itp_cms.settings.base import *
from itp_cms.settings.base import MIDDLEWARE, STORAGES, WAGTAILADMIN_BASE_URL, env

env.require(
    SECRET_KEY="50 or more random characters",
    ALLOWED_HOSTS="cms.example.org",
    WAGTAILADMIN_BASE_URL="https://cms.example.org",
    DATABASE_URL="postgres://user:password@localhost:5432/cms",
    CACHE_URL="redis://localhost:6379/0",
    EMAIL_URL="smtp+tls://user:password@mail.example.org:587",
    DEFAULT_FROM_EMAIL="cms@example.org",
)

DEBUG = False
SECRET_KEY = env.read("SECRET_KEY", "", values.secret_key) if "SECRET_KEY" in env else None
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", "", values.hosts) if "ALLOWED_HOSTS" in env else []
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

# Static files are sent by the site itself, right after the redirect to HTTPS.
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1, "whitenoise.middleware.WhiteNoiseMiddleware"
)
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.read("SECURE_SSL_REDIRECT", "true", values.flag)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.read("TRUST_X_FORWARDED_PROTO", "false", values.flag):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.read("SECURE_HSTS_SECONDS", "31536000", values.seconds)
# Whether the domain's other hosts speak HTTPS too is not this site's to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

env.refuse_if_wrong()
