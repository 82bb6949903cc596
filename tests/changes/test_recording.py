"""What the log tells of what editors and code do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from blog.models import Byline
from itp_cms.core.models import Country, PagePerson, SiteSettings
from tests.changes.recorded import recording, told_of
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import (
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    TestimonialFactory,
    locale,
)
from tests.factories.forms import question, survey
from tests.factories.home import HomePageFactory, StandardPageFactory, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_site().root_page.specific


@pytest.fixture
def blog(home):
    return BlogIndexPageFactory(parent=home, slug="blog")


@pytest.fixture
def post(blog):
    return BlogPageFactory(parent=blog, slug="a-post")


# Pages


def test_a_page_is_published_and_then_changed(blog):
    with recording() as told:
        post: Any = BlogPageFactory(parent=blog)
    assert told == told_of("published", post)
    with recording() as told:
        post.title = "Another"
        post.save_revision().publish()
    assert told == told_of("changed", post)


def test_a_change_tells_of_the_page_in_its_language(blog):
    from itp_cms.core.changes import content_version, since

    start = content_version()
    post = BlogPageFactory(parent=blog)
    (change,) = since(start)
    assert (change.locale, change.translation_key) == ("en", post.translation_key)
    assert abs(timezone.now() - change.at) < timedelta(minutes=1)


def test_drafts_and_their_bookkeeping_are_not_told(blog, post):
    with recording() as told:
        draft: Any = BlogPageFactory(parent=blog, live=False)
        draft.title = "Another"
        draft.save()
        PagePerson.objects.create(page=draft, person=PersonFactory(live=False))
        draft.delete()
        post.title = "Another"
        post.save_revision()
        post.locked = True
        post.save(update_fields=["locked"])
        Page.objects.get(pk=post.pk).save(update_fields=["has_unpublished_changes", "latest_revision"])
    assert told == set()


def test_a_page_is_unpublished(post):
    with recording() as told:
        post.unpublish()
    assert told == told_of("unpublished", post)


def test_a_page_is_deleted_with_what_is_below_it(home, blog, post):
    BlogPageFactory(parent=blog, live=False)
    gone = told_of("deleted", blog, post)
    with recording() as told:
        Page.objects.get(pk=blog.pk).delete()
    assert told == gone


def test_a_page_gets_another_address_and_so_does_what_is_below_it(blog, post):
    draft = BlogPageFactory(parent=blog, live=False)
    below_draft = StandardPageFactory(parent=draft)
    blog.slug = "news"
    with recording() as told:
        blog.save_revision().publish()
    assert told == told_of("moved", blog, post, below_draft)


def test_a_page_is_moved(home, blog, post):
    section = StandardPageFactory(parent=home)
    with recording() as told:
        blog.move(section, pos="last-child")
    assert told == told_of("moved", blog, post) | told_of("published", *Redirect.objects.all())


def test_a_draft_is_moved_with_live_pages_below_it(home, blog, post):
    section = StandardPageFactory(parent=home)
    blog.unpublish()
    with recording() as told:
        Page.objects.get(pk=blog.pk).move(section, pos="last-child")
    assert told == told_of("moved", post) | told_of("published", *Redirect.objects.all())


def test_pages_change_places(blog, post):
    second = BlogPageFactory(parent=blog)
    with recording() as told:
        second.move(post, pos="left")
    assert told == told_of("changed", second)


def test_a_page_is_copied(blog, post):
    with recording() as told:
        copy = post.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert told == told_of("published", copy)
    with recording() as told:
        post.copy(update_attrs={"slug": "draft"}, keep_live=False)
    assert told == set()


def test_an_alias_follows_its_source(blog, post):
    alias = post.create_alias(update_slug="alias")
    with recording() as told:
        post.title = "Another"
        post.save_revision().publish()
    assert told == told_of("changed", post, alias)
    deleted = told_of("deleted", post)
    with recording() as told:
        post.delete()
    assert told == deleted | told_of("unpublished", alias)


def test_rows_of_a_page_are_told_as_the_page(post):
    person = PersonFactory()
    with recording() as told:
        row = Byline.objects.create(page=post, person=person, locale=post.locale)
    assert told == told_of("changed", post)
    with recording() as told:
        row.role = "Curator"
        row.save()
    assert told == told_of("changed", post)
    with recording() as told:
        row.delete()
    assert told == told_of("changed", post)


def test_a_scheduled_page_is_published_by_the_command(blog):
    post = BlogPageFactory(parent=blog, live=False)
    post.go_live_at = timezone.now() + timedelta(seconds=1)
    with recording() as told:
        post.save_revision().publish()
    assert told == set()
    post.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    with recording() as told:
        call_command("publish_scheduled")
    assert told <= told_of("published", post)


def test_an_expired_page_is_unpublished_by_the_command(post):
    Page.objects.filter(pk=post.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    with recording() as told:
        call_command("publish_scheduled")
    assert told == told_of("unpublished", post)


# Restrictions


def test_a_page_is_restricted_with_what_is_below_it_and_what_shows_it_elsewhere(home, blog, post):
    alias = post.create_alias(parent=home, update_slug="alias")
    chinese_home = home.copy_for_translation(locale("zh-hans"))
    chinese_blog = blog.copy_for_translation(locale("zh-hans"))
    translation = post.copy_for_translation(locale("zh-hans"))
    for page in (chinese_home, chinese_blog, translation):
        page.save_revision().publish()
    touched = blog, post, alias, chinese_blog, translation
    with recording() as told:
        restriction = PageViewRestriction.objects.create(page=blog, restriction_type=PageViewRestriction.LOGIN)
    assert told == told_of("restricted", *touched)
    with recording() as told:
        restriction.delete()
    assert told == told_of("published", *touched)


def test_what_was_restricted_and_still_is_is_not_published(home, blog, post):
    PageViewRestriction.objects.create(page=post, restriction_type=PageViewRestriction.LOGIN)
    restriction = PageViewRestriction.objects.create(page=blog, restriction_type=PageViewRestriction.LOGIN)
    with recording() as told:
        restriction.delete()
    assert told == told_of("published", blog)


def test_what_moves_into_a_restricted_section_hides_its_translation(home, blog, post):
    private = StandardPageFactory(parent=home)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    chinese_home = home.copy_for_translation(locale("zh-hans"))
    translation = post.copy_for_translation(locale("zh-hans"), copy_parents=True)
    translation.save_revision().publish()
    with recording() as told:
        blog.move(private, pos="last-child")
    assert told_of("restricted", translation) <= told
    assert not any(object_id == str(chinese_home.pk) for _kind, _type, object_id in told)


@pytest.mark.parametrize("factory", [ImageFactory, DocumentFactory])
def test_a_collection_is_restricted(factory):
    outer = Collection.get_first_root_node().add_child(name="Outer")
    inner = outer.add_child(name="Inner")
    file, elsewhere = factory(collection=inner), factory()
    with recording() as told:
        restriction = CollectionViewRestriction.objects.create(
            collection=outer, restriction_type=CollectionViewRestriction.LOGIN
        )
    assert told == told_of("restricted", file)
    with recording() as told:
        inner.move(Collection.get_first_root_node(), "sorted-child")
    assert told == told_of("published", file) | told_of("moved", inner)
    with recording() as told:
        restriction.delete()
    assert told == set()
    assert elsewhere.pk


# Files


def test_an_image_is_uploaded_changed_and_deleted():
    with recording() as told:
        image = ImageFactory()
    assert told == told_of("published", image)
    with recording() as told:
        image.get_rendition("width-10")
    assert told == set()
    with recording() as told:
        image.tags.add("clay")
    assert told == told_of("changed", image) | told_of("published", Tag.objects.get())
    with recording() as told:
        image.renditions.all().delete()
    assert told == told_of("changed", image)
    image.get_rendition("width-10")
    deleted = told_of("deleted", image)
    with recording() as told:
        image.delete()
    assert told == deleted


# What is no page


def test_a_snippet_is_published_changed_unpublished_and_deleted():
    with recording() as told:
        person = PersonFactory(live=False)
        person.save_revision()
    assert told == set()
    with recording() as told:
        person.get_latest_revision().publish()
    assert told == told_of("published", person)
    with recording() as told:
        person.refresh_from_db()
        person.save_revision()
    assert told == set()
    with recording() as told:
        person.unpublish()
    assert told == told_of("unpublished", person)
    person.save_revision().publish()
    deleted = told_of("deleted", person)
    with recording() as told:
        person.delete()
    assert told == deleted


def test_what_can_be_no_draft_is_told_at_once():
    with recording() as told:
        country = CountryFactory(code="EG")
    assert told == told_of("published", country)
    deleted = told_of("deleted", country)
    with recording() as told:
        Country.objects.all().delete()
    assert told == deleted


def test_settings_sites_and_redirects_are_told(home):
    site = Site.objects.get()
    settings = SiteSettings.for_site(site)
    with recording() as told:
        settings.front_end_url = "https://www.example.org"
        settings.save()
        site.save()
        redirect = Redirect.objects.create(old_path="/old", redirect_page=home)
    assert told == told_of("changed", settings, site) | told_of("published", redirect)


def test_a_draft_is_told_by_the_redirects_that_it_hides_only(blog):
    redirect = Redirect.objects.create(old_path="/old", redirect_link="http://localhost/blog/draft/more/")
    by_bytes = Redirect.objects.create(old_path="/older", redirect_link="/blog/%E7%A7%98%E5%AF%86/")
    with recording() as told:
        draft: Any = BlogPageFactory(parent=blog, slug="draft", live=False)
        draft.title = "Another"
    assert told == told_of("changed", redirect)
    with recording() as told:
        draft.slug = "秘密"
        draft.save()
    assert told == told_of("changed", redirect, by_bytes)
    with recording() as told:
        draft.delete()
    assert told == told_of("changed", by_bytes)


def test_a_tag_is_told_with_what_has_it(post):
    image = ImageFactory()
    image.tags.add("clay")
    post.tags.add("clay")
    post.save()
    tag = Tag.objects.get(name="clay")
    with recording() as told:
        tag.name = "Clay"
        tag.save()
    assert told == told_of("changed", tag, image, post)
    deleted = told_of("deleted", tag)
    with recording() as told:
        tag.delete()
    assert told == deleted | told_of("changed", image, post)


def test_answers_to_a_survey_are_told_once_they_are_shown(home):
    page = survey(home, question("Which?", "radio", choices="a\nb"))
    with recording() as told:
        submission = FormSubmission.objects.create(page=page, form_data={"which": "a"})
    assert told == set()
    page.closes_at, page.results_published = timezone.now() - timedelta(days=1), True
    page.save()
    with recording() as told:
        submission.delete()
    assert told == told_of("changed", page)


def test_a_testimonial_is_told(home):
    with recording() as told:
        testimonial = TestimonialFactory()
    assert told == told_of("published", testimonial)


def test_a_home_page_in_another_language_is_told(home):
    with recording() as told:
        page = HomePageFactory(parent=Page.get_first_root_node(), locale=locale("ar"), slug="ar")
    assert told == told_of("published", page)
