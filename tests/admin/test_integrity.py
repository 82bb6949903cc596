"""What an editor does beside writing: copying, mirroring, deleting. Nothing of it is a crash or loses a draft."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from blog.models import BlogPage, Byline, NewsletterPage
from itp_cms.core.models import PageCountry, PagePerson, Person
from tests.factories.blog import (
    BlogIndexPageFactory,
    BlogPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
)
from tests.factories.core import CountryFactory, PersonFactory


@pytest.fixture
def newsletters(home):
    return NewsletterIndexPageFactory(parent=home)


@pytest.fixture
def blog(home):
    return BlogIndexPageFactory(parent=home)


def test_a_newsletter_is_copied_and_the_copy_published(newsletters, moderator):
    issue = NewsletterPageFactory(parent=newsletters, issue_number=7)
    fields = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": newsletters.pk, "publish_copies": "on"}
    response = moderator.post(reverse("wagtailadmin_pages:copy", args=[issue.pk]), fields)
    assert response.status_code == 302
    assert NewsletterPage.objects.get(slug="copy").issue_number is None


def test_an_alias_made_a_page_of_its_own_can_be_unpublished(newsletters, moderator):
    issue = NewsletterPageFactory(parent=newsletters, issue_number=7)
    alias = issue.create_alias(update_slug="mirror")
    moderator.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    response = moderator.post(reverse("wagtailadmin_pages:unpublish", args=[alias.pk]))
    assert response.status_code == 302
    assert not NewsletterPage.objects.get(pk=alias.pk).live


def taken_meanwhile(newsletters, go_live_at=None):
    """A draft with the issue number 8, which another page has taken since."""
    draft = NewsletterPageFactory.create(parent=newsletters, issue_number=7)
    draft.issue_number = 8
    draft.go_live_at = go_live_at
    revision = draft.save_revision(approved_go_live_at=go_live_at)
    NewsletterPageFactory(parent=newsletters, issue_number=8)
    return draft, revision


def test_publishing_what_is_taken_meanwhile_is_refused(newsletters, moderator):
    draft, _revision = taken_meanwhile(newsletters)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = moderator.post(f"{address}?id={draft.pk}", {"include_descendants": False})
    assert response.status_code == 302
    assert NewsletterPage.objects.get(pk=draft.pk).issue_number == 7


def test_a_scheduled_clash_does_not_stop_the_others(newsletters, blog):
    soon = timezone.now() + datetime.timedelta(hours=1)
    draft, _revision = taken_meanwhile(newsletters, soon)
    post = BlogPageFactory(parent=blog, live=False)
    post.save_revision(approved_go_live_at=soon)
    past = timezone.now() - datetime.timedelta(hours=1)
    for page in (draft, post):
        page.revisions.update(approved_go_live_at=past)
    call_command("publish_scheduled", verbosity=0)
    assert BlogPage.objects.get(pk=post.pk).live
    assert NewsletterPage.objects.get(pk=draft.pk).issue_number == 7


def test_a_draft_opens_when_somebody_it_names_is_gone(blog, editor):
    person, country = PersonFactory(), CountryFactory()
    post = BlogPageFactory(parent=blog)
    post.bylines.add(Byline(person=person))
    post.page_people.add(PagePerson(person=person))
    post.page_countries.add(PageCountry(country=country))
    post.save_revision()
    person.delete()
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[post.pk])).status_code == 200


def test_who_is_named_by_a_page_is_not_deleted(blog, moderator):
    person = PersonFactory()
    post = BlogPageFactory(parent=blog)
    post.page_people.add(PagePerson(person=person))
    post.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(BlogPage.objects.get(pk=post.pk))
    moderator.post(reverse(Person.snippet_viewset.get_url_name("delete"), args=[person.pk]))
    bulk = reverse("wagtail_bulk_action", args=["core", "person", "delete"])
    response = moderator.post(f"{bulk}?id={person.pk}")
    assert response.status_code == 302
    assert Person.objects.filter(pk=person.pk).exists()


def test_rows_can_change_places(blog):
    first, second = CountryFactory(code="EG"), CountryFactory(code="CN")
    post = BlogPageFactory.create(parent=blog)
    post.page_countries.set([PageCountry(country=first), PageCountry(country=second)])
    post.save_revision().publish()
    post = BlogPage.objects.get(pk=post.pk)
    rows = list(post.page_countries.all())
    rows[0].country, rows[1].country = second, first
    post.page_countries.set(rows)
    post.save_revision().publish()
    assert [row.country for row in BlogPage.objects.get(pk=post.pk).page_countries.all()] == [second, first]
