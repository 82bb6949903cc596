"""Forms: what to ask a reader, and where the answers go."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext, override
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from wagtail.models import Page, get_page_models

from home.models.forms import FormPage
from home.models.submissions import KeyReusedError
from home.submitting import POLICY, most_bytes
from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import Operation
from itp_cms.api.endpoints.forms import shapes as form_shapes
from itp_cms.api.endpoints.forms.data import (
    FormData,
    check_size,
    errors_by_field,
    media_types_of,
    read,
)
from itp_cms.api.endpoints.forms.shapes import KEY, MOST_OF_A_KEY, Form, FormField, ListedForm
from itp_cms.api.errors import BadRequest, ErrorCode, error
from itp_cms.api.filters import LocaleFilter
from itp_cms.api.transport.rate_limits import RateLimitThrottle
from itp_cms.core.locales import direction
from itp_cms.core.representation.fields import plain
from itp_cms.core.representation.pages import public_pages
from itp_cms.core.representation.selection import NOTHING_ASKED
from itp_cms.core.representation.shapes import shape_of


class FormRateThrottle(RateLimitThrottle):
    policy = POLICY
    rate_setting = "FORMS_RATE_LIMIT"


class FormsViewSet(PublicViewSet):
    """The site's forms by the ids of their pages. `GET` describes one, `POST` to the same address sends it."""

    name = "forms"
    model = Page
    filter_backends = (LocaleFilter,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_parameters(form_shapes.query(self.action))
        if request.method == "POST":
            check_size(request._request)

    def get_throttles(self) -> list[BaseThrottle]:
        return [FormRateThrottle()] if self.request.method == "POST" else []

    def get_all_public(self) -> QuerySet[Page]:
        pages: Any = public_pages(self.context)
        return pages.type(*(model for model in get_page_models() if issubclass(model, FormPage)))

    def find_page(self, pk: int) -> FormPage:
        page = self.get_queryset().filter(pk=pk).first()
        if page is None:
            raise Http404("not found")
        specific: FormPage = page.specific
        return specific

    # Answers

    def listing_view(self, request: Request) -> Response:
        pages: Any = self.filter_queryset(self.get_queryset())
        found = self.paginate_queryset(pages.specific())
        return self.get_paginated_response([self.describe(page) for page in found])

    def detail_view(self, request: Request, pk: int) -> Response:
        page = self.find_page(pk)
        with override(self.context.locales[page.locale_id]):
            return Response(self.context.finish(self.define(page)))

    def submit_view(self, request: Request, pk: int) -> Response:
        page = self.find_page(pk)
        key = _idempotency_key(request)
        with override(self.context.locales[page.locale_id]):
            if not page.is_open:
                closed = error(gettext("This form is closed."), ErrorCode.CLOSED)
                return Response(closed, status=status.HTTP_403_FORBIDDEN)
            data = read(request._request, page.get_form_class().base_fields)
            return self.submit(page, data, key)

    def submit(self, page: FormPage, data: FormData, key: str) -> Response:
        form = page.get_form(data.values, data.files, page=page, user=AnonymousUser())
        if not form.is_trapped:
            if errors := {**errors_by_field(form), **data.errors}:
                refused = {**error(gettext("The form has errors."), ErrorCode.INVALID_FORM), "errors": errors}
                return Response(refused, status=status.HTTP_400_BAD_REQUEST)
            try:
                page.process_form_submission(form, key)
            except KeyReusedError:
                reused = error(f"this {KEY} came with another submission", ErrorCode.IDEMPOTENCY_KEY_REUSED, KEY)
                return Response(reused, status=status.HTTP_409_CONFLICT)
        body = {
            "message": gettext("Thank you. What you sent has arrived."),
            "thank_you_text": self.scope_of(page).rich_text(page.thank_you_text),
        }
        return Response(self.context.finish(body), status=status.HTTP_201_CREATED)

    # What a form is

    def describe(self, page: FormPage) -> ListedForm:
        language = self.context.locales[page.locale_id]
        return {
            "id": page.pk,
            "meta": {
                "type": shape_of(type(page)).type,
                "detail_url": str(self.context.detail_url(Page, page.pk)),
                "html_url": self.context.addresses.html_url(page),
                "locale": language,
                "direction": direction(language),
            },
            "title": page.title,
            "is_open": page.is_open,
            "closes_at": plain(getattr(page, "closes_at", None)),
            "action": self.context.api_url(reverse(f"{self.router.url_namespace}:forms:detail", args=[page.pk])),
        }

    def define(self, page: FormPage) -> Form:
        form = page.get_form(page=page, user=AnonymousUser())
        with_files = form.is_multipart()
        results = shape_of(type(page)).fields.get("results")
        return {
            **self.describe(page),
            "introduction": page.introduction,
            "media_types": list(media_types_of(form.fields)),
            "max_bytes": most_bytes(with_files=with_files),
            "honeypot": form.honeypot,
            "fields": [define_field(field, form.fields[field.clean_name]) for field in page.get_form_fields()],
            "results": results.represent(page, "results", self.scope_of(page), NOTHING_ASKED) if results else None,
        }

    # Where they are

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<int:pk>/", cls.as_view({"get": "detail_view", "post": "submit_view"}), name="detail"),
        ]

    @classmethod
    def get_object_detail_urlpath(cls, model: Any, pk: int, namespace: str = "") -> None:
        return None  # pages have an endpoint of their own

    @classmethod
    def operations(cls) -> list[Operation]:
        return form_shapes.operations()


def define_field(field: Any, form_field: forms.Field) -> FormField:
    """One field of a form: as the editor made it, and what its value may be."""
    choices = getattr(form_field, "choices", None)
    types = getattr(form_field, "types", None)
    return {
        "name": field.clean_name,
        "label": field.label,
        "type": field.field_type,
        "required": form_field.required,
        "help_text": field.help_text,
        "default": _default(field, form_field),
        "choices": None if choices is None else [{"value": value, "label": label} for value, label in choices],
        "max_length": getattr(form_field, "max_length", None),
        "file_types": None
        if types is None
        else [{"extension": kind.extension, "media_type": kind.media_type} for kind in types],
        "max_bytes": getattr(form_field, "max_bytes", None),
    }


def _default(field: Any, form_field: forms.Field) -> Any:
    if isinstance(form_field, forms.FileField):
        return None
    if isinstance(form_field, forms.BooleanField):
        return bool(field.default_value)
    if isinstance(form_field, forms.MultipleChoiceField):
        initial = form_field.initial or ""
        return [choice for choice in (initial if isinstance(initial, list) else initial.splitlines()) if choice]
    return field.default_value or None


def _idempotency_key(request: Request) -> str:
    """What the client made up to name this submission; empty if it did not."""
    key = request.headers.get(KEY, "")
    if len(key) > MOST_OF_A_KEY or not key.isascii() or not key.isprintable():
        raise BadRequest(f"{KEY} must be at most {MOST_OF_A_KEY} printable ASCII characters", ErrorCode.INVALID, KEY)
    return key
