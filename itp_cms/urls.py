"""Every address of the site: what Wagtail and the API bring, and pages of each locale under its prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from itp_cms.api.endpoints.sitemap import PART, sitemap
from itp_cms.api.urls import api_router
from itp_cms.core.preview_views import shared_draft, userbar
from itp_cms.core.views import document, healthz, media

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v2/", api_router.urls),
    re_path(r"^documents/(\d+)/(.*)$", document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media, name="media"),
    path("shared-draft/", shared_draft, name="shared_draft"),
    path("userbar/", userbar, name="userbar"),
    path("healthz", healthz, name="healthz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(PART, sitemap, name="part_of_sitemap"),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
