"""Every operation of the API takes as many queries for twenty of everything as for two, in every language.

The operations are those that the router's endpoints declare; the site is that of the golden JSON, copied.
"""

import uuid
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, TranslatableMixin

from itp_cms.api.contract.operations import Operation
from itp_cms.api.router import api_router
from itp_cms.core.models import Channel, CustomDocument, CustomImage, Institution, Person, Sponsor, Testimonial
from itp_cms.core.representation.shapes import page_models
from tests.api.golden_tree import GoldenTree
from tests.factories.core import DocumentFactory, ImageFactory

SNIPPETS: list[Any] = [Person, Institution, Sponsor, Testimonial, Channel]
LANGUAGES = [code for code, _name in settings.LANGUAGES]

pytestmark = pytest.mark.django_db


class Growing(GoldenTree):
    """The golden tree with so many of everything: pages of every type, what they refer to, and rows in them."""

    def grow(self, number: int) -> None:
        pages = Page.objects.filter(depth__gt=2, pk__in=self.pages.values()).specific()
        for copy in range(number):
            for model in SNIPPETS:
                for snippet in model.objects.filter(pk__gt=10_000, pk__lt=50_000):
                    _copied(snippet)
            image, document = ImageFactory(), DocumentFactory()
            for page in pages:
                attributes = {"slug": f"{page.slug}-{uuid.uuid4().hex[:8]}", "title": f"{page.title} {copy}"}
                copied = page.copy(update_attrs=attributes, copy_revisions=False, log_action="")
                for name, value in (("teaser_image", image), ("social_image", image), ("pdf", document)):
                    if hasattr(copied, name):
                        setattr(copied, name, value)
                copied.save()
        _refer_to_all()


def _copied(snippet: Any) -> None:
    snippet.pk, snippet.translation_key = None, uuid.uuid4()
    snippet._state.adding = True
    snippet.save()


def _refer_to_all() -> None:
    """Rows and snippets refer to as many different things as there are."""
    pools = {
        model: cycle(model.objects.values_list("pk", flat=True)) for model in [*SNIPPETS, CustomImage, CustomDocument]
    }
    for model in _rows_and_snippets():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model in pools and field.name != "page":
                for row in model._default_manager.filter(**{f"{field.name}__isnull": False}):
                    model._default_manager.filter(pk=row.pk).update(**{field.attname: next(pools[field.related_model])})


def _rows_and_snippets() -> Iterator[type[Model]]:
    yield from (Person, Testimonial)
    for page_model in page_models():
        for relation in page_model._meta.related_objects:
            if relation.related_model._meta.app_label in {"core", "home", "blog", "legacy_projects"}:
                yield relation.related_model


def _requests(tree: GoldenTree) -> Iterator[str]:
    for name, viewset in api_router._endpoints.items():
        for operation in viewset.operations():
            # A draft is one page's, whatever else there is; files and forms' answers are no lists.
            if operation.method == "get" and name != "page_preview":
                yield from _requests_of(operation, viewset.model, tree)


def _requests_of(operation: Operation, model: Any, tree: GoldenTree) -> Iterator[str]:
    declared = {parameter.name: parameter for parameter in operation.parameters}
    for language in LANGUAGES:
        query = {"locale": language, "fields": "*", "limit": "100"}
        query = {name: value for name, value in query.items() if name in declared}
        if "{id}" in operation.path or operation.path.endswith("find/"):
            query.pop("fields", None)
        for path in _paths(operation, model, language, tree):
            asked = {**query, **path[1]}
            yield f"/api/v2/{path[0]}?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _paths(operation: Operation, model: Any, language: str, tree: GoldenTree) -> Iterator[tuple[str, dict[str, Any]]]:
    path = operation.path.replace("{language}", language)
    if path.endswith("rendition/"):
        yield path.replace("{id}", str(tree.image.pk)), {"width": settings.IMAGE_WIDTHS[0]}
    elif "{kind}" in path:
        for kind in ("posts", "newsletters", "projects"):
            yield path.replace("{kind}", kind), {}
    elif "{id}" in path or path.endswith("find/"):
        for pk in _ids(operation, model, language, tree):
            yield path.replace("{id}", str(pk)), {"id": pk} if path.endswith("find/") else {}
    else:
        yield path, {}


def _ids(operation: Operation, model: Any, language: str, tree: GoldenTree) -> list[int]:
    if model is Page:
        named = ("ContactPage", "SurveyPage") if operation.path.startswith("forms/") else None
        return [pk for (name, code), pk in tree.pages.items() if code == language and (named is None or name in named)]
    objects = model._default_manager.order_by("pk")
    if issubclass(model, TranslatableMixin):
        objects = objects.filter(locale__language_code=language)
    return [objects.values_list("pk", flat=True)[0]]


def _counts(client: Client, requests: list[str]) -> dict[str, int]:
    counts = {}
    for request in requests:
        client.get(request)  # content types are looked up once, renditions made once
        with CaptureQueriesContext(connection) as queries:
            response = client.get(request)
        assert response.status_code in {200, 302}, (request, response.content[:300])
        counts[request] = len(queries)
    return counts


def test_as_many_queries_for_twenty_of_everything_as_for_two(client: Client) -> None:
    tree = Growing()
    tree.grow(1)
    requests = list(_requests(tree))
    with_two = _counts(client, requests)
    tree.grow(18)
    with_twenty = _counts(client, requests)
    assert with_twenty == with_two
    assert len({request.split("/")[3] for request in requests}) >= len(api_router._endpoints) - 1
    print(f"{len(requests)} requests, at most {max(with_two.values())} queries")
