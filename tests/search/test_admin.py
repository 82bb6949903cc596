"""Editors find what they mean wherever the admin searches: listings, choosers, the search of pages; drafts, too."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from itp_cms.core import followers
from itp_cms.core.models import Country, Person
from tests.factories.blog import BlogPageFactory
from tests.factories.core import CountryFactory, DocumentFactory, ImageFactory, PersonFactory
from tests.small_site import SmallSite, translate

WORDS = [
    ("museum café", "cafe"),
    ("大英博物馆国际培训项目", "博物館"),
    ("والمُتْحَفُ", "المتحف"),
    ("#ITP28 arrives", "itp28"),
]


@pytest.fixture
def admin(small_site: SmallSite, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org"))
    return client


def found(admin: Client, address: str, typed: str, **parameters: Any) -> str:
    response = admin.get(address, {"q": typed, **parameters})
    assert response.status_code == 200, response.content[:300]
    content = (
        response.json()["results"] if response["Content-Type"] == "application/json" else response.content.decode()
    )
    return str(content)


@pytest.mark.parametrize(("written", "typed"), WORDS)
def test_pages_with_drafts(small_site: SmallSite, admin: Client, written: str, typed: str) -> None:
    draft = BlogPageFactory(parent=small_site.blog, title=f"{written} 1", slug="draft", live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    for address in (
        reverse("wagtailadmin_pages:search"),
        reverse("wagtailadmin_explore", args=[small_site.blog.pk]),
    ):
        assert edit in found(admin, address, typed), address
        assert edit not in found(admin, address, "nothing of it"), address
    chooser = found(admin, reverse("wagtailadmin_choose_page_search"), typed)
    assert f"{written} 1" in chooser.replace("&#x27;", "'")


@pytest.mark.parametrize(("written", "typed"), WORDS)
def test_a_live_page_by_the_title_it_is_to_have(small_site: SmallSite, admin: Client, written: str, typed: str) -> None:
    post: Any = BlogPageFactory(parent=small_site.blog, title="Placements")
    post.title = f"{written} to come"
    post.save_revision()
    others = [BlogPageFactory(parent=small_site.blog, title=f"{written} {number}") for number in range(2)]
    followers.catch_up()

    listing = reverse("wagtailadmin_explore", args=[small_site.blog.pk])
    for address in (reverse("wagtailadmin_pages:search"), listing):
        content = found(admin, address, f"{typed} come")
        assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in content
        assert reverse("wagtailadmin_pages:edit", args=[others[0].pk]) not in content
        for page in (post, *others):
            assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in found(admin, address, typed)
        edit = reverse("wagtailadmin_pages:edit", args=[post.pk])
        assert edit in found(admin, address, "placements")
        assert edit not in found(admin, address, f"{typed} -come")
    assert admin.get("/api/v2/search/", {"q": f"{typed} come"}).json()["meta"]["total_count"] == 0
    assert admin.get("/api/v2/pages/", {"search": typed}).json()["meta"]["total_count"] == 2


@pytest.mark.parametrize(("written", "typed"), WORDS)
def test_images_documents_and_snippets(admin: Client, written: str, typed: str) -> None:
    ImageFactory(title=written)
    DocumentFactory(title=written)
    PersonFactory(name=written)
    for address in (
        reverse("wagtailimages:index"),
        reverse("wagtailimages_chooser:choose_results"),
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs_chooser:choose_results"),
        reverse(Person.snippet_viewset.get_url_name("list")),
        reverse(Person.snippet_viewset.chooser_viewset.get_url_name("choose_results")),
    ):
        assert written in found(admin, address, typed), address
        assert written not in found(admin, address, "nothing of it"), address


def test_what_is_typed_is_found_from_its_first_letter_on(small_site: SmallSite, admin: Client) -> None:
    BlogPageFactory(parent=small_site.blog, title="Zanzibar")
    assert "Zanzibar" in found(admin, reverse("wagtailadmin_pages:search"), "z")


def test_countries_by_their_names_in_any_language(admin: Client) -> None:
    CountryFactory(code="EG")
    listing = reverse(Country.snippet_viewset.get_url_name("list"))
    assert "EG" in found(admin, listing, "埃及")


def test_an_editor_of_chinese_finds_by_two_characters(small_site: SmallSite, admin: Client) -> None:
    post = translate(BlogPageFactory(parent=small_site.blog), "zh-hans", title="来自敦煌研究院的学员")
    for typed in ("研究", "敦煌", "学员"):
        assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in found(
            admin, reverse("wagtailadmin_pages:search"), typed
        )
