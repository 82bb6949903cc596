"""Drafts through the API: for whoever brings a token, for that page only, and for nobody else."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation

from blog.models import BlogPage, Byline
from itp_cms.core.models import PreviewLink, SiteSettings, User
from itp_cms.core.roles import EDITORS
from tests.admin.trees import form_data
from tests.api.contract import contract
from tests.factories.accounts import UserFactory
from tests.factories.blog import BlogPageFactory
from tests.factories.core import CountryFactory, PersonFactory, locale
from tests.small_site import SmallSite

FRONT_END = "https://www.example.org"


@pytest.fixture
def front_end(small_site: SmallSite) -> SmallSite:
    SiteSettings.objects.create(site=small_site.site, front_end_url=FRONT_END)
    return small_site


@pytest.fixture
def account(front_end: SmallSite) -> User:
    return UserFactory.create(groups=[EDITORS])


@pytest.fixture
def editor(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def opened(response: Any) -> dict[str, str]:
    """The parameters with which a preview leads to the front end."""
    assert response.status_code == 302, response.content[:500]
    parts = urlsplit(response.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{FRONT_END}/preview/"
    return {name: value for name, (value,) in parse_qs(parts.query).items()}


def saved(editor: Client, page: Page) -> str:
    """The token of a preview of the page as it is saved."""
    return opened(editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))["token"]


def shared(editor: Client, page: Page) -> str:
    """The token of a link made with the button."""
    address = reverse("share_draft", args=[page.pk])
    answer = editor.post(address, follow=True)
    (link,) = re.findall(r'value="(https?://[^"]*token=[^"]*)"', answer.content.decode())[:1]
    return parse_qs(urlsplit(unescape(link)).query)["token"][0]


def typed(editor: Client, page: Page, **changes: Any) -> str:
    """The token of the preview panel while the editor has typed something."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    data = form_data(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), **changes)
    assert editor.post(address, data).json() == {"is_valid": True, "is_available": True}
    parameters = opened(editor.get(address, {"in_preview_panel": "true"}))
    assert parameters["in_preview_panel"] == "true"
    assert parameters["content_type"] == page._meta.label_lower
    return parameters["token"]


@pytest.fixture
def post(front_end: SmallSite) -> BlogPage:
    post = BlogPageFactory(parent=front_end.blog, title="Published")
    post.tags.add("kept")
    post.save()
    return post


def test_a_draft_has_the_shape_of_the_detail(post: BlogPage, editor: Client, api) -> None:
    Byline.objects.create(page=post, person=PersonFactory(), locale=post.locale)
    post.save_revision()
    detail = api("pages", post.pk)
    token = saved(editor, post)
    assert api("pages", post.pk, token=token) == detail
    assert api("page_preview", token=token) == detail
    for parameters in ({"fields": "_,title"}, {"fields": "-body"}, {"rich_text_format": "db_html"}):
        assert api("page_preview", token=token, **parameters) == api("pages", post.pk, **parameters)
    api("page_preview", token=token, fields="nonsense", status=400)
    api("page_preview", token=token, nonsense="1", status=400)


def test_what_is_typed_shows_and_what_is_published_stays(post: BlogPage, editor: Client, api) -> None:
    egypt = CountryFactory(code="EG")
    changes = {
        "title": "Typed",
        "tags": "kept, new",
        "page_countries-TOTAL_FORMS": "1",
        "page_countries-0-country": str(egypt.pk),
        "page_countries-0-ORDER": "1",
        "page_countries-0-id": "",
        "page_countries-0-DELETE": "",
    }
    token = typed(editor, post, **changes)
    draft = api("pages", post.pk, token=token)
    assert draft["title"] == "Typed"
    assert draft["tags"] == ["kept", "new"]
    assert [country["code"] for country in draft["countries"]] == ["EG"]
    assert draft.keys() == api("pages", post.pk).keys()
    public = api("pages", post.pk)
    assert (public["title"], public["tags"], public["countries"]) == ("Published", ["kept"], [])
    typed(editor, post, title="Typed on")
    assert api("pages", post.pk, token=token)["title"] == "Typed on"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_page_that_was_never_saved(language: str, front_end: SmallSite, editor: Client, api) -> None:
    parent = front_end.blog if language == "en" else front_end.blog_zh
    place = ["blog", "blogpage", parent.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=place)
    rows = {
        "page_countries-TOTAL_FORMS": "1",
        "page_countries-0-country": str(CountryFactory(code="EG").pk),
        "page_countries-0-ORDER": "1",
        "page_countries-0-id": "",
        "page_countries-0-DELETE": "",
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-person": "",
        "bylines-0-name": "Somebody",
        "bylines-0-ORDER": "1",
        "bylines-0-id": "",
        "bylines-0-DELETE": "",
    }
    add = reverse("wagtailadmin_pages:add", args=place)
    data = form_data(editor, add, title="New", slug="new", tags="fresh", **rows)
    editor.post(address, data)
    token = opened(editor.get(address))["token"]
    draft = api("page_preview", token=token)
    assert (draft["id"], draft["title"], draft["tags"]) == (None, "New", ["fresh"])
    assert draft["meta"]["locale"] == language
    assert draft["meta"]["parent"]["id"] == parent.pk
    assert draft["meta"]["html_url"] == parent.get_url().join([FRONT_END, "new/"])
    assert draft["bylines"][0]["id"] is None
    for parameters in ({}, {"fields": "_,id,detail_url,bylines"}):
        shown = api("page_preview", token=token, **parameters)
        assert contract().errors(f"/api/v2/page_preview/?{urlencode(parameters)}", 200, shown) == []
    assert contract().errors(f"/api/v2/pages/{parent.pk}/", 200, draft) != []  # where every page has an id
    assert not BlogPage.objects.exists()
    api("pages", parent.pk, token=token, status=403)


def test_private_pages_and_what_they_refer_to(post: BlogPage, front_end: SmallSite, editor: Client, api) -> None:
    hidden = PersonFactory(name="Hidden", live=False)
    Byline.objects.create(page=post, person=hidden, name="", locale=post.locale)
    post.save_revision()
    PageViewRestriction.objects.create(page=front_end.blog, restriction_type=PageViewRestriction.LOGIN)
    api("pages", post.pk, status=404)
    draft = api("pages", post.pk, token=saved(editor, post))
    assert draft["title"] == "Published"
    assert draft["meta"]["parent"] is None
    assert "Hidden" not in str(draft)


def refused(client: Client, path: str, token: str) -> None:
    for method in (client.get, client.head):
        response = method(path, {"token": token})
        assert response.status_code == 403
        assert "no-store" in response.headers["Cache-Control"]
    assert client.get(path, {"token": token}).json() == {"message": "forbidden", "code": "forbidden"}


def test_no_other_token_opens_it(post: BlogPage, front_end: SmallSite, editor: Client, client: Client) -> None:
    token = saved(editor, post)
    detail = f"/api/v2/pages/{post.pk}/"
    assert client.get(detail, {"token": token}).status_code == 200
    content, _, signature = token.partition(":")
    for forged in ("", "x", "é", "a:b", ":", content, f"{content}:", f"{content}x:{signature}", token[:-1], token * 50):
        refused(client, detail, forged)
        refused(client, "/api/v2/page_preview/", forged)
    refused(client, f"/api/v2/pages/{front_end.blog.pk}/", token)
    refused(client, "/api/v2/pages/999999/", token)
    assert client.get("/api/v2/page_preview/").json()["field"] == "token"
    assert client.get("/api/v2/page_preview/").status_code == 400
    wrong_type = client.get("/api/v2/page_preview/", {"token": token, "content_type": "home.homepage"})
    assert wrong_type.status_code == 403
    assert client.get("/api/v2/pages/", {"token": token}).status_code == 400


def test_a_token_expires(post: BlogPage, editor: Client, client: Client, settings) -> None:
    settings.PREVIEW_TOKEN_SECONDS = 0
    refused(client, f"/api/v2/pages/{post.pk}/", saved(editor, post))
    refused(client, f"/api/v2/pages/{post.pk}/", typed(editor, post, title="Typed"))


def test_an_old_token_expires_though_the_editor_types_on(
    post: BlogPage, editor: Client, client: Client, settings
) -> None:
    settings.PREVIEW_TOKEN_SECONDS = 0
    old = typed(editor, post, title="Typed")
    settings.PREVIEW_TOKEN_SECONDS = 3600
    new = typed(editor, post, title="Typed on")
    refused(client, "/api/v2/page_preview/", old)
    assert client.get("/api/v2/page_preview/", {"token": new}).json()["title"] == "Typed on"


def deactivate(account: User) -> None:
    account.is_active = False
    account.save()


def demote(account: User) -> None:
    account.groups.clear()


@pytest.mark.parametrize("lose", [deactivate, demote, User.delete])
def test_a_token_dies_with_its_makers_rights(
    lose, post: BlogPage, account: User, editor: Client, client: Client
) -> None:
    tokens = [saved(editor, post), typed(editor, post, title="Typed"), shared(editor, post)]
    lose(account)
    for token in tokens:
        refused(client, "/api/v2/page_preview/", token)


def test_a_token_dies_with_its_page(post: BlogPage, editor: Client, client: Client) -> None:
    tokens = [saved(editor, post), shared(editor, post)]
    path = f"/api/v2/pages/{post.pk}/"
    post.delete()
    for token in tokens:
        refused(client, path, token)


def test_answers_are_kept_by_nobody(post: BlogPage, editor: Client, client: Client) -> None:
    for parameters in ({}, {"fields": "nonsense"}):
        response = client.get("/api/v2/page_preview/", {"token": saved(editor, post), **parameters})
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    for name in ("token", "%74oken", "to%6Ben"):
        response = client.get(
            f"/api/v2/page_preview/?{name}={quote(saved(editor, post))}",
            headers={"origin": "https://elsewhere.example"},
        )
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in response.headers
    leading = editor.get(reverse("wagtailadmin_pages:view_draft", args=[post.pk]))
    assert leading.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in leading.headers["Cache-Control"]


def test_the_front_end_may_read_drafts(post: BlogPage, editor: Client, client: Client) -> None:
    def allowed(path: str, origin: str) -> str | None:
        return client.get(path, {"token": saved(editor, post)}, headers={"origin": origin}).headers.get(
            "Access-Control-Allow-Origin"
        )

    assert allowed("/api/v2/page_preview/", FRONT_END) == FRONT_END
    assert allowed(f"/api/v2/pages/{post.pk}/", FRONT_END) == FRONT_END
    assert allowed("/api/v2/page_preview/", "https://elsewhere.example") is None


# Sharing


def test_a_shared_link_shows_the_latest_draft(post: BlogPage, editor: Client, api) -> None:
    token = shared(editor, post)
    assert api("page_preview", token=token)["title"] == "Published"
    post.title = "Saved"
    post.save_revision()
    assert api("page_preview", token=token)["title"] == "Saved"
    assert api("pages", post.pk)["title"] == "Published"
    typed(editor, post, title="Not saved")
    assert api("page_preview", token=token)["title"] == "Saved"


def test_a_shared_link_is_withdrawn(post: BlogPage, editor: Client, client: Client) -> None:
    token = shared(editor, post)
    page = editor.get(reverse("share_draft", args=[post.pk])).content.decode()
    (pk,) = re.findall(r'name="withdraw" value="(\d+)"', page)
    editor.post(reverse("share_draft", args=[post.pk]), {"withdraw": pk})
    refused(client, "/api/v2/page_preview/", token)
    assert token not in editor.get(reverse("share_draft", args=[post.pk])).content.decode()


def test_a_shared_link_lives_longer(post: BlogPage, editor: Client, client: Client, settings) -> None:
    settings.PREVIEW_TOKEN_SECONDS = 0
    token = shared(editor, post)
    assert client.get("/api/v2/page_preview/", {"token": token}).status_code == 200


def test_only_who_may_edit_shares(post: BlogPage, editor: Client, account: User) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[post.pk])
    share = reverse("share_draft", args=[post.pk])
    listing = reverse("wagtailadmin_explore", args=[post.get_parent().pk])
    assert share in editor.get(edit).content.decode()
    assert share in editor.get(listing).content.decode()
    account.groups.clear()
    account.user_permissions.add(*account.user_permissions.model.objects.filter(codename="access_admin"))
    for send in (editor.get, editor.post):
        assert send(share).status_code == 302  # to the dashboard, as Wagtail answers who may not
    assert not PreviewLink.objects.exists()
    assert Client().get(share).status_code == 302


def test_without_a_front_end_drafts_are_shown_here(post: BlogPage, editor: Client, client: Client) -> None:
    SiteSettings.objects.all().delete()
    post.title = "Not published yet"
    post.save_revision()
    assert "Not published yet" in editor.get(reverse("wagtailadmin_pages:view_draft", args=[post.pk])).content.decode()
    token = shared(editor, post)
    response = client.get("/shared-draft/", {"token": token})
    assert "Not published yet" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    for wrong in (token[:-1], ""):
        assert client.get("/shared-draft/", {"token": wrong}).status_code == 403


def test_a_front_end_without_a_page_for_previews(post: BlogPage, editor: Client) -> None:
    SiteSettings.objects.update(preview_path="")
    shown = editor.get(reverse("wagtailadmin_pages:view_draft", args=[post.pk]))
    assert "Published" in shown.content.decode()
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("path", ["preview", "//x?y", "/a b", "/#"])
def test_the_path_of_previews_is_a_path(path: str, front_end: SmallSite) -> None:
    administrator = Client()
    administrator.force_login(UserFactory.create(is_superuser=True))
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", front_end.site.pk])
    answer = administrator.post(address, {"front_end_url": FRONT_END, "preview_path": path})
    assert "Begin it with “/”" in answer.content.decode()
    administrator.post(address, {"front_end_url": FRONT_END, "preview_path": "/drafts"})
    assert SiteSettings.objects.get().preview_path == "/drafts"


# Translations


@pytest.fixture
def translation(post: BlogPage) -> Translation:
    """A translation that is begun: one word of many."""
    from wagtail_localize.models import StringTranslation, TranslationSource

    source, _created = TranslationSource.get_or_create_from_instance(post)
    translation = Translation.objects.create(source=source, target_locale=locale("zh-hans"))
    translation.save_target(publish=False)
    title = source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.create(
        translation_of=title.string, locale=translation.target_locale, context=title.context, data="译文"
    )
    return translation


def test_a_translation_in_progress(translation: Translation, front_end: SmallSite, editor: Client, api) -> None:
    target = translation.get_target_instance()
    address = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    tokens = [opened(editor.get(address))["token"], shared(editor, target)]
    for token in tokens:
        draft = api("pages", target.pk, token=token)
        assert (draft["title"], draft["meta"]["locale"]) == ("译文", "zh-hans")
        assert draft["id"] == target.pk
    api("pages", target.pk, status=404)


# The user bar


def bar(client: Client, **parameters: Any) -> Any:
    return client.get("/userbar/", parameters, headers={"origin": FRONT_END})


def test_the_user_bar_of_a_preview(post: BlogPage, editor: Client, client: Client) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[post.pk])
    of_state = bar(client, token=saved(editor, post))
    assert edit in of_state.content.decode()
    assert of_state.headers["Access-Control-Allow-Origin"] == FRONT_END
    assert of_state.headers["Access-Control-Allow-Credentials"] == "true"
    in_panel = bar(client, token=typed(editor, post, title="Typed"), in_preview_panel="true").content.decode()
    assert "checker-axe-configuration" in in_panel
    assert f'"{FRONT_END}"' in in_panel  # whose frame the checker talks to
    assert edit not in in_panel
    assert bar(client, token="forged").status_code == 403


def test_the_user_bar_is_for_editors(post: BlogPage, editor: Client, client: Client) -> None:
    assert bar(client, page=post.pk).status_code == 204
    assert bar(client, token=shared(editor, post)).status_code == 204
    assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in bar(editor, page=post.pk).content.decode()
    for odd in ("x", "0", "1", "99999999999999999999", "٣"):
        assert bar(editor, page=odd).status_code == 200


def test_the_user_bar_answers_front_ends_only(post: BlogPage, editor: Client) -> None:
    answer = editor.get("/userbar/", {"page": post.pk}, headers={"origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
