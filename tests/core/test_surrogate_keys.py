"""The keys by which an edge cache is told what to forget."""

from types import SimpleNamespace
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from blog.models import BlogPage
from itp_cms.core.models import CustomImage, Person
from itp_cms.core.surrogate_keys import keys_for, object_key, translations_key, type_key, within_limit

KEY = UUID("0f3c0000-0000-4000-8000-000000000001")


def _change(object_type: str, object_id: str, translation_key: UUID | None = None):
    return SimpleNamespace(object_type=object_type, object_id=object_id, translation_key=translation_key)


def test_a_page_has_the_same_key_whichever_of_its_models_is_asked():
    assert object_key(Page, 12) == object_key(BlogPage, 12) == "page-12"


def test_changes_have_the_keys_of_the_object_its_types_and_its_translations():
    expected = {"any", "page-12", f"page-{KEY.hex}", "type-blog.BlogPage", "type-page"}
    assert keys_for(_change("blog.BlogPage", "12", KEY)) == expected
    assert keys_for(_change("core.CustomImage", "5")) == {"any", "image-5", "type-image"}
    assert keys_for(_change("core.Person", "3")) == {"any", "person-3", "type-person"}


def test_of_what_is_not_installed_any_more_all_is_forgotten():
    assert keys_for(_change("gone.Thing", "1")) == {"all"}


def test_keys_within_the_limit_stay_as_they_are():
    assert within_limit({"page-2", "all", "page-1"}) == ["all", "page-1", "page-2"]


def test_too_many_keys_give_way_to_those_of_their_types_and_every_change_still_meets_one():
    pages = {object_key(Page, pk) for pk in range(1, 400)} | {translations_key(Page, KEY)}
    others = {object_key(CustomImage, 5), object_key(Person, 3), type_key(BlogPage)}
    kept = set(within_limit(pages | others, limit=200))
    assert kept == {"type-page"} | others
    for change in (_change("blog.BlogPage", "7"), _change("home.HomePage", "900", KEY)):
        assert keys_for(change) & kept


def test_whatever_the_limit_an_answer_can_be_forgotten():
    kept = within_limit({type_key(BlogPage), type_key(ContentType)}, limit=10)
    assert kept == ["all", "any"]
    assert keys_for(_change("blog.BlogPage", "7")) & set(kept)
