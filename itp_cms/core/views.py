"""Uploaded files, and a sign of life."""

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from itp_cms.core.file_addresses import names_of_files
from itp_cms.core.public import Boundary, public
from itp_cms.core.ranges import in_part
from itp_cms.core.storage import has_no_address, opens, signed_url

# Bounds, in seconds, how long caches may keep showing a file that has become private.
PUBLIC_MAX_AGE = 600


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded file: to anyone while it is public or by a signed address, else to those who may enter the admin.

    The latter are sent on to a signed address. For anyone else the file does not exist (404).
    """
    response: HttpResponseBase
    if "\0" in name or has_no_address(name):  # which PostgreSQL cannot be asked about; which nobody may
        raise Http404
    if _is_public(name):
        response = _send(request, name)
        patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE)
    elif opens(name, request.GET):
        response = _send(request, name)
        patch_cache_control(response, private=True, no_store=True)
    elif request.user.has_perm("wagtailadmin.access_admin") and default_storage.exists(name):
        response = redirect(signed_url(name))
        patch_cache_control(response, private=True, no_store=True)
    else:
        raise Http404
    return response


def _is_public(name: str) -> bool:
    return bool(names_of_files([name], Boundary()))


def _send(request: HttpRequest, name: str) -> HttpResponseBase:
    try:
        modified = int(default_storage.get_modified_time(name).timestamp())
    except FileNotFoundError:
        raise Http404 from None
    if unchanged := get_conditional_response(request, last_modified=modified):
        return unchanged
    # Nothing in an uploaded file may run with the rights of this site.
    headers = {
        "Content-Security-Policy": "default-src 'none'",
        "Last-Modified": http_date(modified),
        "X-Content-Type-Options": "nosniff",
    }
    return in_part(request, FileResponse(default_storage.open(name), headers=headers))


@require_safe
def document(request: HttpRequest, pk: str, filename: str) -> HttpResponseBase:
    """A document by Wagtail's own view, which asks for the password or login of its collection.

    Wagtail sends a header `Content-Encoding: None` with files on disk, which clients may refuse to read
    (wagtail/utils/sendfile.py, line 104), and that of the file's name with a file that is compressed itself.
    """
    response: HttpResponseBase = serve(request, pk, filename)
    response.headers.pop("Content-Encoding", None)
    if isinstance(response, FileResponse):
        response = in_part(request, response)
        if public(get_document_model()).filter(pk=pk).exists():
            patch_cache_control(response, public=True, max_age=PUBLIC_MAX_AGE)
        else:
            patch_cache_control(response, private=True, no_store=True)
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the site can answer requests; 503 without its database."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
