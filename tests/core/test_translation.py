"""Translating with wagtail-localize: what it is given, what comes back, and what goes live."""

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments

from blog.models import BlogIndexPage, BlogPage, Byline
from home.models import HomePage
from itp_cms.core.models import Person, User


@pytest.fixture
def chinese(db) -> Locale:
    return Locale.objects.get(language_code="zh-hans")


@pytest.fixture
def post(db) -> BlogPage:
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="test-home"))
    blog = home.add_child(instance=BlogIndexPage(title="Blog"))
    post = BlogPage(title="Rodin in Kendal", slug="rodin-in-kendal", introduction="A loan.")
    post.tags.add("loans")
    post.bylines.add(Byline(name="Ann Example", role="Assistant"))
    post.body = [
        ("heading", {"text": "The loan", "level": "2", "anchor": "the-loan"}),
        ("text", "<p>Six drawings travel.</p>"),
        (
            "table",
            {"columns": [{"type": "text", "heading": "Venue"}], "rows": [{"values": ["Kendal"]}], "caption": "Venues"},
        ),
        ("figure", {"label": "Visitors", "value": 10, "unit": "people", "note": ""}),
        ("faq", {"title": "Questions", "items": [{"question": "Where?", "answer": "<p>In Kendal.</p>"}]}),
    ]
    blog.add_child(instance=post)
    post.save_revision().publish()
    return BlogPage.objects.get(pk=post.pk)


def submit(post: BlogPage, locale: Locale) -> None:
    """As an editor submits a page for translation, in the admin."""
    editor = User.objects.create_superuser("admin@example.org", "password")
    client = Client()
    client.force_login(editor)
    address = reverse("wagtail_localize:submit_page_translation", args=[post.pk])
    response = client.post(address, {"locales": [locale.pk]})
    assert response.status_code == 302, response.content


def translate(post: BlogPage, locale: Locale, words: dict[str, str]) -> BlogPage:
    """Give each string its translation and save the target, as the translation editor does."""
    source, _created = TranslationSource.get_or_create_from_instance(post)
    source.update_from_db()
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": words.get(segment.string.data, f"译：{segment.string.data}")},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):  # wagtail-localize publishes on commit
        translation.save_target(publish=True)
    return post.get_translation(locale)


def test_every_word_of_a_page_is_extracted(post):
    words = {segment.string.data for segment in extract_segments(post) if hasattr(segment, "string")}
    for word in (
        "Rodin in Kendal",
        "A loan.",
        "The loan",
        "Six drawings travel.",
        "Venues",
        "Venue",
        "Kendal",
        "Visitors",
        "people",
        "Questions",
        "Where?",
        "In Kendal.",
        "Ann Example",
        "Assistant",
    ):
        assert word in words
    assert "the-loan" not in words


def test_submitting_puts_nothing_untranslated_live(post, chinese):
    submit(post, chinese)
    copies = Page.objects.filter(locale=chinese, depth__gt=1)
    assert copies.count() == 3  # the post, the blog and the home page
    assert not copies.filter(live=True).exists()
    assert not copies.filter(alias_of__isnull=False).exists()


def test_a_parent_that_waits_opens_in_the_translation_editor(post, chinese, admin_client):
    submit(post, chinese)
    blog = post.get_parent().get_translation(chinese)
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[blog.pk]))
    assert "js-translation-editor" in page.content.decode()


def test_republishing_the_source_puts_no_copy_live(post, chinese):
    submit(post, chinese)
    post.get_parent().specific.save_revision().publish()
    post.save_revision().publish()
    assert not Page.objects.filter(locale=chinese, depth__gt=1, live=True).exists()


def test_a_translated_page_has_its_words_and_the_sources_facts(post, chinese):
    page = translate(post, chinese, {"rodin-in-kendal": "罗丹在肯德尔", "Kendal": "肯德尔", "Assistant": "助理"})
    assert page.live
    assert page.slug == "罗丹在肯德尔"
    assert [tag.name for tag in page.tags.all()] == ["loans"]
    assert page.bylines.get().role == "助理"
    assert page.bylines.get().locale == chinese
    table = page.body[2].value
    assert (table.caption, table.columns[0]["heading"], table.row_data[0]["values"]) == (
        "译：Venues",
        "译：Venue",
        ["肯德尔"],
    )
    assert page.body[0].value["anchor"] == "the-loan"


def test_cells_follow_when_the_source_changes(post, chinese):
    translate(post, chinese, {"Kendal": "肯德尔"})
    table = post.body[2].value
    table.row_data[0]["values"][0] = "Bath"
    post.save_revision().publish()
    page = translate(BlogPage.objects.get(pk=post.pk), chinese, {"Bath": "巴斯"})
    assert page.body[2].value.row_data[0]["values"] == ["巴斯"]


def test_a_quoted_person_needs_no_translation_first(post, chinese):
    person = Person.objects.create(name="Ana Example", kind="staff")
    post.body.append(("quote", {"text": "Good.", "person": person, "attribution": ""}))
    post.save_revision().publish()
    page = translate(BlogPage.objects.get(pk=post.pk), chinese, {})
    assert page.body[5].value["person"] == person
