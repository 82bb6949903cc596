"""The project's addresses; beside them what it is compared with."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from itp_cms.urls import urlpatterns as project_urlpatterns
from tests.bench.asking import asked
from tests.bench.plain_api import router


def bare(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"message": "as bare as can be"})


urlpatterns = [path("bare/", bare), path("asked/", asked), path("plain/", router.urls), *project_urlpatterns]
