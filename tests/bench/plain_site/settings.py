"""The settings of a plain Wagtail site; database, caches and languages as the bench's own settings have them."""

from tests.bench.settings import (  # noqa: F401  what Django reads from here
    ALLOWED_HOSTS,
    CACHES,
    DATABASES,
    DEFAULT_AUTO_FIELD,
    LANGUAGE_CODE,
    LOGGING,
    MEDIA_ROOT,
    MEDIA_URL,
    PASSWORD_HASHERS,
    SECRET_KEY,
    STATIC_URL,
    TEMPLATES,
    TIME_ZONE,
    USE_TZ,
    WAGTAIL_ENABLE_UPDATE_CHECK,
    WAGTAIL_ENABLE_WHATS_NEW_BANNER,
    WAGTAILADMIN_BASE_URL,
)

INSTALLED_APPS = [
    "tests.bench.plain_site.apps.PlainSiteConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [  # of a project as `wagtail start` makes it
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "tests.bench.plain_site.urls"
WAGTAIL_SITE_NAME = "Plain"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
