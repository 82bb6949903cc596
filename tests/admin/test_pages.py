"""Every page type through the admin: made, changed, published, unpublished, deleted, previewed."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from itp_cms.core.models import SiteSettings
from tests.admin.trees import (
    FACTORIES,
    PAGE_MODELS,
    REQUIRED,
    add_url,
    body,
    edit_url,
    form_data,
    make,
    parent_for,
    stream_fields,
)

page_types = pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model.__name__)


def has_body(model):
    return any(field.name == "body" for field in model._meta.get_fields())


def errors(response):
    return response.context["form"].errors if response.context else {}


def test_every_page_type_has_a_factory():
    assert set(FACTORIES) == set(PAGE_MODELS)


@page_types
def test_life_of_a_page(model, home, editor, moderator):
    parent = parent_for(model, home)
    extra = dict(REQUIRED.get(model.__name__, {}), **({"body": body()} if has_body(model) else {}))
    data = form_data(editor, add_url(model, parent), title="First words", slug="first-words", **extra)
    response = editor.post(add_url(model, parent), data)
    page = model.objects.filter(title="First words").first()
    assert page, errors(response)
    assert not page.live

    response = editor.post(edit_url(page), form_data(editor, edit_url(page), title="Better words", **extra))
    page.refresh_from_db()
    assert page.draft_title == "Better words", errors(response)
    assert not page.live

    editor.post(edit_url(page), form_data(editor, edit_url(page), **{"action-publish": "1", **extra}))
    page.refresh_from_db()
    assert page.live
    assert page.title == "Better words"

    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert not page.live

    moderator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


@page_types
def test_submitting_to_the_workflow_waits_for_a_moderator(model, home, editor, moderator):
    page = make(model, home, live=False)
    editor.post(edit_url(page), form_data(editor, edit_url(page), **{"action-submit": "1"}))
    state = page.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    editor.post(approve, {"comment": ""})
    page.refresh_from_db()
    assert not page.live
    moderator.post(approve, {"comment": ""})
    page.refresh_from_db()
    assert page.live


@page_types
def test_preview_while_a_page_is_made(model, home, editor):
    """Empty but for what the form itself says."""
    parent = parent_for(model, home)
    url = reverse("wagtailadmin_pages:preview_on_add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    answer = editor.post(url, form_data(editor, add_url(model, parent), title="Draft", slug="draft"))
    assert answer.json() == {"is_valid": True, "is_available": True}
    assert_previews(editor, url, model)


@page_types
def test_a_draft_with_nothing_in_its_blocks_is_shown(model, home, editor):
    page = make(model, home, live=False)
    for name in stream_fields(model):
        kinds = page._meta.get_field(name).stream_block.child_blocks
        setattr(page, name, [(kind, block.get_default()) for kind, block in kinds.items()])
    page.save_revision(clean=False)
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def assert_previews(client: Client, url: str, model: type[Page]) -> None:
    for mode, _label in model(locale_id=1).preview_modes:
        response = client.get(url, {"mode": mode, "in_preview_panel": "true"})
        assert response.status_code == 200
        content = response.content.decode()
        assert "<h1>" in content
        assert 'lang="en" dir="ltr"' in content
        assert "w-userbar" in content or "wagtail-userbar" in content


@page_types
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "ar"])
def test_forms_in_every_language_of_the_admin(model, language, home, editor):
    page = make(model, home)
    response = editor.get(edit_url(page), headers={"accept-language": language})
    assert response.status_code == 200
    assert ('dir="rtl"' in response.content.decode()[:500]) is (language == "ar")


@page_types
def test_the_reading_version_under_a_pages_own_address(model, home, client):
    page = make(model, home, title="For readers") if model is not type(home) else home
    response = client.get(page.get_url())
    assert response.status_code == 200
    assert page.title in response.content.decode()


@page_types
def test_readers_are_sent_on_to_the_front_end(model, home, client):
    site = home.get_site()
    SiteSettings.objects.create(site=site, front_end_url="https://www.example.org/")
    page = make(model, home) if model is not type(home) else home
    response = client.get(page.get_url())
    assert response.status_code == 302
    assert response.url == f"https://www.example.org{page.get_url()}"


def test_a_chinese_title_makes_a_chinese_slug(home, editor):
    model = next(model for model in PAGE_MODELS if model.__name__ == "StandardPage")
    data = form_data(editor, add_url(model, home), title="国际培训项目", slug="国际培训项目")
    editor.post(add_url(model, home), {**data.dict(), "action-publish": "1"})
    assert model.objects.get(slug="国际培训项目").live


def test_tags_are_read_by_name(home, client):
    model = next(model for model in PAGE_MODELS if model.__name__ == "BlogPage")
    page = make(model, home)
    page.tags.add("textiles", "conservation")
    page.save()
    assert "conservation, textiles" in client.get(page.get_url()).content.decode()
