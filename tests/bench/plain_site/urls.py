from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.images import get_image_model

from tests.bench.plain_site.models import PostPage


def editable(request: HttpRequest) -> JsonResponse:
    """What an editor has to work with: ids of posts and images."""
    image = get_image_model().objects.get()
    return JsonResponse({"posts": list(PostPage.objects.values_list("pk", flat=True)[:50]), "images": [image.pk]})


urlpatterns = [
    path("editable/", editable),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
