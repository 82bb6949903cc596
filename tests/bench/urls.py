"""The project's addresses; beside them what it is compared with."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from blog.models import BlogPage
from itp_cms.core.models import CustomImage
from itp_cms.core.public import public
from itp_cms.urls import urlpatterns as project_urlpatterns
from tests.bench.asking import asked
from tests.bench.databases.library import IMAGES_TO_RENDER
from tests.bench.plain_api import router


def bare(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"message": "as bare as can be"})


def editable(request: HttpRequest) -> JsonResponse:
    """What an editor has to work with: ids of posts, and of images whose renditions nobody has made."""
    posts = public(BlogPage).filter(locale__language_code="en").order_by("pk")[:50]
    images = CustomImage.objects.filter(renditions=None).order_by("pk")[:IMAGES_TO_RENDER]
    return JsonResponse({"posts": [post.pk for post in posts], "images": [image.pk for image in images]})


urlpatterns = [
    path("editable/", editable),
    path("bare/", bare),
    path("naked/", bare),
    path("asked/", asked),
    path("plain/", router.urls),
    *project_urlpatterns,
]
