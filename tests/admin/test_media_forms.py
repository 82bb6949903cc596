"""The words of images and documents in other languages."""

import pytest
from django.urls import reverse
from wagtail.models import Collection

from tests.factories.core import DocumentFactory, ImageFactory


@pytest.fixture
def image(db):
    return ImageFactory(title="A Ganesha", translations={"ar": {"title": "غانيشا"}})


@pytest.fixture
def document(db):
    return DocumentFactory(title="Report", file__filename="report.txt")


def image_url(image):
    return reverse("wagtailimages:edit", args=[image.pk])


def document_url(document):
    return reverse("wagtaildocs:edit", args=[document.pk])


def test_an_images_words_are_edited_in_its_form(image, editor):
    form = editor.get(image_url(image)).content.decode()
    assert 'name="words-ar-title" value="غانيشا" lang="ar" dir="rtl"' in form
    words = {"words-zh-hans-title": "象头神", "words-zh-hans-description": "石像", "words-zh-hans-credit": " 摄影 "}
    response = editor.post(image_url(image), {"title": "Ganesha", "description": "A statue", **words})
    assert response.status_code == 302, response.context["form"].errors
    image.refresh_from_db()
    assert image.translations == {"zh-hans": {"title": "象头神", "description": "石像", "credit": "摄影"}}
    assert image.words("title", "zh-hans") == "象头神"
    assert image.words("title", "ar") == "Ganesha"


def test_a_documents_words_are_edited_in_its_form(document, editor):
    collection = Collection.get_first_root_node().pk
    data = {"title": "Report", "collection": collection, "words-zh-hant-title": "報告"}
    response = editor.post(document_url(document), data)
    assert response.status_code == 302, response.context["form"].errors
    document.refresh_from_db()
    assert document.translations == {"zh-hant": {"title": "報告"}}


def test_words_that_are_too_long_are_said_and_kept(image, editor):
    long = "长" * 300
    response = editor.post(image_url(image), {"title": "Ganesha", "words-zh-hans-credit": long})
    assert "255" in str(response.context["form"].errors["words"])
    assert long in response.content.decode()
    image.refresh_from_db()
    assert image.title == "A Ganesha"


@pytest.mark.parametrize("name", ["wagtailimages:add", "wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"])
def test_uploading_asks_for_no_translations(name, editor):
    response = editor.get(reverse(name))
    assert response.status_code == 200
    assert "words-" not in response.content.decode()


def test_a_translator_chooses_files_but_changes_none(image, translator_zh):
    assert translator_zh.get(reverse("wagtailimages_chooser:choose")).status_code == 200
    assert translator_zh.post(image_url(image), {"title": "Taken"}).status_code in {302, 403}
    image.refresh_from_db()
    assert image.title == "A Ganesha"
