"""What each role may do, and what it may not."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text
from wagtail_localize.models import StringSegment, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from itp_cms.core.models import GroupLocale, Person, Sponsor
from itp_cms.core.roles import EDITORS, MODERATORS, set_up_roles, translators
from tests.factories.accounts import UserFactory, translator
from tests.factories.core import PersonFactory, SponsorFactory, locale
from tests.factories.home import StandardPageFactory


def refused(response):
    """Wagtail answers a refusal by sending one to the dashboard with a message; its APIs by 403."""
    return response.status_code == 403 or response.url == reverse("wagtailadmin_home")


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, title="About")


@pytest.fixture
def translated(page, home_zh):
    """The page's untranslated copy in simplified Chinese."""
    translate_object(page, [locale("zh-hans")])
    return page.get_translation(locale("zh-hans"))


@pytest.fixture
def sponsor(db):
    return SponsorFactory()


@pytest.fixture
def sponsor_zh(sponsor):
    translate_object(sponsor, [locale("zh-hans")])
    return sponsor.get_translation(locale("zh-hans"))


def edit_url(instance):
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return snippet_url(instance, "edit")


def snippet_url(instance, view):
    return reverse(instance.snippet_viewset.get_url_name(view), args=[instance.pk])


def test_groups_are_there_from_the_start(db):
    others = Locale.objects.exclude(language_code="en")
    assert {group.name for group in Group.objects.all()} == {EDITORS, MODERATORS, *map(translators, others)}


def test_what_an_administrator_changed_stays(db):
    editors = Group.objects.get(name=EDITORS)
    editors.permissions.clear()
    GroupPagePermission.objects.filter(group=editors).delete()
    chinese = GroupLocale.objects.get(locale=locale("zh-hans")).group
    chinese.name = "Beijing"
    chinese.save()
    chinese.permissions.clear()
    set_up_roles()
    assert not editors.permissions.exists()
    assert not GroupPagePermission.objects.filter(group=editors).exists()
    assert not chinese.permissions.exists()
    assert not Group.objects.filter(name=translators(locale("zh-hans"))).exists()


def test_a_group_that_was_deleted_is_made_anew(db):
    Group.objects.filter(name=EDITORS).delete()
    set_up_roles()
    assert Group.objects.get(name=EDITORS).permissions.filter(codename="publish_person").exists()


def test_permissions_taken_in_a_tree_stay_away(home_zh):
    GroupPagePermission.objects.filter(page=home_zh).delete()
    home_zh.save()
    assert not GroupPagePermission.objects.filter(page=home_zh).exists()


def test_an_approval_workflow_holds_for_all_pages(page):
    task = page.get_workflow().tasks.get().specific
    assert [group.name for group in task.groups.all()] == [MODERATORS]


def test_the_approval_workflow_is_made_where_there_is_none(db):
    Workflow.objects.all().delete()
    Group.objects.filter(name=MODERATORS).delete()
    set_up_roles()
    test_an_approval_workflow_holds_for_all_pages(Page.objects.get(depth=2))


def test_a_translator_changes_and_publishes_their_pages(translated, translator_zh, django_capture_on_commit_callbacks):
    assert translator_zh.get(edit_url(translated)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        translator_zh.post(edit_url(translated), {"action": "publish"})
    translated.refresh_from_db()
    assert translated.live


@pytest.mark.parametrize("action", ["action-publish", "save"])
def test_a_translator_changes_no_page_of_another_locale(page, translator_zh, action):
    data = nested_form_data({"title": "Taken", "slug": "about", "body": {"count": 0}, action: "1"})
    assert refused(translator_zh.get(edit_url(page)))
    assert refused(translator_zh.post(edit_url(page), data))
    page.refresh_from_db()
    assert page.title == "About"
    assert not page.revisions.exists()


@pytest.mark.parametrize("view", ["unpublish", "delete", "lock"])
def test_a_translator_does_nothing_else_with_a_page_of_another_locale(page, translator_zh, view):
    assert refused(translator_zh.post(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])))
    page.refresh_from_db()
    assert page.live
    assert not page.locked


def test_a_translator_neither_deletes_nor_moves_pages(translated, home_zh, translator_zh):
    """Which Wagtail gives to whoever may change and publish."""
    pk, bulk = translated.pk, f"?id={translated.pk}"
    other = home_zh.copy(update_attrs={"slug": "other", "title": "Other"})
    for url in (
        reverse("wagtailadmin_pages:delete", args=[pk]),
        reverse("wagtailadmin_pages:move_confirm", args=[pk, other.pk]),
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + bulk,
        reverse("wagtailadmin_api:pages:action", args=[pk, "delete"]),
    ):
        translator_zh.post(url, {"next": "/admin/"})
        assert Page.objects.filter(pk=pk, path=translated.path).exists(), url
    assert translated.permissions_for_user(translator("zh-hans")).can_publish()


def test_an_editor_deletes_a_page_and_not_all_below_it(home, page, editor):
    pages = reverse("wagtailadmin_pages:delete", args=[home.pk]), reverse("wagtailadmin_pages:delete", args=[page.pk])
    for url in pages:
        editor.post(url)
    assert Page.objects.filter(pk=home.pk).exists()
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_translator_adds_no_pages(home, home_zh, translator_zh):
    for parent in (home, home_zh):
        add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", parent.pk])
        assert refused(translator_zh.get(add))


def test_a_translator_changes_and_publishes_their_snippets(sponsor_zh, translator_zh):
    assert translator_zh.get(edit_url(sponsor_zh)).status_code == 200
    sponsor_zh.live = False
    sponsor_zh.save()
    translator_zh.post(edit_url(sponsor_zh), {"action": "publish"})
    sponsor_zh.refresh_from_db()
    assert sponsor_zh.live


def test_a_translator_edits_a_snippet_that_follows_no_source(translator_zh, home):
    sponsor = SponsorFactory(locale=locale("zh-hans"))
    data = {"name": "基金会", "kind": "trust", "url": "", "logo": "", "description": "", "action-publish": "1"}
    response = translator_zh.post(edit_url(sponsor), data)
    assert response.status_code == 302, response.context["form"].errors
    assert Sponsor.objects.get().name == "基金会"


@pytest.mark.parametrize("view", ["edit", "delete", "unpublish", "lock", "unlock", "usage", "history"])
def test_a_translator_opens_no_snippet_of_another_locale(sponsor, translator_zh, view):
    assert refused(translator_zh.get(snippet_url(sponsor, view)))
    assert refused(translator_zh.post(snippet_url(sponsor, view), {"name": "Taken", "action-publish": "1"}))
    sponsor.refresh_from_db()
    assert (sponsor.name, sponsor.live, sponsor.locked) != ("Taken", False, True)
    assert sponsor.live


def test_a_translator_adds_no_snippets(translator_zh):
    assert refused(translator_zh.get(reverse(Sponsor.snippet_viewset.get_url_name("add")) + "?locale=zh-hans"))


def test_a_listing_leads_only_to_what_may_be_edited(home, sponsor, sponsor_zh, translator_zh):
    content = translator_zh.get(reverse(Sponsor.snippet_viewset.get_url_name("list"))).content.decode()
    assert edit_url(sponsor_zh) in content
    assert edit_url(sponsor) not in content


def test_a_translator_touches_no_other_locales_strings(sponsor, sponsor_zh, translator_zh):
    translate_object(sponsor, [locale("ar")])
    string = StringSegment.objects.filter(source__object_id=sponsor.translation_key).first()
    for code, may in (("zh-hans", True), ("ar", False)):
        translation = Translation.objects.get(source__object_id=sponsor.translation_key, target_locale=locale(code))
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, string.pk])
        response = translator_zh.put(url, "value=words", content_type="application/x-www-form-urlencoded")
        assert response.status_code == (201 if may else 403)
        response = translator_zh.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
        assert (response.status_code == 200) is may


def test_a_translator_submits_into_their_own_locale_only(page, home_zh, translator_zh):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    offered = translator_zh.get(url).context["form"].fields["locales"].queryset
    assert list(offered) == [locale("zh-hans")]
    translator_zh.post(url, {"locales": [locale("ar").pk]})
    assert not page.has_translation(locale("ar"))
    translator_zh.post(url, {"locales": [locale("zh-hans").pk]})
    assert not page.get_translation(locale("zh-hans")).live


def test_an_editor_submits_into_all_locales(page, editor, sponsor):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert editor.get(url).context["form"].fields["locales"].queryset.count() == 3
    url = reverse("wagtail_localize:submit_snippet_translation", args=["core", "sponsor", sponsor.pk])
    assert editor.get(url).context["form"].fields["locales"].queryset.count() == 3


def test_a_translator_publishes_nothing_by_bringing_it_up_to_date(
    page, translated, translator_zh, django_capture_on_commit_callbacks
):
    source = TranslationSource.objects.get_for_instance(page)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    with django_capture_on_commit_callbacks(execute=True):
        translator_zh.post(url, {"publish_translations": "on"})
    translated.refresh_from_db()
    assert not translated.live


def test_an_editor_publishes_but_neither_locks_nor_deletes_snippets(page, sponsor, editor):
    assert refused(editor.get(snippet_url(sponsor, "delete")))
    assert refused(editor.post(snippet_url(sponsor, "lock")))
    assert refused(editor.post(reverse("wagtailadmin_pages:lock", args=[page.pk])))
    assert page.permissions_for_user(UserFactory(groups=[EDITORS])).can_publish()


def test_a_moderator_locks_deletes_and_keeps_house(home, page, sponsor, moderator):
    moderator.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    page.refresh_from_db()
    assert page.locked
    moderator.post(snippet_url(sponsor, "delete"))
    assert not Sponsor.objects.exists()
    assert moderator.get(reverse("wagtailredirects:index")).status_code == 200
    assert moderator.get(reverse("wagtailsettings:edit", args=["core", "sitesettings"]), follow=True).status_code == 200


def test_an_editor_keeps_no_house(editor):
    assert refused(editor.get(reverse("wagtailredirects:index")))
    assert refused(editor.get(reverse("wagtailsettings:edit", args=["core", "sitesettings"])))


def test_of_two_groups_the_wider_holds(home, client):
    user = UserFactory(groups=[EDITORS, translators(locale("ar"))])
    client.force_login(user)
    person = PersonFactory()
    assert client.get(edit_url(person)).status_code == 200


def test_an_account_in_no_group_does_not_enter(db, client):
    client.force_login(UserFactory())
    assert client.get(reverse("wagtailadmin_home")).status_code in {302, 403}


def test_a_person_is_made_and_published_by_an_editor(home, editor):
    data = nested_form_data(
        {
            "name": "Li Ming",
            "name_in_own_script": "李明",
            "kind": "fellow",
            "cohort_year": "",
            "biography": rich_text("<p>A curator.</p>"),
            "action-publish": "1",
        }
    )
    add = reverse(Person.snippet_viewset.get_url_name("add"))
    response = editor.post(add, data)
    assert "cohort_year" in response.context["form"].errors
    assert "李明" in response.content.decode()
    assert editor.post(add, {**data, "cohort_year": "2016"}).status_code == 302
    assert Person.objects.get().live
