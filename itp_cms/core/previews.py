"""Where drafts are shown: on the front end, else here as plain reading pages."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page

PRIVATE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """The response, marked for who asked only: kept by no cache and no search engine, its address told to nobody."""
    for name, value in PRIVATE_HEADERS.items():
        response.headers[name] = value
    return response


def preview_base(page: Page) -> str | None:
    """The address at which the front end of the page's site shows drafts; None without one."""
    parts = page.get_url_parts()
    if parts is None:
        return None
    settings = apps.get_model("core", "SiteSettings").objects.filter(site=parts[0]).first()
    if settings is None or not settings.front_end_url or not settings.preview_path:
        return None
    return settings.front_end_url + settings.preview_path


def preview_address(base: str, page: Page, token: str, **parameters: str) -> str:
    """Where the front end shows what the token opens.

    Besides the token it is told the `content_type` (`blog.blogpage`), as front ends expect that were written for
    wagtail-headless-preview.
    """
    query = {"content_type": page._meta.label_lower, "token": token, **parameters}
    return f"{base}?{urlencode(query)}"


def shared_address(page: Page, token: str, request: Any) -> str:
    """The address to hand out: on the front end, else here."""
    if base := preview_base(page):
        return preview_address(base, page, token)
    here: str = request.build_absolute_uri(reverse("shared_draft"))
    return f"{here}?{urlencode({'token': token})}"


def preview_on_front_end(page: Page, request: Any, mode: str | None, attributes: dict[str, Any]) -> Any:
    """Leads the editor who asks to the front end's preview of the page as it is in memory; None without a front end.

    `attributes` are those that Wagtail gives its preview requests: whether it is the editor's form that is shown
    (`is_editing`), and whether in the panel beside it (`in_preview_panel`).
    """
    user = getattr(request, "user", None)
    base = preview_base(page) if user is not None and user.is_authenticated else None
    if base is None:
        return None
    link_model: Any = apps.get_model("core", "PreviewLink")
    is_form = attributes.get("is_editing") or page.pk is None
    link = (link_model.of_form if is_form else link_model.of_state)(page, user)
    parameters = {"mode": mode} if mode else {}
    if attributes.get("in_preview_panel"):
        parameters["in_preview_panel"] = "true"
    return keep_private(redirect(preview_address(base, page, link.token, **parameters)))


def front_end_origins() -> list[str]:
    """The origins of the front ends of all sites, such as `https://www.example.org`."""
    addresses = apps.get_model("core", "SiteSettings").objects.exclude(front_end_url="")
    parts = [urlsplit(address) for address in addresses.values_list("front_end_url", flat=True)]
    return sorted({f"{part.scheme}://{part.netloc}".lower() for part in parts})
