"""Addresses of this server at which a file lies: of the file itself, or of the document it is of."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.core.public import Boundary
from itp_cms.core.statements import LARGEST_NUMBER


class FileAt(NamedTuple):
    """One of both."""

    document: int | None
    """The id of a document."""
    name: str | None
    """Of a file in the storage."""


def file_at(link: str) -> FileAt | None:
    """What an address that somebody typed names; None of another server's, and of what is no file's."""
    try:
        parts = urlsplit(link)
    except ValueError:  # of what only begins like an address
        return None
    if parts.netloc and not _is_here(parts.netloc):
        return None
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        return None
    if found.url_name == "wagtaildocs_serve":
        return FileAt(int(found.args[0]), None)
    return FileAt(None, found.kwargs["name"]) if found.url_name == "media" else None


def _is_here(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return validate_host(domain, settings.ALLOWED_HOSTS)


def links_to_hidden_files(links: Iterable[str], boundary: Boundary) -> set[str]:
    """Those of the links that name a file which is not public, or is not there; two queries, four with files' names."""
    named = {link: at for link in links if (at := file_at(link))}
    documents = boundary.public(get_document_model()).order_by()
    numbers = {at.document for at in named.values() if at.document is not None and at.document <= LARGEST_NUMBER}
    ids = set(documents.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    names = public_names({at.name for at in named.values() if at.name is not None}, boundary)
    return {link for link, at in named.items() if at.document not in ids and at.name not in names}


def public_names(names: Iterable[str], boundary: Boundary) -> set[str]:
    """Those of the names of stored files that belong to a public image or document, or to a rendition of one."""
    wanted = {name for name in names if "\0" not in name}  # which PostgreSQL cannot be asked about
    if not wanted:
        return set()
    images, documents = boundary.public(get_image_model()), boundary.public(get_document_model())
    owners: tuple[tuple[Any, str], ...] = ((images, "renditions__file"), (images, "file"), (documents, "file"))
    found: set[str] = set()
    for owner, field in owners:
        found |= set(owner.filter(**{f"{field}__in": wanted}).order_by().values_list(field, flat=True))
    return found & wanted
