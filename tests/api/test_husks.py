"""Where something is not public, nothing written about it is left over: no empty frame, no caption, no label."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page

from blog.models import Byline
from home.models import ProgrammePartner
from itp_cms.core.models import PagePerson
from tests.api.test_references import body
from tests.factories.blog import (
    BlogPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    SeriesFactory,
)
from tests.factories.core import DocumentFactory, ImageFactory, InstitutionFactory, PersonFactory, SiteContentFactory
from tests.factories.home import ProgrammeIndexPageFactory, ProgrammePageFactory
from tests.small_site import SmallSite, translate

WORDS = "Hush"


@pytest.fixture
def private(db) -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


@pytest.fixture
def post(small_site: SmallSite) -> Page:
    return BlogPageFactory(parent=small_site.blog, title="Referring")


@pytest.fixture
def draft(small_site: SmallSite) -> Page:
    return BlogPageFactory(parent=small_site.blog, title=WORDS, live=False)


def item(value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "item"}


def picture(pk: int, caption: str = WORDS) -> dict[str, Any]:
    return {"image": {"image": pk, "alt_text": caption, "decorative": False}, "caption": caption, "credit": caption}


def test_blocks_about_what_is_not_public_are_left_out(api, post, private, draft) -> None:
    image, document = ImageFactory(collection=private), DocumentFactory(collection=private)
    person = PersonFactory(live=False)
    body(
        post,
        ("image", picture(image.pk)),
        ("gallery", {"title": WORDS, "images": [item(picture(image.pk))]}),
        ("document", {"document": document.pk, "label": WORDS}),
        ("people", {"title": WORDS, "people": [item(person.pk)]}),
        ("related_pages", {"title": WORDS, "pages": [item(draft.pk)]}),
        ("text", "<p>Kept</p>"),
    )
    assert [block["type"] for block in api("pages", post.pk)["body"]] == ["text"]


def test_a_gallery_keeps_its_public_pictures(api, post, private) -> None:
    hidden, shown = ImageFactory(collection=private), ImageFactory()
    pictures = [item(picture(hidden.pk)), item(picture(shown.pk, "A case"))]
    body(post, ("gallery", {"title": "Room 3", "images": pictures}))
    (block,) = api("pages", post.pk)["body"]
    assert [image["caption"] for image in block["value"]["images"]] == ["A case"]


def test_what_a_block_can_do_without_is_null(api, post, private) -> None:
    film = {"provider": "youtube", "video_id": "a", "title": "Film", "text": ""}
    body(
        post,
        ("embed", {**film, "poster": ImageFactory(collection=private).pk}),
        ("quote", {"text": "Said", "person": PersonFactory(live=False).pk, "attribution": ""}),
    )
    film, quote = (block["value"] for block in api("pages", post.pk)["body"])
    assert film["poster"] is None
    assert quote["person"] is None


def test_contributions_of_a_newsletter(small_site: SmallSite, api, draft) -> None:
    def section(*pages: Page) -> dict[str, Any]:
        items = [{"type": "post", "value": {"page": page.pk, "summary": page.title}, "id": "p"} for page in pages]
        return {"type": "section", "value": {"kind": "feature", "title": pages[0].title, "items": items}, "id": "s"}

    shown = BlogPageFactory(parent=small_site.blog, title="Shown")
    issue = NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=small_site.home))
    type(issue).objects.filter(pk=issue.pk).update(sections=[section(draft), section(shown, draft)])
    (kept,) = api("pages", issue.pk)["sections"]
    assert [post["value"]["page"]["title"] for post in kept["value"]["items"]] == ["Shown"]


def test_entries_of_menus(small_site: SmallSite, api, draft) -> None:
    def entry(page: Page | None = None, url: str = "", **more: Any) -> dict[str, Any]:
        words = WORDS if page == draft else "Kept"
        return {"label": words, "page": page and page.pk, "url": url, **more}

    links = [item(entry(small_site.blog)), item(entry(draft)), item(entry(url="https://example.org/"))]
    content = SiteContentFactory(site=small_site.site)
    content.navigation = [
        {"type": "item", "value": entry(small_site.blog, children=links), "id": "1"},
        {"type": "item", "value": entry(draft, children=links), "id": "2"},
    ]
    content.footer = [{"type": "group", "value": {"title": "", "links": links}, "id": "3"}]
    content.save()
    settings = api("settings")
    assert [child["value"]["label"] for child in settings["navigation"]] == ["Kept"]
    for links in (settings["navigation"][0]["value"]["children"], settings["footer"][0]["value"]["links"]):
        assert [(link["label"], bool(link["page"]), bool(link["url"])) for link in links] == [
            ("Kept", True, False),
            ("Kept", False, True),
        ]


@pytest.mark.parametrize("fields", ["*", "bylines(_,role)"])
def test_bylines_of_somebody_who_is_not_public(api, post, fields: str) -> None:
    Byline.objects.create(page=post, person=PersonFactory(live=False), role=WORDS, locale=post.locale, sort_order=0)
    Byline.objects.create(page=post, person=PersonFactory(), role="Editor", locale=post.locale, sort_order=1)
    Byline.objects.create(page=post, name="Somebody", role="Author", locale=post.locale, sort_order=2)
    bylines = api("pages", post.pk, fields=fields)["bylines"]
    assert [byline["role"] for byline in bylines] == ["Editor", "Author"]
    assert ("person" in bylines[0]) == (fields == "*")


def test_label_of_a_link_to_what_is_not_public(small_site: SmallSite, api, draft) -> None:
    home = small_site.home

    def label(page: Page) -> str:
        type(home).objects.filter(pk=home.pk).update(hero_link_page=page, hero_link_label=WORDS)
        return api("pages", home.pk, fields="_,hero_link_label")["hero_link_label"]

    assert label(draft) == ""
    assert api("pages", type="home.HomePage", fields="hero_title")["meta"]["total_count"] == 2
    api("pages", type="home.HomePage", hero_link_label=WORDS, status=400)
    api("pages", type="home.HomePage", order="hero_link_label", status=400)
    assert label(small_site.blog) == WORDS


def test_only_what_is_public_is_counted(small_site: SmallSite, api) -> None:
    programme = ProgrammePageFactory(parent=ProgrammeIndexPageFactory(parent=small_site.home))
    draft, translated = PersonFactory(live=False), PersonFactory(live=False)
    translate(translated, "zh-hans")
    for person in (draft, translated, PersonFactory()):
        PagePerson.objects.create(page=programme, person=person)
    ProgrammePartner.objects.create(page=programme, institution=InstitutionFactory(live=False))
    assert api("pages", programme.pk)["counts"] == {"fellows": 2, "countries": None, "partners": None}


# No way to find out by asking


def hidden_series() -> Any:
    return SeriesFactory(name=WORDS, slug="hush", live=False)


def hidden_image() -> Any:
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return ImageFactory(collection=collection)


@pytest.mark.parametrize(
    ("field", "make", "endpoint"),
    [("series", hidden_series, "pages"), ("teaser_image", hidden_image, "pages"), ("portrait", hidden_image, "people")],
)
def test_filters_by_what_is_not_public_find_nothing(
    small_site: SmallSite, api, field: str, make: Callable[[], Any], endpoint: str
) -> None:
    hidden = make()
    if endpoint == "people":
        PersonFactory(**{field: hidden})
    else:
        BlogPageFactory(parent=small_site.blog, **{field: hidden})
    type_ = {"type": "blog.BlogPage"} if endpoint == "pages" else {}
    asked = api(endpoint, **type_, **{field: hidden.pk})
    assert asked == api(endpoint, **type_, **{field: 7_000_000})
    assert asked["items"] == []
    # A series is ordered by its name as far as that is public; pictures have no order.
    api(endpoint, status=200 if field == "series" else 400, order=field, **type_)


def test_a_page_before_its_time_is_not_public(small_site: SmallSite, api) -> None:
    page = BlogPageFactory(parent=small_site.blog, go_live_at=timezone.now() + timedelta(minutes=5))
    api("pages", page.pk, status=404)
    type(page).objects.update(go_live_at=timezone.now() - timedelta(minutes=5))
    api("pages", page.pk)


# Nor by searching


def test_words_about_what_may_be_hidden_find_nothing(small_site: SmallSite, api, post, private, draft) -> None:
    image, document = ImageFactory(collection=private), DocumentFactory(collection=private)
    body(
        post,
        ("image", picture(image.pk)),
        ("gallery", {"title": WORDS, "images": [item(picture(image.pk))]}),
        ("document", {"document": document.pk, "label": WORDS}),
        ("people", {"title": WORDS, "people": [item(PersonFactory(live=False).pk)]}),
        ("related_pages", {"title": WORDS, "pages": [item(draft.pk)]}),
        ("faq", {"title": "Questions", "items": [item({"question": "Whereabouts", "answer": "<p>Here</p>"})]}),
    )
    post.save()
    assert found(api, WORDS) == []
    assert found(api, "Whereabouts") == found(api, "Questions") == [post.pk]


def test_search_of_a_newsletter(small_site: SmallSite, api, private, draft) -> None:
    hidden = {"image": ImageFactory(collection=private).pk, "alt_text": WORDS, "decorative": False}
    article = {"title": "Loans", "author": "", "image": hidden, "text": "<p>Porcelain</p>"}
    items = [
        {"type": "article", "value": article, "id": "a"},
        {"type": "post", "value": {"page": draft.pk, "summary": WORDS}, "id": "b"},
    ]
    section = {"kind": "feature", "title": "Shown", "items": items}
    without_article = {"kind": "feature", "title": WORDS, "items": items[1:]}
    issue = NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=small_site.home))
    issue.sections = [{"type": "section", "value": value, "id": None} for value in (section, without_article)]
    type(issue).objects.filter(pk=issue.pk).update(sections=issue.sections)
    type(issue).objects.get(pk=issue.pk).save()
    assert found(api, WORDS) == []
    assert found(api, "Porcelain") == found(api, "Loans") == found(api, "Shown") == [issue.pk]


def found(api, words: str) -> list[int]:
    answer = api("pages", search=words)
    assert answer["meta"]["total_count"] == len(answer["items"])
    return [page["id"] for page in answer["items"]]
