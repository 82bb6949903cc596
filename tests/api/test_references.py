"""What objects refer to: in place, in the reader's language, and never what is not public."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from blog.models import Byline
from home.models import ContactFormField
from itp_cms.core.models import PageCountry, PagePerson
from tests.factories.blog import BlogPageFactory
from tests.factories.core import CountryFactory, DocumentFactory, ImageFactory, InstitutionFactory, PersonFactory
from tests.factories.home import ContactPageFactory, ProgrammeIndexPageFactory, ProgrammePageFactory
from tests.small_site import SmallSite, translate

SECRET = "Hush"


def body(page: Any, *blocks: tuple[str, Any]) -> list[dict]:
    """Stores blocks as they are in the database and gives what is stored."""
    stored = [{"type": name, "value": value, "id": f"id-{number}"} for number, (name, value) in enumerate(blocks)]
    page.body = stored
    type(page).objects.filter(pk=page.pk).update(body=stored)
    return stored


@pytest.fixture
def post(small_site: SmallSite) -> Page:
    return BlogPageFactory(parent=small_site.blog, title="Referring")


@pytest.fixture
def read_body(api, post) -> Callable[..., Any]:
    def read(*blocks: tuple[str, Any]) -> list[dict]:
        body(post, *blocks)
        return api("pages", post.pk)["body"]

    return read


# Blocks


def test_plain_blocks(read_body) -> None:
    heading = {"text": "Loans", "level": "2", "anchor": "loans"}
    figure = {"label": "Visitors", "value": "62480.00", "unit": "", "note": ""}
    assert read_body(("heading", heading), ("text", "<p>Words</p>"), ("figure", figure)) == [
        {"type": "heading", "value": heading, "id": "id-0"},
        {"type": "text", "value": "<p>Words</p>", "id": "id-1"},
        {"type": "figure", "value": {**figure, "value": 62480}, "id": "id-2"},
    ]


def test_table(read_body) -> None:
    table = {
        "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Fellows"}],
        "rows": [{"values": ["2018", "23"]}],
        "caption": "Fellows by year",
    }
    assert read_body(("table", table))[0]["value"] == table


def test_a_block_of_a_type_that_is_gone_is_left_out(read_body) -> None:
    assert read_body(("no_longer", "x"), ("text", "<p>Words</p>"))[0]["type"] == "text"


def test_image_block(read_body) -> None:
    image = ImageFactory(title="Ganesha", description="A carved figure", credit="A photographer")
    chosen = {"image": image.pk, "decorative": False, "alt_text": "Ganesha in the case"}
    (block,) = read_body(("image", {"image": chosen, "caption": "In Room 3", "credit": ""}))
    value = block["value"]
    assert value["caption"] == "In Room 3"
    assert value["image"]["alt"] == "Ganesha in the case"
    assert value["image"]["credit"] == "A photographer"
    assert value["image"]["renditions"]


@pytest.mark.parametrize(
    ("chosen", "alt"),
    [
        ({"alt_text": "Here", "decorative": False}, "Here"),
        ({"alt_text": "Here", "decorative": True}, ""),
        ({"alt_text": "", "decorative": False}, "Described"),
    ],
)
def test_alternative_text(read_body, chosen: dict, alt: str) -> None:
    image = ImageFactory(description="Described")
    (block,) = read_body(("image", {"image": {"image": image.pk, **chosen}, "caption": "", "credit": ""}))
    assert block["value"]["image"]["alt"] == alt


def test_film(read_body) -> None:
    poster = ImageFactory()
    film = {"provider": "youtube", "video_id": "abc", "title": "Film", "poster": poster.pk, "text": "<p>Spoken</p>"}
    (block,) = read_body(("embed", film))
    assert {**block["value"], "poster": block["value"]["poster"]["id"]} == film


def test_people_pages_and_documents(read_body, small_site: SmallSite) -> None:
    person = PersonFactory(name="Nour", institution=InstitutionFactory(name="A museum", country=CountryFactory()))
    document = DocumentFactory(title="Report")
    blocks = read_body(
        ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "a"}]}),
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": small_site.blog.pk, "id": "b"}]}),
        ("document", {"document": document.pk, "label": ""}),
    )
    (shown,) = blocks[0]["value"]["people"]
    assert shown["name"] == "Nour"
    assert shown["institution"]["name"] == "A museum"
    assert shown["institution"]["country"]["name"] == "Egypt"
    assert blocks[1]["value"]["pages"][0]["title"] == "Blog"
    assert blocks[2]["value"]["document"]["title"] == "Report"
    assert blocks[2]["value"]["document"]["url"].startswith("http://testserver/documents/")


# Fields and rows


def test_rows_and_lists_of_objects(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(name="Nour")
    Byline.objects.create(page=post, person=person, role="Coordinator", sort_order=0, locale=post.locale)
    Byline.objects.create(page=post, name="Somebody", sort_order=1, locale=post.locale)
    PageCountry.objects.create(page=post, country=CountryFactory(code="CN"))
    PagePerson.objects.create(page=post, person=person)
    page = api("pages", post.pk)
    assert [(byline["name"], byline["role"]) for byline in page["bylines"]] == [("", "Coordinator"), ("Somebody", "")]
    assert page["bylines"][0]["meta"] == {"type": "blog.Byline"}
    assert page["bylines"][0]["person"]["name"] == "Nour"
    assert page["bylines"][1]["person"] is None
    assert page["countries"][0]["name"] == "China"
    assert page["people"][0]["id"] == person.pk


def test_counts_are_counted_or_reported(small_site: SmallSite, api) -> None:
    index = ProgrammeIndexPageFactory(parent=small_site.home)
    programme = ProgrammePageFactory(parent=index, reported_partners=9)
    PagePerson.objects.create(page=programme, person=PersonFactory())
    assert api("pages", programme.pk)["counts"] == {"fellows": 1, "countries": None, "partners": 9}


def test_form_fields(small_site: SmallSite, api) -> None:
    contact = ContactPageFactory(parent=small_site.home)
    ContactFormField.objects.create(
        page=contact, label="Your name", field_type="singleline", clean_name="your_name", locale=contact.locale
    )
    (field,) = api("pages", contact.pk)["form_fields"]
    assert (field["clean_name"], field["field_type"], field["required"]) == ("your_name", "singleline", True)


def test_a_teaser_does_not_go_on_to_other_pages(small_site: SmallSite, api, read_body, post) -> None:
    """A post that refers to itself: its body is not within its own teaser."""
    (block,) = read_body(("related_pages", {"title": "", "pages": [{"type": "item", "value": post.pk, "id": "b"}]}))
    (teaser,) = block["value"]["pages"]
    assert "teaser_text" in teaser
    assert "body" not in teaser


# Languages


def test_references_are_shown_in_the_language_of_the_page(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(name="Li Ming")
    translate(person, "zh-hans", name="李明")
    translated = translate(post, "zh-hans", slug="post")
    body(
        translated,
        ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "a"}]}),
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": small_site.blog.pk, "id": "b"}]}),
        ("text", f'<p><a linktype="page" id="{small_site.blog.pk}">blog</a></p>'),
    )
    PageCountry.objects.create(page=translated, country=CountryFactory(code="CN"))
    page = api("pages", translated.pk)
    assert page["body"][0]["value"]["people"][0]["name"] == "李明"
    assert page["body"][1]["value"]["pages"][0]["title"] == "博客"
    assert page["body"][2]["value"] == '<p><a href="http://localhost/zh-hans/%E5%8D%9A%E5%AE%A2/">blog</a></p>'
    assert page["countries"][0]["name"] == "中国"


def test_without_a_public_translation_the_original_is_shown(small_site: SmallSite, api, post) -> None:
    other = BlogPageFactory(parent=small_site.blog, title="Other", slug="other")
    draft = translate(other, "zh-hans")
    draft.unpublish()
    translated = translate(post, "zh-hans", slug="post")
    body(
        translated,
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": other.pk, "id": "b"}]}),
        ("text", f'<p><a linktype="page" id="{other.pk}">x</a></p>'),
    )
    blocks = api("pages", translated.pk)["body"]
    assert blocks[0]["value"]["pages"][0]["title"] == "Other"
    assert blocks[1]["value"] == '<p><a href="http://localhost/blog/other/" hreflang="en">x</a></p>'


def test_a_draft_whose_translation_is_public_is_shown_by_that(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(name="Li Ming", live=False)
    translate(person, "zh-hans", name="李明")
    translated = translate(post, "zh-hans", slug="post")
    body(translated, ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "a"}]}))
    assert api("pages", translated.pk)["body"][0]["value"]["people"][0]["name"] == "李明"


def test_words_of_an_image_in_the_language_of_the_page(small_site: SmallSite, api, post) -> None:
    image = ImageFactory(title="Case", description="A case", translations={"zh-hans": {"description": "一个展柜"}})
    translated = translate(post, "zh-hans", slug="post", teaser_image=image)
    shown = api("pages", translated.pk)["teaser_image"]
    assert (shown["title"], shown["alt"]) == ("Case", "一个展柜")


# Rich text


def test_rich_text(small_site: SmallSite, read_body) -> None:
    document = DocumentFactory()
    stored = (
        f'<p>A <a linktype="page" id="{small_site.blog.pk}">b &amp; <b>c</b></a>, '
        f'<a linktype="document" id="{document.pk}">PDF</a>, '
        '<a href="https://example.org/?a=1&amp;b=2">out</a>, <a href="mailto:a@example.org">mail</a><br/></p>'
    )
    (block,) = read_body(("text", stored))
    assert block["value"] == (
        '<p>A <a href="http://localhost/blog/">b &amp; <b>c</b></a>, '
        f'<a href="http://testserver{document.url}">PDF</a>, '
        '<a href="https://example.org/?a=1&amp;b=2">out</a>, <a href="mailto:a@example.org">mail</a><br/></p>'
    )


def test_rich_text_as_stored(small_site: SmallSite, api, post) -> None:
    draft = BlogPageFactory(parent=small_site.blog, live=False)
    image = ImageFactory()
    link = f'<a linktype="page" id="{small_site.blog.pk}">blog</a>'
    picture = f'<embed embedtype="image" id="{image.pk}" alt="" format="left"/>'
    body(post, ("text", f'<p>{link} <a linktype="page" id="{draft.pk}">draft</a>{picture}</p>'))
    page = api("pages", post.pk, rich_text_format="db_html")
    assert page["body"][0]["value"] == f"<p>{link} draft{picture}</p>"
    api("pages", post.pk, rich_text_format="docx", status=400)


@pytest.mark.parametrize(
    "markup",
    [
        '<a linktype="page" id="{pk}">seen</a>',
        "<a linktype='page' id='{pk}'>seen</a>",
        '<A LINKTYPE="page" ID="{pk}">seen</A>',
        '<a id="{pk}" linktype=page>seen</a>',
        '<a linktype="page" id="999999">seen</a>',
        '<a linktype="page" id="x">seen</a>',
        '<a linktype="unheard-of" id="1">seen</a>',
    ],
)
def test_link_to_what_is_not_public_is_its_text(small_site: SmallSite, read_body, markup: str) -> None:
    draft = BlogPageFactory(parent=small_site.blog, title=SECRET, slug="hush", live=False)
    assert read_body(("text", f"<p>{markup.format(pk=draft.pk)}</p>"))[0]["value"] == "<p>seen</p>"


def test_images_and_films_in_rich_text(read_body) -> None:
    image = ImageFactory()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    hidden = ImageFactory(title=SECRET, collection=private)
    stored = (
        f'<embed embedtype="image" id="{image.pk}" alt="A &quot;case&quot;" format="left"/>'
        f'<embed embedtype="image" id="{hidden.pk}" alt="" format="left"/>'
        f'<embed embedtype="media" url="https://youtu.be/def456" title="A &lt;film&gt;" poster="{image.pk}"/>'
        f'<embed embedtype="media" url="https://youtu.be/def456" title="Film" poster="{hidden.pk}"/>'
        '<embed embedtype="media" url="https://youtu.be/abc123"/>'
    )
    (block,) = read_body(("text", stored))
    html = block["value"]
    assert html.count("<img") == 2
    _before, film, without_poster, _last = html.split("<figure")
    assert film.startswith(' data-provider="youtube" data-video-id="def456"><img alt="" ')
    assert film.endswith('<figcaption><a href="https://youtu.be/def456">A &lt;film&gt;</a></figcaption></figure>')
    assert "<img" not in without_poster
    assert "youtube.com" not in html
    assert "ytimg" not in html
    assert 'alt="A &quot;case&quot;"' in html
    assert "srcset=" in html
    assert html.endswith(
        '<figure data-provider="youtube" data-video-id="abc123"><figcaption>'
        '<a href="https://youtu.be/abc123">https://youtu.be/abc123</a></figcaption></figure>'
    )


# Not public


def hide_page(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")


def unpublish(thing: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(live=False)


@pytest.mark.parametrize("hide", [hide_page, unpublish])
def test_no_page_leaks(small_site: SmallSite, api, post, hide: Callable[[Any], None]) -> None:
    hidden = BlogPageFactory(parent=small_site.blog, title=SECRET, slug="hush", teaser_text=SECRET)
    hidden.tags.add(SECRET)
    hidden.save()
    body(
        post,
        ("related_pages", {"title": "", "pages": [{"type": "item", "value": hidden.pk, "id": "b"}]}),
        ("text", f'<a linktype="page" id="{hidden.pk}">x</a>'),
    )
    small_site.home.hero_link_page = hidden
    small_site.home.highlights.create(page=hidden)
    small_site.home.save()
    alias = hidden.create_alias(parent=small_site.blog, update_slug="alias")
    hide(hidden)
    texts = [str(api("pages", fields="*")), str(api("pages", post.pk)), str(api("pages", small_site.home.pk))]
    texts += [str(api("pages", search=SECRET, fields="*")), str(api("pages", tags=SECRET, fields="*"))]
    if hide is hide_page:
        api("pages", alias.pk, status=404)
        assert not [text for text in texts if SECRET in text or "hush" in text]
    assert [block["type"] for block in api("pages", post.pk)["body"]] == ["text"]
    for parameter in ("child_of", "ancestor_of", "descendant_of", "translation_of"):
        api("pages", status=400, **{parameter: hidden.pk})
    api("pages", "find", html_path="/blog/hush/", status=404)
    api("pages", hidden.pk, status=404)


def test_no_draft_leaks_through_its_alias_address(small_site: SmallSite, api) -> None:
    original = BlogPageFactory(parent=small_site.blog, title=SECRET)
    alias = original.create_alias(parent=small_site.blog, update_slug="alias")
    unpublish(original)
    assert api("pages", alias.pk)["meta"]["alias_of"] is None


def test_no_snippet_leaks(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(name=SECRET, institution=InstitutionFactory(name=SECRET))
    Byline.objects.create(page=post, person=person, role="Coordinator", locale=post.locale)
    PagePerson.objects.create(page=post, person=person)
    body(
        post,
        ("people", {"title": "", "people": [{"type": "item", "value": person.pk, "id": "a"}]}),
        ("quote", {"text": "Said", "person": person.pk, "attribution": ""}),
    )
    unpublish(person)
    page = api("pages", post.pk)
    assert SECRET not in str(page)
    assert page["bylines"] == []
    assert page["people"] == []
    (quote,) = page["body"]
    assert quote["value"]["person"] is None
    assert SECRET not in str(api("people"))
    api("people", person.pk, status=404)
    shown = PersonFactory(institution=InstitutionFactory(name=SECRET, live=False))
    assert api("people", shown.pk)["institution"] is None


def test_no_file_leaks(small_site: SmallSite, api, post) -> None:
    private = Collection.get_first_root_node().add_child(name="Private").add_child(name="Below")
    image, document = ImageFactory(title=SECRET, collection=private), DocumentFactory(title=SECRET, collection=private)
    chosen = {"image": image.pk, "alt_text": "", "decorative": False}
    film = {"provider": "youtube", "video_id": "a", "title": "Film", "poster": image.pk, "text": ""}
    body(
        post,
        ("image", {"image": chosen, "caption": "", "credit": ""}),
        ("document", {"document": document.pk, "label": ""}),
        ("embed", film),
        ("text", f'<p><a linktype="document" id="{document.pk}">x</a></p>'),
    )
    type(post).objects.filter(pk=post.pk).update(teaser_image=image, social_image=image)
    CollectionViewRestriction.objects.create(collection=private.get_parent(), restriction_type="login")
    page = api("pages", post.pk)
    assert page["teaser_image"] is None
    film, text = page["body"]
    assert film["value"]["poster"] is None
    assert text["value"] == "<p>x</p>"
    name = image.file.name.rpartition("/")[2].partition(".")[0]
    for text in (str(page), str(api("images")), str(api("documents")), str(api("pages", fields="*"))):
        assert SECRET not in text
        assert name not in text
    api("images", image.pk, status=404)
    api("documents", document.pk, status=404)


def test_another_sites_pages_are_not_of_this_one(small_site: SmallSite, api, post) -> None:
    from wagtail.models import Site

    from tests.factories.core import root_page
    from tests.factories.home import HomePageFactory

    elsewhere = HomePageFactory(parent=root_page(), title=SECRET, slug="elsewhere")
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    body(post, ("related_pages", {"title": "", "pages": [{"type": "item", "value": elsewhere.pk, "id": "b"}]}))
    assert SECRET not in str(api("pages", fields="*"))
    assert api("pages", site="other.example")["items"][0]["title"] == SECRET


# Images


def test_renditions(small_site: SmallSite, api, settings) -> None:
    image = ImageFactory(file__width=1000, file__height=500, file__color="blue")
    shown = api("images", image.pk)
    widths = [width for width in settings.IMAGE_WIDTHS if width < 1000] + [1000]
    assert [(r["format"], r["width"]) for r in shown["renditions"]] == [
        (kind, width) for kind in ("webp", "avif") for width in widths
    ]
    assert all(rendition["bytes"] > 0 and rendition["url"].startswith("http") for rendition in shown["renditions"])
    assert [candidate.split()[1] for candidate in shown["srcset"]["webp"].split(", ")] == [f"{w}w" for w in widths]
    assert (shown["width"], shown["height"], shown["bytes"]) == (1000, 500, image.file.size)
    assert shown["meta"]["download_url"] == f"http://testserver{image.file.url}"


def test_a_missing_original_is_no_reason_to_fail(small_site: SmallSite, api) -> None:
    image = ImageFactory()
    image.file.storage.delete(image.file.name)
    shown = api("images", image.pk)
    assert shown["renditions"] == []
    assert shown["srcset"] == {}


def test_the_social_image_is_the_teaser_image_where_there_is_none(small_site: SmallSite, api, post) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    teaser, social, hidden = ImageFactory(), ImageFactory(), ImageFactory(title=SECRET, collection=private)

    def shown(**images: Any) -> Any:
        type(post).objects.filter(pk=post.pk).update(**images)
        listed = api("pages", type="blog.BlogPage", fields="_,id,social_image(_,id)")["items"][0]["social_image"]
        detail = api("pages", post.pk)["social_image"]
        assert (listed and listed["id"]) == (detail and detail["id"])
        return detail and detail["id"]

    assert shown() is None
    assert shown(teaser_image=teaser) == teaser.pk
    assert shown(social_image=social) == social.pk
    assert shown(social_image=hidden) == teaser.pk
    assert shown(teaser_image=hidden) is None
    assert shown(social_image=social, teaser_image=hidden) == social.pk
