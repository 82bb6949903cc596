"""Where readers see a page: the front end, which this CMS is not.

The CMS serves JSON. Under a page's own address it answers with a redirect to the front end, or, as long as no
front end is set, with a plain reading version of the page, which previews use as well.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.models import Site


def front_end_url(site: Site) -> str:
    """The address under which the site's pages are read, without a last slash."""
    from itp_cms.core.models import SiteSettings

    settings = SiteSettings.for_site(site)
    return settings.front_end_url or site.root_url


class FrontEndMixin:
    """Serves a page as a headless site does."""

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "core/reading_page.html"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.redirect_to_front_end(request) or super().serve(request, *args, **kwargs)  # type: ignore[misc]

    def redirect_to_front_end(self, request: HttpRequest) -> HttpResponseBase | None:
        """Where the page is read, or None where no front end is set."""
        site = Site.find_for_request(request)
        if site:
            base = front_end_url(site)
            if base != site.root_url and not base.startswith(f"{request.scheme}://{request.get_host()}"):
                return redirect(base + self.get_url(request))  # type: ignore[attr-defined]  # mixed into Page
        return None
