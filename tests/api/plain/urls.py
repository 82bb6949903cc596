"""The project's addresses, and Wagtail's own API v2 over the same content under `/plain/`."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from itp_cms.urls import urlpatterns as project_urlpatterns

router = WagtailAPIRouter("plain")
router.register_endpoint("pages", PagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("documents", DocumentsAPIViewSet)

urlpatterns = [path("plain/", router.urls), *project_urlpatterns]
