"""`/sitemap.xml`: the public pages of a site in all languages, each with its translations (hreflang).

All translations of a page share one translation key, a random UUID. A site too large for one file is divided by the
first hexadecimal digits of these keys: what belongs together then stands together, each file is read by one range of
an index, and its address, such as `/sitemap-3f.xml`, says what is in it.

A page that only mirrors another one is left out: its text is at the other's address, which search engines are to show.
Addresses are the front end's, which is to pass `/sitemap.xml` and `/sitemap-….xml` on to this server: to the same
addresses here, or to those of the API, `/api/v2/sitemap.xml`, which its document declares and where `?site=` names
the site.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page, Site

from itp_cms.api.contract.operations import Answer, Operation, Parameter
from itp_cms.api.errors import NotFound
from itp_cms.api.parameters import CACHE_BUSTER, reads
from itp_cms.api.sites import SITE, site_asked, site_of_host
from itp_cms.core.addresses import Addresses, all_sites
from itp_cms.core.locales import language_tag
from itp_cms.core.memory import memory
from itp_cms.core.public import public
from itp_cms.core.representation.schema import text

MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
DIGITS = "0123456789abcdef"
ROWS_AT_ONCE = 2000
PART = "sitemap-<str:digits>.xml"
_DIGITS_OF_PART = "[0-9a-f]{1,8}"


def operations() -> list[Operation]:
    """What the API declares of it."""
    answers = {
        200: Answer(
            "A sitemap as sitemaps.org has it, or of a large site the index of its parts.", {MEDIA_TYPE: text()}
        )
    }
    parameters = (SITE, CACHE_BUSTER)
    digits = Parameter("digits", "As the index has them.", text(pattern=f"^{_DIGITS_OF_PART}$"), location="path")
    return [
        Operation(
            path="sitemap.xml",
            operation_id="sitemap",
            summary="Get the sitemap",
            description="The same as `/sitemap.xml`, where search engines look for it. Addresses are the front end's.",
            parameters=parameters,
            answers=answers,
        ),
        Operation(
            path="sitemap-{digits}.xml",
            operation_id="sitemap_part",
            summary="Get a part of the sitemap",
            description="The pages whose translation keys begin with the digits.",
            parameters=(digits, *parameters),
            answers=answers,
        ),
    ]


@csrf_exempt  # or other methods were refused for that
@require_safe
def sitemap(request: HttpRequest, digits: str = "") -> HttpResponseBase:
    """That of the site whose host is asked, or the part whose translation keys begin with the digits."""
    return _answer(site_of_host(request, all_sites(memory())), digits)


@reads(SITE, CACHE_BUSTER)
def api_sitemap(request: HttpRequest, digits: str = "") -> HttpResponseBase:
    """As `sitemap`, or of the site that `?site=` names."""
    return _answer(site_asked(request, memory()), digits)


def _answer(site: Site, digits: str) -> HttpResponseBase:
    if digits and not re.fullmatch(_DIGITS_OF_PART, digits):
        raise NotFound("there is no such part of the sitemap", "digits")
    addresses = Addresses(site, dict(Locale.objects.values_list("pk", "language_code")))
    return _part(addresses, digits) if digits else _whole(addresses)


def _whole(addresses: Addresses) -> HttpResponseBase:
    """All pages of the site, or where the parts of a large one are."""
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


def _part(addresses: Addresses, digits: str) -> HttpResponseBase:
    first, last = (UUID(digits.ljust(32, filler)) for filler in "0f")
    return _urlset(_pages(addresses).filter(translation_key__gte=first, translation_key__lte=last), addresses)


def digits_for(pages: int) -> int:
    """By how many digits the pages are divided, so that a part has about `SITEMAP_LENGTH` at most."""
    number = 0
    while pages > settings.SITEMAP_LENGTH * 16**number:
        number += 1
    return number


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
