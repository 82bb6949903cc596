"""What is not public stays unknown on reading pages, in their rich text, and behind redirects."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.rich_text import expand_db_html

from itp_cms.core.models import SiteSettings
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import ImageFactory, locale, root_page
from tests.factories.home import StandardPageFactory, SurveyPageFactory, make_site

pytestmark = pytest.mark.django_db

EXPIRED = timezone.now() - timedelta(minutes=5)


@pytest.fixture
def home() -> Page:
    return make_site().root_page


@pytest.fixture(params=["", "https://www.example.org"], ids=["reading pages", "front end"])
def front_end(request, home) -> str:
    if request.param:
        SiteSettings.objects.create(site=home.get_site(), front_end_url=request.param)
    return request.param


def restrict(page: Page, kind: str = PageViewRestriction.LOGIN) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="low tide")


def translate(page: Page) -> Page:
    copy = page.copy_for_translation(locale("zh-hans"), copy_parents=True)
    copy.get_ancestors().filter(depth__gt=1).update(live=True)
    copy.live = True
    copy.save()
    return copy


def expired(home: Page) -> Page:
    return BlogPageFactory(parent=home, expire_at=EXPIRED)


def expired_form(home: Page) -> Page:
    return SurveyPageFactory(parent=home, expire_at=EXPIRED, closes_at=EXPIRED)


def translation_of_what_was_restricted_afterwards(home: Page) -> Page:
    post = StandardPageFactory(parent=home)
    translation = translate(post)
    restrict(post)
    return translation


def alias_of_what_is_below_a_restriction(home: Page) -> Page:
    section = BlogIndexPageFactory(parent=home)
    alias = BlogPageFactory(parent=section).create_alias(parent=home, update_slug="alias")
    restrict(section)
    return alias.specific


hidden_pages = pytest.mark.parametrize(
    "make",
    [expired, expired_form, translation_of_what_was_restricted_afterwards, alias_of_what_is_below_a_restriction],
    ids=lambda make: make.__name__,
)


@hidden_pages
def test_a_page_that_is_not_public_is_not_there(make, home: Page, front_end: str, client: Client):
    page = make(home)
    assert client.get(page.get_url()).status_code == 404
    assert client.post(page.get_url(), {}).status_code == 404


@hidden_pages
def test_those_who_may_enter_the_admin_see_it(make, home: Page, admin_client: Client):
    assert admin_client.get(make(home).get_url()).status_code == 200


def test_wagtail_asks_for_the_password_and_lets_in_who_knows_it(home: Page, client: Client):
    page = StandardPageFactory(parent=home)
    restrict(page, PageViewRestriction.PASSWORD)
    restriction = PageViewRestriction.objects.get()
    assert 'type="password"' in client.get(page.get_url()).content.decode()

    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/",
        {"password": "low tide", "return_url": page.get_url()},
    )
    assert page.title in client.get(page.get_url()).content.decode()
    Page.objects.filter(pk=page.pk).update(expire_at=EXPIRED)
    assert client.get(page.get_url()).status_code == 404


def test_an_expired_page_is_previewed(home: Page):
    response = expired(home).make_preview_request()
    assert response.status_code == 200


def test_redirects_lead_to_public_pages_only(home: Page, client: Client):
    page = StandardPageFactory(parent=home, slug="secret-slug")
    Redirect.objects.create(old_path="/old", redirect_page=page)
    Redirect.objects.create(old_path="/elsewhere", redirect_link="https://example.org/", is_permanent=False)

    assert client.get("/old/").status_code == 301
    assert client.get("/old/?from=mail").headers["Location"].endswith("/secret-slug/")
    assert client.get("/elsewhere").status_code == 302

    restrict(page)
    assert client.get("/old/").status_code == 404
    PageViewRestriction.objects.all().delete()
    page.unpublish()
    for address in ("/old/", "/old/?from=mail"):
        response = client.get(address)
        assert response.status_code == 404
        assert "secret-slug" not in str(response.headers) + response.content.decode()


def test_rich_text_shows_public_pictures_only():
    image = ImageFactory()
    embed = f'<p>Before<embed embedtype="image" id="{image.pk}" format="fullwidth" alt="A boat"/>after</p>'
    assert 'alt="A boat"' in expand_db_html(embed)

    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    image.collection = private
    image.save()
    assert expand_db_html(embed) == '<p>Before<img alt="">after</p>'


def test_a_link_to_a_page_outside_of_every_site_is_text(home: Page):
    page = StandardPageFactory(parent=root_page(), slug="outside")
    assert page.url is None
    assert expand_db_html(f'<a linktype="page" id="{page.pk}">Words</a>') == "<a>Words</a>"


def test_what_was_learned_waits_for_the_results(home: Page, client: Client):
    survey = SurveyPageFactory(
        parent=home, results_text="<p>What we learned</p>", closes_at=timezone.now() - timedelta(days=1)
    )
    path = f"/api/v2/pages/{survey.pk}/"
    filtered = "/api/v2/pages/?type=home.SurveyPage&results_text=%3Cp%3EWhat%20we%20learned%3C%2Fp%3E"
    assert client.get(path).json()["results_text"] == ""
    assert "What we learned" not in client.get(survey.url).content.decode()
    assert client.get(filtered).status_code == 400
    survey.results_published = True
    survey.save()
    assert client.get(path).json()["results_text"] == "<p>What we learned</p>"
    assert "What we learned" in client.get(survey.url).content.decode()


def test_a_translation_of_what_has_no_version_in_the_default_language(home: Page, client: Client):
    locale("en")
    source = BlogIndexPageFactory(parent=home, locale=locale("zh-hans"), slug="source")
    copy = source.copy_for_translation(locale("zh-hant"), copy_parents=True)
    copy.live = True
    copy.save()
    assert client.get(f"/api/v2/pages/?translation_of={source.pk}").json()["meta"]["total_count"] == 1
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(f"/api/v2/pages/{source.pk}/").status_code == 404
    assert client.get(f"/api/v2/pages/{copy.pk}/").status_code == 404
