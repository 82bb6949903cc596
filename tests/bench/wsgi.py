"""The project's application; and at `/naked/` one of the same process that has next to no middleware."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from itp_cms.wsgi import application as project


class NakedHandler(WSGIHandler):
    """Django with nothing but the middleware that tells the length of an answer."""

    def load_middleware(self, is_async: bool = False) -> None:
        everything, settings.MIDDLEWARE = settings.MIDDLEWARE, ["django.middleware.common.CommonMiddleware"]
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = everything


naked = NakedHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    handler = naked if environ["PATH_INFO"] == "/naked/" else project
    return handler(environ, start_response)
