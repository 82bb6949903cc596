"""What development, tests and production share."""

import os
from pathlib import Path

from itp_cms.settings import services, values
from itp_cms.settings.environment import Environment

env = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

# Applications

INSTALLED_APPS = [
    "itp_cms.core",
    "itp_cms.api",
    "itp_cms.demo",
    "itp_cms.webhooks",
    "search",
    "home",
    "blog",
    "legacy_projects",
    "wagtail_localize",
    "wagtail_localize.locales",  # in place of wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",  # never "modelsearch" beside it: every index task would fail, unseen
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "corsheaders",
    "rest_framework",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "itp_cms.api.transport.middleware.AnswerMiddleware",
    "itp_cms.api.transport.cors.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "itp_cms.api.transport.compression.CompressionMiddleware",
    "itp_cms.api.transport.rate_limits.RateLimitMiddleware",
    "itp_cms.api.caching.middleware.CacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "itp_cms.core.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "home.submitting.SubmissionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "itp_cms.core.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "itp_cms.urls"
WSGI_APPLICATION = "itp_cms.wsgi.application"
ASGI_APPLICATION = "itp_cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Accounts

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# Services

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.read("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}", services.database)}
CACHES = {"default": env.read("CACHE_URL", "locmemcache://", services.cache)}
# Background tasks are rows that `manage.py worker` works off.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# So many days the change log goes back; what follows it and was away for longer starts afresh.
CHANGE_LOG_DAYS = env.read("CHANGE_LOG_DAYS", "30", values.number)

globals().update(env.read("EMAIL_URL", "consolemail://", services.email) or {})
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL", "webmaster@localhost", values.sender)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files

STATIC_URL = "/static/"
STATIC_ROOT = env.read("STATIC_ROOT", str(VAR_DIR / "static"), values.directory)
MEDIA_URL = "/media/"
MEDIA_ROOT = env.read("MEDIA_ROOT", str(VAR_DIR / "media"), values.directory)
STORAGES = {
    "default": services.media_storage(env),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long page in the editor has more than Django's 1,000

# Languages and time

WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ar", "العربية"),
]
# Where a reader's language lacks something, those to show it in instead, best first, for who asks the API with
# ?fallback=default. A language that is not listed falls back to LANGUAGE_CODE.
LOCALE_FALLBACKS = {
    "zh-hans": ["zh-hant", "en"],
    "zh-hant": ["zh-hans", "en"],
    "ar": ["en"],
    "en": [],
}
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # or submitting would publish the untranslated copy
USE_TZ = True
TIME_ZONE = env.read("TIME_ZONE", "UTC", values.time_zone)

# Wagtail

WAGTAIL_SITE_NAME = env.text("WAGTAIL_SITE_NAME", "CMS")
WAGTAILADMIN_BASE_URL = env.read("WAGTAILADMIN_BASE_URL", "http://localhost:8000", values.base_address)
WAGTAILAPI_LIMIT_MAX = 100
# What the document of the API says of it: a title, and a text (CommonMark).
API_TITLE = env.text("API_TITLE", f"{WAGTAIL_SITE_NAME}: delivery API")
API_DESCRIPTION = env.text("API_DESCRIPTION", "What is public, as JSON. It begins as Wagtail's API v2 and adds to it.")
FEED_LENGTH = 30  # entries, each with its whole text
SITEMAP_LENGTH = 10_000  # addresses in one file; search engines take no more than 50,000
WAGTAILAPI_RICH_TEXT_FORMAT = "html"  # with addresses; Wagtail's own default is what is stored (db_html)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend"}}
WAGTAILIMAGES_IMAGE_MODEL = "core.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "itp_cms.core.admin.media_forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# The widths in pixels in which readers get pictures, and the ratios to which a front end can have them cut. Each image
# can have (widths) × (1 + ratios) × (3 formats) files of at most so many pixels: what is not listed is not made.
IMAGE_WIDTHS = env.read("IMAGE_WIDTHS", "400,800,1200,1600", values.widths)
IMAGE_RATIOS = env.read("IMAGE_RATIOS", "1:1,4:3,3:2,16:9", values.ratios)
WAGTAILDOCS_DOCUMENT_MODEL = "core.CustomDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "itp_cms.core.admin.media_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # asks a private collection's password or login, wherever the file lies
TAGGIT_CASE_INSENSITIVE = True
# Nothing of the admin is fetched from third parties, some of which cannot be reached from everywhere.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# Forms

# Types of file that visitors may send, known by their content: extensions that `filetype` knows.
FORMS_FILE_TYPES = ["pdf", "doc", "docx", "odt", "jpg", "png", "webp"]
FORMS_MAX_FILE_BYTES = 10 * 1024 * 1024
# All of a submission with its files; of one without, `DATA_UPLOAD_MAX_MEMORY_SIZE` is the limit.
FORMS_MAX_BODY_BYTES = 25 * 1024 * 1024
FORMS_MAX_TEXT_LENGTH = 20_000  # characters in one field
# Name of the field that people leave empty, because they do not see it. Not one that browsers fill in.
FORMS_HONEYPOT = "leave_empty"
# How many submissions one client may send, through the API or from the pages, where `API_RATE_LIMIT` limits all that it
# asks of the API.
FORMS_RATE_LIMIT = env.read("FORMS_RATE_LIMIT", "60/hour", values.rate)

# Addresses of private files work for so many seconds.
SIGNED_MEDIA_SECONDS = 300

# Drafts are read with signed tokens: those of an editor's own previews work for so many seconds, those handed out with
# “Share draft” for so many.
PREVIEW_TOKEN_SECONDS = env.read("PREVIEW_TOKEN_SECONDS", "3600", values.number)
SHARED_PREVIEW_SECONDS = env.read("SHARED_PREVIEW_SECONDS", "604800", values.number)

# The delivery API

# What is public may be read by the pages of any site; if not, by those of the listed origins only, which may also send
# forms and read previews. An origin is a scheme, a host and a port: https://www.example.org
API_READABLE_FROM_ANY_ORIGIN = env.read("API_READABLE_FROM_ANY_ORIGIN", "true", values.flag)
CORS_ALLOWED_ORIGINS = env.read("CORS_ALLOWED_ORIGINS", "", values.origins)
CORS_URLS_REGEX = r"^/(api/v2|documents|media)/"
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS", "POST")
CORS_ALLOW_HEADERS = (
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-modified-since",
    "if-none-match",
    "range",
    "x-requested-with",
)
CORS_EXPOSE_HEADERS = (
    "Accept-Ranges",
    "Content-Keys",
    "Content-Language",
    "Content-Range",
    "Deprecation",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
)

# Whether answers are kept and given out again while the content and the time are the same (docs/caching.md). Without it
# each is computed anew, which is of use for measuring only.
API_CACHE = env.read("API_CACHE", "true", values.flag)
# Of one answer. A larger one is kept compressed; one that is larger even then, not at all.
API_CACHE_MAX_BYTES = 512 * 1024
# Seconds for which browsers use an answer without asking whether it still holds.
API_MAX_AGE = env.read("API_MAX_AGE", "0", values.seconds)
# Seconds for which shared caches use one (`s-maxage`): for an edge that is purged when content changes, and for which
# it may go on using it while it asks for the new one.
EDGE_MAX_AGE = env.read("EDGE_MAX_AGE", "0", values.seconds)
EDGE_STALE_WHILE_REVALIDATE = env.read("EDGE_STALE_WHILE_REVALIDATE", "0", values.seconds)

# The caches between readers and the site that are told what to forget when content changes (docs/edge.md): Varnishes by
# their addresses, and a content delivery network. The token is what the Varnishes know who may tell them by.
EDGE_VARNISH = env.read("EDGE_VARNISH", "", values.base_addresses)
EDGE_PURGE_TOKEN = env.text("EDGE_PURGE_TOKEN")
EDGE_CDN = env.read("EDGE_CDN", "", services.cdn)
# Headers in which answers name what they are made of, for the edge to purge by: xkey for Varnish, Surrogate-Key for
# Fastly, Cache-Tag for Cloudflare.
EDGE_KEY_HEADERS = env.read("EDGE_KEY_HEADERS", services.key_headers(EDGE_VARNISH, EDGE_CDN), values.words)

# Webhooks (docs/webhooks.md) go to https addresses on the internet only, and to these networks besides, with or without
# TLS: 127.0.0.0/8,::1/128 for development. For so many days one that fails is tried again, and an address that never
# answers is then paused; for so many, what was sent is kept.
WEBHOOK_NETWORKS = env.read("WEBHOOK_NETWORKS", "", values.networks)
WEBHOOK_RETRY_DAYS = env.read("WEBHOOK_RETRY_DAYS", "3", values.number)
WEBHOOK_LOG_DAYS = env.read("WEBHOOK_LOG_DAYS", "30", values.number)

# Elasticsearch (docs/search.md) answers searches where an address is given, https://user:password@search:9200, and the
# database's own index otherwise, or when it takes longer than so many seconds. Names of its indexes begin with a word
# that tells the sites on one server apart.
ELASTICSEARCH_URL = env.read("ELASTICSEARCH_URL", "", services.elasticsearch)
ELASTICSEARCH_TIMEOUT = env.read("ELASTICSEARCH_TIMEOUT", "2", values.seconds)
ELASTICSEARCH_PREFIX = env.read("ELASTICSEARCH_PREFIX", "cms", services.index_prefix)

# How often one client, an IPv4 address or an IPv6 network of /64, may ask the API: 600/min or off. Who reads for all of
# a site's readers, such as a front end that renders on its server, is listed to be unlimited: 203.0.113.7,2001:db8::/48
API_RATE_LIMIT = env.read("API_RATE_LIMIT", "600/min", values.rate)
API_UNLIMITED_CLIENTS = env.read("API_UNLIMITED_CLIENTS", "", values.networks)
# How many proxies stand before this site: the client is that many from the end of X-Forwarded-For. With 0, that header,
# which anybody can send, counts for nothing.
REST_FRAMEWORK = {"NUM_PROXIES": env.read("NUM_PROXIES", "0", values.number)}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": []},  # only the root writes; Django's own handlers would write it again
        "django.utils.autoreload": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},  # or each save tells of its index task
        "django_tasks_db": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},  # or each search is a line
    },
    "root": {"handlers": ["console"], "level": env.read("LOG_LEVEL", "INFO", values.log_level)},
}
