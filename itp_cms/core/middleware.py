"""Which language a request is answered in."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.urls import reverse
from django.utils import translation


class LocaleMiddleware(DjangoLocaleMiddleware):
    """The language of the path's prefix; in the admin, until an account's own choice, the browser's.

    Django says of every address without a prefix that it varies by the browser's language, although with
    `prefix_default_language=False` none does: an edge cache would keep a copy for each browser.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if _is_admin(request):
            translation.activate(translation.get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_admin(request):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def _is_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))
