"""Every operation of the API takes as many queries for twenty of everything as for two, in every language.

The operations are those that the router's endpoints declare; the site is that of the golden JSON, copied.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin

from blog.models import Series
from itp_cms.api.contract.operations import Operation
from itp_cms.api.router import api_router
from itp_cms.core.models import CustomDocument, CustomImage, CustomRendition, PageTag
from itp_cms.core.representation.shapes import page_models
from tests.api.golden_tree import GoldenTree

SNIPPETS: list[Any] = [
    Series,
    *(apps.get_model("core", name) for name in ("Person", "Institution", "Sponsor", "Testimonial", "Channel")),
]
FILES: list[Any] = [CustomImage, CustomDocument]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
STEP = 100_000
"""Between the id of a thing and that of its copy. What the golden tree makes has ids up to half of that."""

pytestmark = pytest.mark.django_db


class Copy:
    """One more of everything in the golden tree but home pages: each copy refers to copies, by rows written in bulk."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.step = STEP * number
        self.pages = Page.objects.filter(depth__gt=2, pk__lt=STEP)
        self.page_ids = set(self.pages.values_list("pk", flat=True))

    def make(self) -> None:
        for model in [*FILES, *SNIPPETS]:
            self._bulk(model, model.objects.filter(pk__gt=9000, pk__lt=STEP))
        for rendition in CustomRendition.objects.filter(image__lt=STEP):
            rendition.pk, rendition.image_id = None, rendition.image_id + self.step
            rendition.save(force_insert=True)
        Page.objects.bulk_create(self._page(page) for page in self.pages)
        for model in page_models():
            if model is not Page:
                self._child_rows(model)
        for relation_model in {relation.related_model for relation in self._relations()}:
            key = next(field for field in relation_model._meta.fields if type(field).__name__ == "ParentalKey")
            rows = relation_model.objects.filter(**{f"{key.name}__in": self.page_ids})
            self._bulk(relation_model, rows.exclude(pk__gte=STEP) if relation_model is not PageTag else rows)

    def _relations(self) -> Iterator[Any]:
        for model in page_models():
            yield from get_all_child_relations(model)

    def _bulk(self, model: Any, rows: Any) -> None:
        made = []
        for row in rows:
            row.pk = row.pk + self.step
            if hasattr(row, "slug"):
                row.slug = f"{row.slug}-{self.number}"
            self._shift(row)
            made.append(row)
        model.objects.bulk_create(made)

    def _shift(self, row: Any) -> None:
        """Its references and its translation key."""
        if isinstance(row, TranslatableMixin):
            row.translation_key = uuid.UUID(int=row.translation_key.int + self.step)
        for field in row._meta.local_concrete_fields:
            if isinstance(field, ForeignKey) and not field.primary_key and self._is_copied(field.related_model):
                pk = getattr(row, field.attname)
                if pk is not None and (field.related_model is not Page or pk in self.page_ids):
                    setattr(row, field.attname, pk + self.step)

    def _is_copied(self, model: type[Model]) -> bool:
        return issubclass(model, (Page, *SNIPPETS, *FILES))

    def _page(self, page: Page) -> Page:
        above, place = page.path[: -Page.steplen], Page._str2int(page.path[-Page.steplen :])
        page.path = Page._get_path(above, page.depth, place + 1000 * self.number)
        page.numchild = 0
        page.url_path = f"{page.url_path.rstrip('/')}-{self.number}/"
        page.slug = f"{page.slug}-{self.number}"
        page.latest_revision = page.live_revision = None
        page.translation_key = uuid.UUID(int=page.translation_key.int + self.step)
        page.pk = page.pk + self.step
        return page

    def _child_rows(self, model: Any) -> None:
        """The table of a page type: Django writes no rows of it by themselves."""
        fields = model._meta.local_concrete_fields
        names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        row = f"({', '.join(['%s'] * len(fields))})"
        with connection.cursor() as cursor:
            for page in model.objects.filter(pk__in=self.page_ids):
                self._shift(page)
                page.pk = page.page_ptr_id = page.pk + self.step
                for name in page.exclude_fields_in_copy:  # of which there may be one of each only
                    setattr(page, name, None)
                cursor.execute(
                    f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES {row}",
                    [self._stored(field, page) for field in fields],
                )

    def _stored(self, field: Any, page: Any) -> Any:
        value = field.get_db_prep_save(getattr(page, field.attname), connection)
        if isinstance(field, StreamField):
            shifted = re.sub(r"\b(?:[1-4]0[013]\d\d|900[12])\b", self._shifted, str(getattr(value, "dumps", value)))
            return field.get_db_prep_save(shifted, connection)
        return value

    def _shifted(self, match: re.Match[str]) -> str:
        pk = int(match[0])
        is_page = pk % 10_000 < 100
        return str(pk + self.step) if not is_page or pk in self.page_ids else match[0]


def _requests(tree: GoldenTree) -> Iterator[str]:
    for name, viewset in api_router._endpoints.items():
        for operation in viewset.operations():
            # A draft is one page's, whatever else there is; files and forms' answers are no lists.
            if operation.method == "get" and name != "page_preview":
                yield from _requests_of(operation, viewset.model, tree)


def _requests_of(operation: Operation, model: Any, tree: GoldenTree) -> Iterator[str]:
    declared = {parameter.name: parameter for parameter in operation.parameters}
    for language in LANGUAGES:
        limit = declared["limit"].schema["maximum"] if "limit" in declared else 0  # so that a list of all has all
        query = {"locale": language, "fields": "*", "limit": str(limit)}
        query = {name: value for name, value in query.items() if name in declared}
        if "q" in declared:
            query["q"] = "nour"
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


def test_as_many_queries_for_twenty_of_everything_as_for_two(client: Client, settings) -> None:
    settings.WAGTAILAPI_LIMIT_MAX = 1000
    tree = GoldenTree()
    Copy(1).make()
    requests = list(_requests(tree))
    with_two = _counts(client, requests)
    for number in range(2, 20):
        Copy(number).make()
    with_twenty = _counts(client, requests)
    assert {request: count for request, count in with_twenty.items() if count > with_two[request]} == {}
    assert len({request.split("/")[3] for request in requests}) >= len(api_router._endpoints) - 1
    print(f"{len(requests)} requests, at most {max(with_two.values())} queries")
