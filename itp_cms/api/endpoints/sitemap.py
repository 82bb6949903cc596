"""`/sitemap.xml`: the public pages of a site in all languages, each with its translations (hreflang).

All translations of a page share one translation key, a random UUID. A site too large for one file is divided by the
first hexadecimal digits of these keys: what belongs together then stands together, each file is read by one range of
an index, and its address, such as `/sitemap-3f.xml`, says what is in it.

A page that only mirrors another one is left out: its text is at the other's address, which search engines are to show.
Addresses are the front end's, which is to pass `/sitemap.xml` and `/sitemap-….xml` on to this server.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, product
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page, Site

from itp_cms.core.addresses import Addresses
from itp_cms.core.locales import language_tag
from itp_cms.core.public import public

MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
DIGITS = "0123456789abcdef"
ROWS_AT_ONCE = 2000


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """All pages of the site, or where the parts of a large one are."""
    addresses = _addresses(request)
    pages = _pages(addresses)
    number = digits_for(pages.count())
    if number == 0:
        return _urlset(pages, addresses)
    names = ["".join(digits) for digits in product(DIGITS, repeat=number)]
    parts = "".join(f"<sitemap><loc>{escape(addresses.base)}/sitemap-{name}.xml</loc></sitemap>" for name in names)
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{NAMESPACE}">{parts}</sitemapindex>\n',
        content_type=MEDIA_TYPE,
    )


@require_safe
def part_of_sitemap(request: HttpRequest, digits: str) -> HttpResponseBase:
    """The pages whose translation key begins with the digits."""
    addresses = _addresses(request)
    first, last = (UUID(digits.ljust(32, filler)) for filler in "0f")
    return _urlset(_pages(addresses).filter(translation_key__gte=first, translation_key__lte=last), addresses)


def digits_for(pages: int) -> int:
    """By how many digits the pages are divided, so that a part has about `SITEMAP_LENGTH` at most."""
    number = 0
    while pages > settings.SITEMAP_LENGTH * 16**number:
        number += 1
    return number


def _addresses(request: HttpRequest) -> Addresses:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("no site is configured")
    return Addresses(site, dict(Locale.objects.values_list("pk", "language_code")))


def _pages(addresses: Addresses) -> QuerySet[Page]:
    return addresses.pages_of_site(public(Page)).filter(alias_of=None).order_by("translation_key", "locale_id")


def _urlset(pages: QuerySet[Page], addresses: Addresses) -> HttpResponseBase:
    newest = pages.aggregate(newest=Max("last_published_at"))["newest"]
    response = StreamingHttpResponse(_lines(pages, addresses), content_type=MEDIA_TYPE)
    if newest:
        response.headers["Last-Modified"] = http_date(newest.timestamp())
    return response


def _lines(pages: QuerySet[Page], addresses: Addresses) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">\n'
    rows: Any = pages.values_list("translation_key", "locale_id", "url_path", "last_published_at", named=True)
    for _key, versions in groupby(rows.iterator(ROWS_AT_ONCE), key=lambda row: row.translation_key):
        yield "".join(_urls(list(versions), addresses))
    yield "</urlset>\n"


def _urls(versions: list[Any], addresses: Addresses) -> Iterator[str]:
    """An entry for each language version of a page; each names all of them, itself too."""
    located = [(row, addresses.html_url(row)) for row in versions]
    links = "".join(_links([(addresses.locales[row.locale_id], url) for row, url in located if url]))
    for row, url in located:
        if url:
            changed = row.last_published_at
            lastmod = f"<lastmod>{localtime(changed).isoformat(timespec='seconds')}</lastmod>" if changed else ""
            yield f"<url><loc>{escape(url)}</loc>{lastmod}{links}</url>\n"


def _links(alternates: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Where a page is in each language; in the site's own for readers of any other. None for a page in one alone."""
    urls = dict(alternates)
    if len(urls) > 1:
        for code, url in urls.items():
            yield _link(language_tag(code), url)
        if settings.LANGUAGE_CODE in urls:
            yield _link("x-default", urls[settings.LANGUAGE_CODE])


def _link(language: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(url)}/>'
