"""`load_demo`: what it makes, and that a second run makes nothing."""

import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.db.models.functions import ExtractYear
from pypdf import PdfReader
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex, Revision, Site
from wagtail_localize.models import StringTranslation, Translation

from blog.models import BlogPage, EvaluationPage, NewsletterPage
from home.models import HomePage, ProgrammePage, SurveyPage
from itp_cms.core import models as core
from itp_cms.core.admin.waiting import TranslationsWaitingPanel
from itp_cms.core.models import (
    BasePage,
    Channel,
    CustomDocument,
    CustomImage,
    CustomRendition,
    Institution,
    Person,
    SiteContent,
    User,
)
from itp_cms.demo.accounts import demo_is_loaded
from itp_cms.demo.files import Files
from itp_cms.demo.pages import serve_at
from legacy_projects.models import LegacyProjectPage, StrandPage
from tests.demo.site import PICTURE_SCALE

COUNTED = (Page, Revision, Person, Channel, CustomImage, CustomRendition, CustomDocument, StringTranslation, Redirect)


def english(model):
    return model.objects.filter(locale__language_code="en")


def state():
    return {model: (model.objects.count(), model.objects.aggregate(Max("pk"))["pk__max"]) for model in COUNTED}


def load(**options):
    call_command("load_demo", picture_scale=PICTURE_SCALE, verbosity=0, **options)


def test_there_is_as_much_as_the_site_needs(demo_site):
    fellows = english(Person).filter(kind__in=[Person.Kind.FELLOW, Person.Kind.SENIOR_FELLOW])
    years = english(BlogPage).live().annotate(year=ExtractYear("date")).values("year").distinct()

    assert english(BlogPage).live().count() >= 60
    assert years.count() >= 12
    assert english(NewsletterPage).live().count() >= 8
    assert english(EvaluationPage).live().count() >= 7
    assert english(StrandPage).live().count() == 17
    assert english(LegacyProjectPage).live().count() >= 25
    assert english(ProgrammePage).live().count() >= 12
    assert fellows.count() >= 40
    assert english(Institution).count() >= 12
    assert english(core.Testimonial).count() >= 4
    assert english(Channel).count() >= 4
    assert SiteContent.objects.count() == 4


def test_translations_are_as_many_and_as_far_as_the_data_says(demo_site):
    overlays = Files().overlays
    expected = {language: len(of_language) for language, of_language in overlays.items()}
    translations = Translation.objects.select_related("target_locale")
    drafts = [t for t in translations if t.get_progress()[0] != t.get_progress()[1]]
    targets = [t.get_target_instance() for t in drafts]

    assert Counter(t.target_locale.language_code for t in translations) == expected
    assert len(drafts) == 2
    assert not any(target.live for target in targets)
    assert StringTranslation.objects.filter(has_error=True).count() == 0


def test_one_source_went_ahead_of_its_translation(demo_site):
    files = Files()
    (key,) = [
        key for overlays in files.overlays.values() for key, overlay in overlays.items() if overlay.state == "outdated"
    ]
    record = files.records[key]
    page = english(BlogPage).get(translation_key=record.at.uuid)
    translation = page.get_translation(page.get_translations().get().locale)

    assert page.introduction.endswith(record.data["later_addition"])
    assert page.last_published_at > translation.last_published_at


def test_translator_is_told_which_source_went_ahead(demo_site, client):
    client.force_login(User.objects.get(email="translator@example.org"))
    page = english(BlogPage).get(slug="dresden-fellowships-open")

    context = client.get("/admin/").context
    panels = [panel for panel in context["panels"] if isinstance(panel, TranslationsWaitingPanel)]
    ((_locale, (_drafts, changed, _untranslated)),) = panels[0].get_context_data(context)["locales"]

    assert [(found.pk, found.title) for found, _url in changed.pages] == [(page.pk, page.title)]


def test_no_untranslated_page_is_live_in_another_language(demo_site):
    translated = {
        (translation.source.object_id, translation.target_locale_id)
        for translation in Translation.objects.select_related("source")
    }
    others = Page.objects.live().exclude(locale__language_code="en").filter(depth__gt=1)

    assert [page.title for page in others if (page.translation_key, page.locale_id) not in translated] == []


def test_pages_are_published_in_their_own_time(demo_site):
    for post in BlogPage.objects.live().filter(locale__language_code="en"):
        assert post.first_published_at.date() == post.date
        assert post.latest_revision.created_at == post.last_published_at
    assert not Page.objects.filter(live=True, has_unpublished_changes=True).exists()


def test_pages_are_found_and_what_they_refer_to_is_known(demo_site):
    assert [page.slug for page in BlogPage.objects.search("kettle Lincoln", operator="and")]
    assert ReferenceIndex.objects.filter(to_object_id=str(english(Person).first().pk)).exists()


def test_site_begins_with_the_english_home_page(demo_site):
    site = Site.objects.get()

    assert isinstance(site.root_page.specific, HomePage)
    assert site.root_page.locale.language_code == "en"
    assert issubclass(site.root_page.specific_class, BasePage)
    assert site.site_name == "International Training Programme"
    assert demo_is_loaded()
    assert User.objects.filter(
        email="translator@example.org", groups__only_locale__locale__language_code="zh-hans"
    ).exists()


def test_address_given_by_an_administrator_is_kept(demo_site):
    serve_at("http://localhost:8123")
    assert Site.objects.filter(hostname="localhost", port=8123).exists()

    Site.objects.update(hostname="cms.example.org", port=443)
    serve_at("http://localhost:8000")
    assert Site.objects.filter(hostname="cms.example.org", port=443).exists()


def test_programmes_show_no_number_of_partners_that_is_not_known(demo_site):
    unknown = [page.year for page in english(ProgrammePage) if page.counts["partners"] is None]

    assert sorted(unknown) == [2012, 2021]


def test_documents_have_pages_and_text(demo_site):
    for document in CustomDocument.objects.all():
        with document.file.open() as file:
            reader = PdfReader(io.BytesIO(file.read()))
        assert document.page_count == len(reader.pages) >= 1
        assert document.title.split(",")[0].split()[0] in reader.pages[0].extract_text()


def test_answers_come_to_the_results_of_the_data(demo_site):
    (record,) = [record for record in Files().records.values() if record.kind.model is SurveyPage]
    results = english(SurveyPage).get().results

    assert FormSubmission.objects.count() > 20
    assert [{answer["choice"]: answer["count"] for answer in result["answers"]} for result in results] == [
        result["answers"] for result in record.data["results"]
    ]


def test_second_run_changes_nothing(demo_site):
    before = state()

    load()

    assert state() == before


def test_second_run_makes_what_is_missing(demo_site):
    before = state()
    english(BlogPage).order_by("pk").first().delete()
    english(core.Testimonial).order_by("pk").first().delete()
    Path(CustomImage.objects.earliest("pk").file.path).unlink()

    load()

    assert state()[Page][0] == before[Page][0]
    assert state()[Person] == before[Person]
    assert all(Path(image.file.path).exists() for image in CustomImage.objects.all())


def test_scale_multiplies_the_posts_once(demo_site):
    posts = english(BlogPage).count()

    load(scale=3)
    load(scale=3)

    assert english(BlogPage).count() == 3 * posts
    assert Page.find_problems() == ([], [], [], [], [])
    post = english(BlogPage).get(slug="a-kettle-in-lincoln-3")
    assert post.bylines.count() == english(BlogPage).get(slug="a-kettle-in-lincoln").bylines.count()
    assert post.get_url() == "/blog/a-kettle-in-lincoln-3/"
    assert BlogPage.objects.search("kettle Lincoln", operator="and").count() >= 3


def test_site_with_pages_of_its_own_is_left_alone(db):
    Page.objects.get(depth=2).add_child(title="Ours", slug="ours")

    with pytest.raises(CommandError, match="load the demo into an empty database"):
        load()

    assert Page.objects.filter(slug="ours").exists()
    assert not demo_is_loaded()
