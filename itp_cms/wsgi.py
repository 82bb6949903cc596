"""What WSGI servers serve, with the settings of production unless DJANGO_SETTINGS_MODULE names others."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from itp_cms.core.requests import QueryInUTF8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itp_cms.settings.production")


class Request(QueryInUTF8, WSGIRequest):
    pass


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Handler()
