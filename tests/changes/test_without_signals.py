"""What Wagtail does to many rows at once, or to what decides on others, is in the log as well."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail_localize.models import TranslationSource

from itp_cms.core.changes import content_version
from itp_cms.core.models import CustomDocument, CustomImage
from tests.changes.recorded import recording, told_of
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import DocumentFactory, ImageFactory, locale
from tests.factories.home import StandardPageFactory, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Any:
    return make_site().root_page.specific


@pytest.fixture
def secret() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Secret")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def changes_told(client: Client, since: int) -> Iterator[tuple[str, str, int]]:
    answer = client.get("/api/v2/changes/", {"since": since}).json()
    return ((item["kind"], item["endpoint"], item["id"]) for item in answer["items"])


@pytest.mark.parametrize(("model", "factory"), [(CustomImage, ImageFactory), (CustomDocument, DocumentFactory)])
def test_files_that_a_bulk_action_puts_into_a_collection(
    admin_client: Client, client: Client, home: Any, secret: Collection, model: Any, factory: Any
) -> None:
    file, other = factory(), factory()
    before = content_version()
    options = model._meta.app_label, model._meta.model_name
    address = reverse("wagtail_bulk_action", args=[*options, "add_to_collection"])
    with recording() as told:
        response = admin_client.post(f"{address}?id={file.pk}&id={other.pk}", {"collection": secret.pk})
    assert response.status_code == 302
    assert told == told_of("changed", file, other)
    endpoint = "images" if model is CustomImage else "documents"
    assert set(changes_told(client, before)) == {("removed", endpoint, file.pk), ("removed", endpoint, other.pk)}


def test_redirects_that_wagtail_makes_when_a_page_gets_another_slug(
    home: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = StandardPageFactory(parent=home, slug="before")
    page.slug = "after"
    with recording() as told, django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    made = Redirect.objects.get(old_path="/before")
    assert told == told_of("moved", page) | told_of("published", made)


def test_redirects_that_wagtail_makes_of_a_section_that_moves(home: Any) -> None:
    section, elsewhere = (StandardPageFactory(parent=home, slug=slug) for slug in ("section", "elsewhere"))
    page = StandardPageFactory(parent=section, slug="page")
    with recording() as told:
        section.move(elsewhere, pos="last-child")
    made = Redirect.objects.filter(old_path__in=["/section", "/section/page"])
    assert len(made) == 2
    assert told == told_of("moved", section, page) | told_of("published", *made)


def test_of_each_type_below_a_page_that_changes_its_place_one_is_told_of(home: Any) -> None:
    """Lists without another order are in that of the tree."""
    first = BlogIndexPageFactory(parent=home, slug="first")
    second = BlogIndexPageFactory(parent=home, slug="second", live=False)
    post, _another = BlogPageFactory(parent=second), BlogPageFactory(parent=second)
    with recording() as told:
        second.move(first, pos="left")
    assert told == told_of("changed", post)


@pytest.mark.parametrize("of_other", ["higher", "lower"])
def test_a_site_gets_another_home_page(client: Client, home: Any, of_other: str) -> None:
    blog = BlogIndexPageFactory(parent=home, slug="blog")
    post, page = BlogPageFactory(parent=blog), StandardPageFactory(parent=home)
    site = Site.objects.get()
    if of_other == "higher":
        site.root_page = blog
        site.save()
    before = content_version()
    site = Site.objects.get()
    site.root_page = home if of_other == "higher" else blog
    site.save()
    kind = "published" if of_other == "higher" else "removed"
    told = set(changes_told(client, before))
    assert {(kind, "pages", home.pk), (kind, "pages", page.pk), ("published", "pages", post.pk)} <= told


def test_a_page_becomes_the_translation_of_a_home_page(client: Client, home: Any) -> None:
    other = home.copy_for_translation(locale("zh-hans"))
    key, other.translation_key = other.translation_key, "8c9c8c60-8a6e-4ba1-9d5b-0f4f3f0d9c11"
    other.save_revision().publish()
    below = StandardPageFactory(parent=other, locale=locale("zh-hans"))
    before = content_version()
    other.translation_key = key
    other.save()
    assert ("published", "pages", below.pk) in set(changes_told(client, before))


@pytest.mark.parametrize("kind", ["chosen", "typed"])
def test_a_redirect_is_given_again_when_its_page_is(client: Client, home: Any, kind: str) -> None:
    section = StandardPageFactory(parent=home, slug="section")
    page = StandardPageFactory(parent=section, slug="page")
    to = {"redirect_page": page} if kind == "chosen" else {"redirect_link": "/section/page/"}
    redirect = Redirect.objects.create(old_path="/old", **to)
    other = Redirect.objects.create(old_path="/other", redirect_link="/somewhere/else/")
    before = content_version()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    told = set(changes_told(client, before))
    assert ("removed", "redirects", redirect.pk) in told
    before = content_version()
    restriction.delete()
    told = set(changes_told(client, before))
    assert ("changed", "redirects", redirect.pk) in told
    assert other.pk not in {pk for _kind, endpoint, pk in told if endpoint == "redirects"}


@pytest.mark.parametrize(("moment", "hours"), [("expire_at", -1), ("go_live_at", 1)])
def test_a_redirect_is_given_again_when_it_is_its_page_s_time(
    client: Client, home: Any, moment: str, hours: int
) -> None:
    at = timezone.now() + timedelta(hours=hours)
    page = StandardPageFactory(parent=home, **{moment: at})
    redirect = Redirect.objects.create(old_path="/old", redirect_page=page)
    before = content_version()
    setattr(page, moment, None)
    page.save()
    assert ("changed", "redirects", redirect.pk) in set(changes_told(client, before))
    before = content_version()
    setattr(page, moment, at)
    page.save()
    assert ("removed", "redirects", redirect.pk) in set(changes_told(client, before))


def test_a_redirect_to_what_is_no_address_is_told_of_like_others(client: Client, home: Any) -> None:
    page = StandardPageFactory(parent=home)
    redirect = Redirect.objects.create(old_path="/old", redirect_link="http://[broken/")
    before = content_version()
    page.unpublish()
    assert ("changed", "redirects", redirect.pk) in set(changes_told(client, before))


def test_a_restriction_is_put_on_another_page(home: Any) -> None:
    first, second = StandardPageFactory(parent=home), StandardPageFactory(parent=home)
    restriction = PageViewRestriction.objects.create(page=first, restriction_type="login")
    restriction = PageViewRestriction.objects.get(pk=restriction.pk)
    restriction.page = second
    with recording() as told:
        restriction.save()
    assert told == told_of("published", first) | told_of("restricted", second)


def test_a_restriction_is_put_on_another_collection(secret: Collection) -> None:
    image, document = ImageFactory(collection=secret), DocumentFactory()
    restriction = CollectionViewRestriction.objects.get()
    restriction.collection = document.collection
    with recording() as told:
        restriction.save()
    assert told_of("restricted", document) <= told
    other = Collection.get_first_root_node().add_child(name="Other")
    restriction = CollectionViewRestriction.objects.get()
    restriction.collection = other
    with recording() as told:
        restriction.save()
    assert told >= told_of("published", document, image)


def test_what_is_translated_from_what_is_changed(home: Any) -> None:
    page = StandardPageFactory(parent=home)
    home.copy_for_translation(locale("zh-hans")).save_revision().publish()
    copy = page.copy_for_translation(locale("zh-hans"))
    copy.save_revision().publish()
    source, _created = TranslationSource.get_or_create_from_instance(page)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    source.locale = locale("ar")
    with recording() as told:
        source.save()
    assert told & (told_of("changed", copy) | told_of("restricted", copy))
