"""Links that lead nowhere: within the site by Wagtail's index of references, to other sites by asking them."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet, URLField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock, URLBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, get_page_models

from itp_cms.core.models import BasePage, TranslatableSnippet
from itp_cms.core.public import Boundary

TIMEOUT = (5, 15)
"""Seconds to connect, and between bytes."""
REDIRECTS = 5
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check)"}

# Answers of servers that refuse programs, not readers.
REFUSALS = frozenset({401, 403, 405, 429, 451, 501, 503, 999})

PROBLEMS = {
    "host": _("There is no such host."),
    "internal": _("The address is internal: readers cannot reach it."),
    "timeout": _("The server does not answer in time."),
    "connection": _("The server cannot be reached."),
    "redirects": _("The server sends one round in circles."),
}
"""What a problem's code means; any other code is the status of an HTTP answer."""


def source_models() -> list[type[Model]]:
    """The models whose links readers see."""
    pages = [model for model in get_page_models() if issubclass(model, BasePage)]
    return [*pages, *(model for model in apps.get_models() if issubclass(model, TranslatableSnippet))]


def broken_references() -> QuerySet[ReferenceIndex]:
    """References from what is public to pages, documents and images that are not, or that are gone."""
    boundary = Boundary()
    targets, sources = Q(), Q()
    for model in (Page, get_document_model(), get_image_model()):
        targets |= Q(to_content_type=_type(model)) & ~Q(to_object_id__in=_ids(boundary.public(model)))
    for model in (Page, *(model for model in source_models() if issubclass(model, TranslatableSnippet))):
        sources |= Q(base_content_type=_type(model), object_id__in=_ids(boundary.public(model)))
    return ReferenceIndex.objects.filter(targets & sources).select_related(
        "base_content_type", "content_type", "to_content_type"
    )


def _type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _ids(instances: QuerySet[Any]) -> QuerySet[Any]:
    """Primary keys as text, which is what the index holds."""
    return instances.order_by().annotate(_id=Cast("pk", CharField())).values("_id")


def external_links(instance: Model) -> set[str]:
    """The http and https addresses in an instance's fields and in its inline rows."""
    links = {link for field in instance._meta.concrete_fields for link in _in_field(instance, field)}
    if isinstance(instance, ClusterableModel):
        for relation in get_all_child_relations(type(instance)):
            for child in getattr(instance, relation.get_accessor_name()).all():
                links |= {link for field in child._meta.concrete_fields for link in _in_field(child, field)}
    return {link for link in links if urlsplit(link).scheme in {"http", "https"}}


def _in_field(instance: Model, field: Any) -> Iterator[str]:
    value = getattr(instance, field.attname)
    if isinstance(field, StreamField):
        yield from _in_block(value.stream_block, value)
    elif isinstance(field, RichTextField):
        yield from _in_html(value)
    elif value and (isinstance(field, URLField) or field.name == "url"):
        yield value


def _in_block(block: Block, value: Any) -> Iterator[str]:
    if not value:
        return
    if isinstance(block, StreamBlock):
        for child in value:
            yield from _in_block(child.block, child.value)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _in_block(child, value.get(name))
    elif isinstance(block, ListBlock):
        for item in value:
            yield from _in_block(block.child_block, item)
    elif isinstance(block, RichTextBlock):
        yield from _in_html(value.source)
    elif isinstance(block, URLBlock):
        yield value


def _in_html(html: str) -> Iterator[str]:
    for link in BeautifulSoup(html, "html.parser").find_all("a", href=True):
        yield str(link["href"])


def problem_of(url: str) -> str | None:
    """A key of `PROBLEMS` or an HTTP status, for a link that does not work; None for one that does.

    Addresses of internal networks are never asked, nor after a redirect.
    """
    try:
        status = _status(url)
    except _Problem as problem:
        return str(problem)
    except requests.Timeout:
        return "timeout"
    except (requests.RequestException, UnicodeError, ValueError):
        return "connection"
    return str(status) if status >= 400 and status not in REFUSALS else None


class _Problem(Exception):
    pass


def _status(url: str) -> int:
    for _redirect in range(REDIRECTS + 1):
        response = _ask("HEAD", url)
        if response.status_code >= 400:  # some servers know only GET
            response = _ask("GET", url)
        if not response.is_redirect:
            return response.status_code
        url = urljoin(url, response.headers["Location"])
    raise _Problem("redirects")


def _ask(method: str, url: str) -> requests.Response:
    _refuse_internal(url)
    with requests.request(
        method, url, headers=HEADERS, timeout=TIMEOUT, allow_redirects=False, stream=True
    ) as response:
        return response


def _refuse_internal(url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise _Problem("connection")
    try:
        found = socket.getaddrinfo(address.hostname, address.port or address.scheme, type=socket.SOCK_STREAM)
    except OSError:
        raise _Problem("host") from None
    if not all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found):
        raise _Problem("internal")
