"""What an anonymous reader may see, case by case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from itp_cms.core.models import Country, CustomDocument, CustomImage, Person
from itp_cms.core.public import Boundary, is_public, public
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import CountryFactory, DocumentFactory, ImageFactory, PersonFactory, locale
from tests.factories.home import make_site

pytestmark = pytest.mark.django_db

SOON = timedelta(days=1)  # computed before the first test runs


@pytest.fixture
def blog() -> Page:
    return BlogIndexPageFactory(parent=make_site().root_page)


def restrict(page: Page, kind: str = PageViewRestriction.LOGIN) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind)


def translate(page: Page, language_code: str) -> Page:
    copy = page.copy_for_translation(locale(language_code), copy_parents=True)
    copy.live = True
    copy.save()
    return copy


def test_live_page_is_public(blog: Page) -> None:
    assert is_public(BlogPageFactory(parent=blog))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"live": False}, False),
        ({"live": False, "go_live_at": timezone.now() + SOON}, False),
        ({"expire_at": timezone.now() + SOON}, True),
        ({"expire_at": timezone.now() - SOON}, False),  # although no job has unpublished it yet
    ],
)
def test_page_by_its_own_state(blog: Page, fields: dict, expected: bool) -> None:
    assert is_public(BlogPageFactory(parent=blog, **fields)) is expected


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
def test_restricted_page_and_what_is_below(blog: Page, kind: str) -> None:
    post = BlogPageFactory(parent=blog)
    restrict(blog, kind)
    assert not is_public(blog)
    assert not is_public(post)
    assert is_public(blog.get_parent())


def test_restriction_that_restricts_nothing(blog: Page) -> None:
    restrict(blog, PageViewRestriction.NONE)
    assert is_public(blog)


def test_path_that_only_begins_alike_is_another_page(blog: Page) -> None:
    first, second = BlogPageFactory(parent=blog), BlogPageFactory(parent=blog)
    restrict(first)
    assert is_public(second)


def test_restriction_set_after_an_alias_was_made(blog: Page) -> None:
    post = BlogPageFactory(parent=blog)
    alias = post.create_alias(parent=blog, update_slug="alias")
    assert is_public(alias)
    restrict(post)
    assert not is_public(alias)


def test_restriction_set_on_the_section_that_an_alias_mirrors(blog: Page) -> None:
    post = BlogPageFactory(parent=blog)
    elsewhere = post.create_alias(parent=blog.get_parent(), update_slug="alias")
    restrict(blog)
    assert not is_public(elsewhere)


def test_restriction_set_after_a_translation_was_made(blog: Page) -> None:
    post = BlogPageFactory(parent=blog)
    translation = translate(post, "zh-hans")
    assert is_public(translation)
    restrict(post)
    assert not is_public(translation)


def test_alias_of_a_translation_of_a_restricted_page(blog: Page) -> None:
    post = BlogPageFactory(parent=blog)
    translation = translate(post, "zh-hans")
    alias = translation.create_alias(parent=translation.get_parent(), update_slug="alias")
    restrict(post)
    assert not is_public(alias)


def test_page_below_a_translation_of_a_restricted_section(blog: Page) -> None:
    section = translate(blog, "zh-hans")
    own = BlogPageFactory(parent=section)
    restrict(blog)
    assert not is_public(own)


def test_restricted_translation_leaves_its_source_public(blog: Page) -> None:
    post = BlogPageFactory(parent=blog)
    translation = translate(post, "zh-hans")
    restrict(translation)
    assert not is_public(translation)
    assert is_public(post)


def test_translation_made_from_another_language_than_the_default(blog: Page) -> None:
    """A Chinese page translated into English and Arabic: the Chinese one is the source."""
    post = BlogPageFactory(parent=translate(blog, "zh-hans"))
    english, arabic = translate(post, "en"), translate(post, "ar")
    source, _ = TranslationSource.get_or_create_from_instance(post)
    for target in (english, arabic):
        Translation.objects.create(source=source, target_locale=target.locale)
    restrict(english)
    assert is_public(post)
    assert is_public(arabic)
    restrict(post)
    assert not is_public(arabic)


def test_snippets_by_their_state() -> None:
    live, draft = PersonFactory(), PersonFactory(live=False)
    expired = PersonFactory(expire_at=timezone.now() - SOON)
    assert set(public(Person)) == {live}
    assert draft not in public(Person.objects.all())
    assert expired not in public(Person)


def test_what_has_no_state_is_public() -> None:
    country = CountryFactory()
    assert list(public(Country)) == [country]


@pytest.mark.parametrize("factory", [ImageFactory, DocumentFactory])
def test_files_by_collection(factory: type) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    below = private.add_child(name="Below")
    free = Collection.get_first_root_node().add_child(name="Free")
    files = {
        name: factory(collection=collection)
        for name, collection in (("private", private), ("below", below), ("free", free))
    }
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    model = CustomImage if factory is ImageFactory else CustomDocument
    assert list(public(model)) == [files["free"]]


def test_narrows_the_queryset_it_is_given(blog: Page) -> None:
    shown, _other = BlogPageFactory(parent=blog), BlogPageFactory(parent=blog)
    assert list(public(Page.objects.filter(pk=shown.pk))) == [shown.page_ptr]


def test_costs_one_query_more_without_restrictions(blog: Page) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        boundary = Boundary()
        list(boundary.public(Page))
        list(boundary.public(Page))
    assert len(queries) == 3


def test_cost_does_not_grow_with_restrictions(blog: Page) -> None:
    def queries_for_all() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(public(Page))
        return len(queries)

    restrict(BlogPageFactory(parent=blog))
    with_one = queries_for_all()
    for _ in range(20):
        restrict(BlogPageFactory(parent=blog))
    assert queries_for_all() == with_one


def test_more_restrictions_than_one_condition_can_hold(blog: Page) -> None:
    posts = BlogPageFactory.create_batch(3, parent=blog)
    boundary = Boundary()
    boundary.restricted_paths = [f"9999{number:04}" for number in range(3000)] + [posts[0].path]
    assert set(boundary.public(type(posts[0]))) == set(posts[1:])
