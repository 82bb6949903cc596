"""Which language a request is answered in, and where addresses that are gone lead to."""

from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.urls import reverse
from django.utils import translation
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from itp_cms.core.addresses import Addresses, all_sites, site_for
from itp_cms.core.memory import memory
from itp_cms.core.public import Boundary, is_public
from itp_cms.core.redirects import hidden_links


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


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Wagtail's own, which also gives away the addresses of drafts and private pages: to these it does not lead."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return response  # whose clients ask for redirects by themselves
        answer = super().process_response(request, response)
        return answer if answer is response or _leads_to_public(request) else response


def _leads_to_public(request: HttpRequest) -> bool:
    """Of a request that Wagtail redirects."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found = get_redirect(request, path) or get_redirect(request, urlparse(path).path)
    if found.redirect_page:
        return is_public(found.redirect_page)
    known = memory()
    site = site_for(request, all_sites(known))
    here = site and Addresses(site, dict(Locale.objects.values_list("pk", "language_code")), known)
    return not (here and hidden_links([found.redirect_link], here, Boundary(known=known)))


def _is_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))
