"""Addresses of this server at which a file lies: of the file itself, or of the document it is of."""

import posixpath
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.core.public import Boundary
from itp_cms.core.statements import LARGEST_NUMBER

_WRITTEN = re.compile(r"^\s*(https?):/*", re.IGNORECASE)
"""How browsers forgive an address to begin."""


class FileAt(NamedTuple):
    """One of both."""

    document: int | None
    """The id of a document."""
    name: str | None
    """Of a file in the storage."""


def file_at(link: str) -> FileAt | None:
    """What an address that somebody typed names; None of another server's, and of what is no file's."""
    try:
        parts = urlsplit(_WRITTEN.sub(r"\1://", link.replace("\\", "/")))
        host = parts.hostname
    except ValueError:  # of what only begins like an address
        return None
    if host and not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    try:
        found = resolve(posixpath.normpath("/" + unquote(parts.path).lstrip("/")))
    except Resolver404:
        return None
    if found.url_name == "wagtaildocs_serve":
        return FileAt(int(found.args[0]), None)
    return FileAt(None, found.kwargs["name"]) if found.url_name == "media" else None


def links_to_hidden_files(links: Iterable[str], boundary: Boundary) -> set[str]:
    """Those of the links that name a file which is not public. One that nobody has may be the front end's own.

    Some queries, whatever the number of links.
    """
    named = {link: at for link in links if (at := file_at(link))}
    numbers = {at.document for at in named.values() if at.document is not None and at.document <= LARGEST_NUMBER}
    documents = get_document_model()._default_manager.filter(pk__in=numbers).order_by()
    every = set(documents.values_list("pk", flat=True)) if numbers else set()
    hidden = every - set(boundary.public(documents).values_list("pk", flat=True)) if every else every
    names = {at.name for at in named.values() if at.name is not None}
    hidden_names = names_of_files(names) - names_of_files(names, boundary)
    return {link for link, at in named.items() if at.document in hidden or at.name in hidden_names}


def names_of_files(names: Iterable[str], boundary: Boundary | None = None) -> set[str]:
    """Those of the names of stored files that belong to an image or document, or to a rendition of one; of public ones
    only, where a boundary is given.
    """
    wanted = {name for name in names if "\0" not in name}  # which PostgreSQL cannot be asked about
    if not wanted:
        return set()
    images, documents = get_image_model()._default_manager.all(), get_document_model()._default_manager.all()
    if boundary:
        images, documents = boundary.public(images), boundary.public(documents)
    owners: tuple[tuple[Any, str], ...] = ((images, "renditions__file"), (images, "file"), (documents, "file"))
    found: set[str] = set()
    for owner, field in owners:
        found |= set(owner.filter(**{f"{field}__in": wanted}).order_by().values_list(field, flat=True))
    return found & wanted
