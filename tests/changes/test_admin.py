"""What the log tells of what editors do in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Site
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from itp_cms.core.models import SiteSettings
from tests.admin.conftest import *  # noqa: F403
from tests.admin.trees import PAGE_MODELS, edit_url, form_data, make, stream_fields
from tests.changes.recorded import recording, told_of
from tests.changes.test_every_model import another
from tests.factories.core import DocumentFactory, ImageFactory


def filled_in(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What the browser would send of the address' largest form."""
    html = client.get(url).content.decode()
    forms: list[Any] = []
    while True:
        try:
            forms.append(querydict_from_html(html, form_index=len(forms)))
        except ValueError:
            break
    largest = max(forms, key=len)
    return {**{name: largest.getlist(name) for name in largest}, **changes}


def send(client: Client, url: str, **changes: Any) -> None:
    response: Any = client.post(url, filled_in(client, url, **changes))
    assert response.status_code == 302, response.context and response.context["form"].errors


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model.__name__)
def test_a_page_is_drafted_published_unpublished_and_deleted(model, home, administrator):
    page = make(model, home, live=False)
    with recording() as told:
        administrator.post(edit_url(page), form_data(administrator, edit_url(page), title="Better words"))
    assert told == set()
    with recording() as told:
        administrator.post(edit_url(page), form_data(administrator, edit_url(page), **{"action-publish": "1"}))
    assert told == told_of("published", page)
    with recording() as told:
        administrator.post(edit_url(page), form_data(administrator, edit_url(page), title="Best words"))
        administrator.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
        administrator.post(reverse("wagtailadmin_pages:unlock", args=[page.pk]))
    assert told == set()
    with recording() as told:
        administrator.post(edit_url(page), form_data(administrator, edit_url(page), **{"action-publish": "1"}))
    assert told == told_of("changed", page)
    with recording() as told:
        administrator.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert told == told_of("unpublished", page)
    with recording() as told:
        administrator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert told == set()
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("model", get_snippet_models(), ids=lambda model: model.__name__)
def test_a_snippet_is_edited_and_deleted(model, demo_site, administrator):
    row = another(model)
    row.save()
    urls = model.snippet_viewset
    streams = nested_form_data({name: streamfield([]) for name in stream_fields(model)})
    edit, delete = (reverse(urls.get_url_name(name), args=[row.pk]) for name in ("edit", "delete"))
    if urls.draftstate_enabled:
        with recording() as told:
            send(administrator, edit, **streams)
        assert told == set()
    with recording() as told:
        send(administrator, edit, **streams, **{"action-publish": "1"})
    assert told == told_of("changed", row)
    deleted = told_of("deleted", row)
    with recording() as told:
        administrator.post(delete)
    assert told == deleted


@pytest.mark.parametrize(
    ("factory", "urls"), [(ImageFactory, "wagtailimages"), (DocumentFactory, "wagtaildocs")], ids=["image", "document"]
)
def test_a_file_is_edited_and_deleted(factory, urls, home, administrator):
    file = factory(**({"file__filename": "file.pdf"} if factory is DocumentFactory else {}))
    with recording() as told:
        send(administrator, reverse(f"{urls}:edit", args=[file.pk]), title="Better", tags="clay")
    assert told == told_of("changed", file) | told_of("published", Tag.objects.get(name="clay"))
    deleted = told_of("deleted", file)
    with recording() as told:
        administrator.post(reverse(f"{urls}:delete", args=[file.pk]))
    assert told == deleted


def test_a_collection_is_made_private_and_moved(home, administrator):
    root = Collection.get_first_root_node()
    outer, inner = root.add_child(name="B"), root.add_child(name="A")
    image = ImageFactory(collection=inner)
    with recording() as told:
        url = reverse("wagtailadmin_collections:set_privacy", args=[outer.pk])
        administrator.post(url, {"restriction_type": "login"})
    assert CollectionViewRestriction.objects.exists()
    assert told == set()
    with recording() as told:
        send(administrator, reverse("wagtailadmin_collections:edit", args=[inner.pk]), parent=str(outer.pk))
    assert told == told_of("restricted", image) | told_of("moved", inner)


def test_a_page_is_made_private_and_public_again(home, administrator):
    url = reverse("wagtailadmin_pages:set_privacy", args=[home.pk])
    with recording() as told:
        administrator.post(url, {"restriction_type": "password", "password": "secret"})
    assert PageViewRestriction.objects.exists()
    assert told == told_of("restricted", home)
    with recording() as told:
        administrator.post(url, {"restriction_type": "none"})
    assert told == told_of("published", home)


def test_sites_languages_redirects_and_settings_are_edited(home, administrator):
    redirect = Redirect.objects.create(old_path="/old", redirect_page=home)
    site = Site.objects.get(is_default_site=True)
    settings = SiteSettings.for_site(site)
    locale = Locale.objects.get(language_code="ar")
    assert SiteSettings in settings_registry
    for edited, url in (
        (redirect, reverse("wagtailredirects:edit", args=[redirect.pk])),
        (site, reverse("wagtailsites:edit", args=[site.pk])),
        (locale, reverse("wagtaillocales:edit", args=[locale.pk])),
        (settings, reverse("wagtailsettings:edit", args=["core", "sitesettings", site.pk])),
    ):
        with recording() as told:
            send(administrator, url)
        assert told == told_of("changed", edited)
