"""What the dashboard tells a translator."""

import pytest
from django.urls import reverse
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from itp_cms.core.admin import waiting
from tests.factories.core import locale
from tests.factories.home import StandardPageFactory


@pytest.fixture
def page(home):
    page = StandardPageFactory(parent=home, title="About", live=False)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def translated(page, home_zh):
    translate_object(page, [locale("zh-hans")])
    return page.get_translation(locale("zh-hans"))


def titles(pages):
    return [page.title for page in pages]


def test_pages_without_a_translation_wait(page, home_zh):
    assert "About" in titles(waiting.untranslated(locale("zh-hans")))


def test_untranslated_copies_wait_as_drafts(page, translated):
    assert "About" not in titles(waiting.untranslated(locale("zh-hans")))
    assert translated.title in titles(waiting.drafts(locale("zh-hans")))


def test_a_translation_waits_once_its_source_was_published_anew(page, translated):
    assert titles(waiting.changed(locale("zh-hans"))) == []
    page.title = "About us"
    page.save_revision().publish()
    assert titles(waiting.changed(locale("zh-hans"))) == ["About us"]
    assert titles(waiting.changed(locale("ar"))) == []
    TranslationSource.objects.get_for_instance(page).update_from_db()
    assert titles(waiting.changed(locale("zh-hans"))) == []


def test_the_dashboard_leads_a_translator_there(page, home_zh, translator_zh):
    content = translator_zh.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtail_localize:submit_page_translation", args=[page.pk]) in content


def test_the_dashboard_of_others_is_as_ever(page, editor):
    assert "translations-waiting" not in editor.get(reverse("wagtailadmin_home")).content.decode()
