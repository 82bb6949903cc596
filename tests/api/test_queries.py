"""The number of queries depends on the kinds of things shown, not on how many there are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import Byline
from itp_cms.core.models import PageCountry, PagePerson
from tests.api.test_references import body
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import (
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    InstitutionFactory,
    PersonFactory,
    TestimonialFactory,
)
from tests.factories.home import ProgrammeIndexPageFactory, ProgrammePageFactory
from tests.small_site import SmallSite, build_small_site, translate

CODES = ["EG", "CN", "IN", "KE", "SD", "TR", "MX", "NP", "GR", "HR"]


@pytest.fixture
def count(client: Client) -> Callable[..., int]:
    def of(path: str, **parameters: Any) -> int:
        client.get(path, parameters)  # renditions are made once, content types are looked up once
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path, parameters)
        assert response.status_code == 200, response.content
        assert queries.captured_queries
        return len(queries)

    return of


def rich_blocks(number: int, page_id: int) -> list[tuple[str, Any]]:
    image, document = ImageFactory(), DocumentFactory()
    person = PersonFactory(
        institution=InstitutionFactory(country=CountryFactory(code=CODES[number % 10])), portrait=ImageFactory()
    )
    chosen = {"image": image.pk, "alt_text": "x", "decorative": False}
    return [
        ("image", {"image": chosen, "caption": "", "credit": ""}),
        ("document", {"document": document.pk, "label": ""}),
        ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "a"}]}),
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": page_id, "id": "b"}]}),
        ("text", f'<p><a linktype="page" id="{page_id}">a</a> <a linktype="document" id="{document.pk}">b</a></p>'),
    ]


def rich_post(small_site: SmallSite, number: int) -> Any:
    post = BlogPageFactory(
        parent=small_site.blog, series=SeriesFactory(), teaser_image=ImageFactory(), social_image=ImageFactory()
    )
    person = PersonFactory(portrait=ImageFactory(), institution=InstitutionFactory(country=CountryFactory()))
    Byline.objects.create(page=post, person=person, locale=post.locale)
    PageCountry.objects.create(page=post, country=CountryFactory(code=CODES[number % 10]))
    PagePerson.objects.create(page=post, person=person)
    post.tags.add("tag", f"tag {number}")
    post.save()
    body(post, *rich_blocks(number, small_site.blog.pk))
    return post


def test_as_many_queries_for_many_posts_as_for_two(small_site: SmallSite, count) -> None:
    """For lists that give all of them, and for the page above them."""
    rows = {"type": "blog.BlogPage", "fields": "teaser_text,teaser_image,tags,bylines,series,reading_minutes"}
    requests: list[dict[str, Any]] = [
        {},
        {"fields": "*"},
        rows,
        {"type": "blog.BlogPage", "fields": "*"},
        {"search": "post"},
        {"locale": "zh-hans", "fields": "*"},
    ]

    def counts() -> dict[str, int]:
        lists = {str(parameters): count("/api/v2/pages/", limit=100, **parameters) for parameters in requests}
        return {**lists, "index": count(f"/api/v2/pages/{small_site.blog.pk}/")}

    def posts(numbers: range) -> None:
        for number in numbers:
            translate(rich_post(small_site, number), "zh-hans", slug=f"post-{number}")

    posts(range(2))
    with_two = counts()
    posts(range(2, 25))
    assert counts() == with_two


def test_detail_by_number_of_blocks(small_site: SmallSite, count) -> None:
    post = rich_post(small_site, 0)
    with_few = count(f"/api/v2/pages/{post.pk}/")
    body(post, *(block for number in range(8) for block in rich_blocks(number, small_site.blog.pk)))
    assert count(f"/api/v2/pages/{post.pk}/") == with_few


def test_detail_with_one_block_and_with_forty_of_a_kind(small_site: SmallSite, count) -> None:
    post = BlogPageFactory(parent=small_site.blog)
    of_each_kind = zip(*(rich_blocks(number, small_site.blog.pk) for number in range(40)), strict=True)
    for blocks in of_each_kind:
        body(post, blocks[0])
        with_one = count(f"/api/v2/pages/{post.pk}/")
        body(post, *blocks)
        assert count(f"/api/v2/pages/{post.pk}/") == with_one, blocks[0][0]


def test_programmes_with_their_counts(small_site: SmallSite, count) -> None:
    index = ProgrammeIndexPageFactory(parent=small_site.home)
    ProgrammePageFactory.create_batch(2, parent=index)
    with_two = count("/api/v2/pages/", type="home.ProgrammePage", fields="*")
    ProgrammePageFactory.create_batch(18, parent=index)
    assert count("/api/v2/pages/", type="home.ProgrammePage", fields="*") == with_two


@pytest.mark.parametrize(
    ("endpoint", "make"),
    [
        ("people", lambda: PersonFactory(institution=InstitutionFactory(), portrait=ImageFactory())),
        ("institutions", lambda: InstitutionFactory(country=CountryFactory())),
        ("testimonials", lambda: TestimonialFactory(person=PersonFactory())),
        ("series", SeriesFactory),
        ("images", ImageFactory),
        ("documents", DocumentFactory),
    ],
)
def test_other_lists(small_site: SmallSite, count, endpoint: str, make: Callable[[], Any]) -> None:
    for _ in range(2):
        make()
    with_two = count(f"/api/v2/{endpoint}/", fields="*")
    for _ in range(18):
        make()
    assert count(f"/api/v2/{endpoint}/", fields="*") == with_two


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_few_queries(count) -> None:
    """A bound for what is usual, so that a query that creeps in is seen. In a transaction nothing is remembered from
    one request to the next, and each takes some more.
    """
    small_site = build_small_site()
    post = rich_post(small_site, 0)
    programmes = ProgrammeIndexPageFactory(parent=small_site.home)
    ProgrammePageFactory(parent=programmes)
    teaser = "teaser_text,teaser_image,tags,bylines"
    assert count("/api/v2/pages/") <= 3
    assert count("/api/v2/pages/", type="blog.BlogPage", fields=teaser) <= 8
    assert count("/api/v2/pages/", type="blog.BlogPage", fields="*") <= 12
    assert count("/api/v2/pages/", fields="*") <= 15
    assert count(f"/api/v2/pages/{post.pk}/") <= 12
