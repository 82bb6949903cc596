"""How much is given of what a page refers to, and in which form its texts come."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from blog.models import Byline
from tests.api.test_queries import count, rich_blocks, rich_post  # noqa: F401  fixture
from tests.api.test_references import SECRET, body
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import CountryFactory, DocumentFactory, ImageFactory, InstitutionFactory, PersonFactory
from tests.small_site import SmallSite, translate


@pytest.fixture
def post(small_site: SmallSite) -> Any:
    return BlogPageFactory(parent=small_site.blog, title="Referring", teaser_image=ImageFactory())


def people_block(*people: Any) -> tuple[str, Any]:
    return "people", {
        "title": "Who came",
        "people": [{"type": "item", "value": person.pk, "id": "a"} for person in people],
    }


def item(pk: int) -> dict[str, Any]:
    return {"type": "item", "value": pk, "id": "a"}


# expand


def test_expand(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(
        portrait=ImageFactory(), institution=InstitutionFactory(logo=ImageFactory(), country=CountryFactory())
    )
    body(
        post,
        people_block(person),
        ("related_pages", {"title": "", "pages": [item(small_site.blog.pk)]}),
        ("image", {"image": {"image": ImageFactory().pk, "alt_text": "x", "decorative": False}, "caption": ""}),
    )

    def shown(**parameters: str) -> tuple[Any, Any, Any, Any]:
        page = api("pages", post.pk, **parameters)
        people, related, image = page["body"]
        return (
            people["value"]["people"][0],
            related["value"]["pages"][0],
            image["value"]["image"],
            page["teaser_image"],
        )

    usual = api("pages", post.pk)
    assert api("pages", post.pk, expand="2") == usual

    person_shown, page_shown, image_shown, _teaser = shown(expand="1")
    assert person_shown["portrait"]["renditions"]
    assert person_shown["institution"].keys() == {"id", "meta", "name"}
    assert "teaser_text" in page_shown
    assert image_shown["renditions"]

    person_shown, page_shown, image_shown, teaser_shown = shown(expand="0")
    assert person_shown == {"id": person.pk, "meta": person_shown["meta"], "name": person.name}
    assert page_shown.keys() == {"id", "meta", "title"}
    assert image_shown["renditions"]
    assert teaser_shown["renditions"]

    for reference in shown(expand="none"):
        assert reference.keys() == {"id", "meta"}
        assert reference["meta"]["detail_url"]


def test_expand_leaves_what_is_asked_for_by_name(small_site: SmallSite, api, post) -> None:
    page = api("pages", post.pk, expand="none", fields="teaser_image(alt)")
    assert page["teaser_image"].keys() == {"id", "meta", "alt"}


def test_expand_in_lists_and_of_children(small_site: SmallSite, api, post) -> None:
    listed = api("pages", type="blog.BlogPage", fields="teaser_image", expand="none")["items"]
    assert [item["teaser_image"].keys() for item in listed] == [{"id", "meta"}]
    children = api("pages", small_site.blog.pk, expand="0")["children"]["items"]
    assert [child.keys() for child in children] == [{"id", "meta", "title"}]


def test_rich_text_keeps_its_pictures_and_links_without_references(small_site: SmallSite, api, post) -> None:
    picture = f'<embed embedtype="image" id="{ImageFactory().pk}" alt="A case" format="left"/>'
    body(post, ("text", f'<p><a linktype="page" id="{small_site.blog.pk}">blog</a></p>{picture}'))
    usual = api("pages", post.pk)["body"]
    assert "srcset=" in usual[0]["value"]
    assert api("pages", post.pk, expand="none")["body"] == usual


def test_expand_of_people(small_site: SmallSite, api) -> None:
    person = PersonFactory(institution=InstitutionFactory(name="A museum"))
    assert api("people", person.pk)["institution"]["name"] == "A museum"
    assert api("people", person.pk, expand="none")["institution"].keys() == {"id", "meta"}


@pytest.mark.parametrize(
    ("query", "field", "allowed"),
    [
        ("body=html", "body", ["text"]),
        ("rich_text_format=docx", "rich_text_format", ["html", "db_html", "markdown", "db_markdown"]),
        ("body=text&rich_text_format=html", "rich_text_format", None),
    ],
)
@pytest.mark.parametrize("path", ["pages/", "people/", "images/"])
def test_other_values_are_refused(small_site: SmallSite, client: Client, path, query, field, allowed) -> None:
    response = client.get(f"/api/v2/{path}?{query}")
    assert response.status_code == 400
    assert (response.json()["field"], response.json().get("allowed")) == (field, allowed)
    assert response.json()["code"] in {"invalid_choice", "incompatible_parameters"}


def test_settings_have_no_depth(small_site: SmallSite, client: Client) -> None:
    assert client.get("/api/v2/settings/?body=text").status_code == 400
    assert client.get("/api/v2/settings/?expand=0").status_code == 400


# Text


def test_a_body_as_text(small_site: SmallSite, api, post) -> None:
    image = ImageFactory(title="Case", description="A glass case", credit="A photographer")
    document = DocumentFactory(title="Annual report")
    person = PersonFactory(name="Nour Hassan")
    chosen = {"image": image.pk, "alt_text": "", "decorative": False}
    body(
        post,
        ("heading", {"text": "Loans", "level": "2", "anchor": "loans"}),
        (
            "text",
            (
                f'<h3>Why</h3><p>Fish &amp; <b>chips</b><br/>at <a linktype="page" id="{small_site.blog.pk}">noon</a>,'
                ' <a href="https://example.org/">daily</a>.</p><ul><li>One<ul><li>Within</li></ul></li><li>Two</li></ul>'
                "<ol><li>First</li><li>Second</li></ol>"
            ),
        ),
        ("quote", {"text": "It was good.\nVery.", "person": person.pk, "attribution": ""}),
        ("quote", {"text": "And again.", "person": None, "attribution": "Somebody"}),
        ("image", {"image": chosen, "caption": "In Room 3", "credit": ""}),
        ("gallery", {"title": "Views", "images": [item({"image": chosen, "caption": "", "credit": "Own"})]}),  # type: ignore[arg-type]
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Fellows"}],
                "rows": [{"values": ["2018", "23"]}, {"values": ["2019", ""]}],
                "caption": "Fellows by year",
            },
        ),
        ("figure", {"label": "Visitors", "value": "62480.00", "unit": "people", "note": "about"}),
        ("callout", {"style": "deadline", "title": "Apply", "text": "<p>By <i>May</i>.</p>"}),
        ("faq", {"title": "", "items": [item({"question": "Who?", "answer": "<p>All.</p>"})]}),  # type: ignore[arg-type]
        (
            "embed",
            {"provider": "youtube", "video_id": "abc", "title": "A film", "poster": image.pk, "text": "<p>Said</p>"},
        ),
        ("document", {"document": document.pk, "label": ""}),
        ("document", {"document": document.pk, "label": "Read it"}),
        people_block(person),
        ("related_pages", {"title": "", "pages": [item(small_site.blog.pk)]}),
    )

    assert api("pages", post.pk, body="text")["body"].split("\n\n") == (
        [
            "Loans",
            "Why",
            "Fish & chips\nat noon, daily.",
            "- One\n  - Within\n- Two",
            "1. First\n2. Second",
            "> It was good.\n> Very.\n— Nour Hassan",
            "> And again.\n— Somebody",
            "[A glass case]\nIn Room 3\nA photographer",
            "Views",
            "[A glass case]\nOwn",
            "Fellows by year\nYear | Fellows\n2018 | 23\n2019 | ",
            "Visitors: 62480 people (about)",
            "Apply",
            "By May.",
            "Who?",
            "All.",
            "A film",
            "Said",
            "Annual report",
            "Read it",
            "Who came",
            "- Nour Hassan",
            "- Blog",
        ]
    )


def test_text_is_in_the_language_of_the_page(small_site: SmallSite, api, post) -> None:
    image = ImageFactory(description="A case", translations={"zh-hans": {"description": "一个展柜"}})
    person = PersonFactory(name="Li Ming")
    translate(person, "zh-hans", name="李明")
    translated = translate(post, "zh-hans", slug="post")
    chosen = {"image": image.pk, "alt_text": "", "decorative": False}
    body(translated, ("image", {"image": chosen, "caption": "", "credit": ""}), people_block(person))
    assert api("pages", translated.pk, body="text")["body"] == "[一个展柜]\n\nWho came\n\n- 李明"


def test_what_is_not_public_is_in_no_text(small_site: SmallSite, api, post) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image = ImageFactory(title=SECRET, description=SECRET, collection=private)
    document = DocumentFactory(title=SECRET, collection=private)
    draft = BlogPageFactory(parent=small_site.blog, title=SECRET, slug="hush", live=False)
    person = PersonFactory(name=SECRET, live=False)
    chosen = {"image": image.pk, "alt_text": SECRET, "decorative": False}
    body(
        post,
        ("image", {"image": chosen, "caption": SECRET, "credit": ""}),
        ("document", {"document": document.pk, "label": SECRET}),
        people_block(person),
        ("related_pages", {"title": "", "pages": [item(draft.pk)]}),
        (
            "text",
            (
                f'<p><a linktype="page" id="{draft.pk}">seen</a>'
                f'<embed embedtype="image" id="{image.pk}" alt="{SECRET}" format="left"/></p>'
            ),
        ),
    )
    shown = api("pages", post.pk, body="text")
    assert SECRET not in str(shown)
    assert shown["body"] == "seen"
    for name in ("markdown", "db_markdown", "db_html"):
        assert SECRET not in str(api("pages", post.pk, rich_text_format=name))


def test_rich_text_of_other_objects_is_text_as_well(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(biography="<p>Born in <b>Cairo</b>.</p>")
    Byline.objects.create(page=post, person=person, locale=post.locale)
    assert api("people", person.pk, body="text")["biography"] == "Born in Cairo."


def test_text_is_light(small_site: SmallSite, client: Client) -> None:
    post = rich_post(small_site, 0)
    whole, text = (
        len(client.get(f"/api/v2/pages/{post.pk}/?fields=_,body{more}").content) for more in ("", "&body=text")
    )
    assert text < whole / 20


# Markdown


def test_markdown(small_site: SmallSite, api, post) -> None:
    document = DocumentFactory()
    image = ImageFactory()
    body(
        post,
        (
            "text",
            (
                f'<h2>Why</h2><p>A <a linktype="page" id="{small_site.blog.pk}">b <b>c</b></a>, 2*3 &lt;x&gt;, '
                f'<a linktype="document" id="{document.pk}">PDF</a>, <i>so</i><sup>1</sup></p><ul><li>One</li></ul>'
                f'<embed embedtype="image" id="{image.pk}" alt="A case" format="left"/>'
                '<embed embedtype="media" url="https://youtu.be/abc123"/>'
            ),
        ),
    )
    text = api("pages", post.pk, rich_text_format="markdown")["body"][0]["value"]
    assert text.startswith(
        "## Why\n\nA [b **c**](http://localhost/blog/), 2\\*3 \\<x\\>, [PDF](http://testserver/documents/"
    )
    assert "*so*<sup>1</sup>\n\n- One\n" in text
    assert "![A case](http://testserver/media/images/" in text
    assert text.endswith("<https://youtu.be/abc123>")

    stored = api("pages", post.pk, rich_text_format="db_markdown")["body"][0]["value"]
    assert f"[b **c**](wagtail://page?id={small_site.blog.pk})" in stored
    assert f"[PDF](wagtail://document?id={document.pk})" in stored
    assert f"![A case](wagtail://image?id={image.pk}&format=left)" in stored
    assert "![](wagtail://media?url=https%3A%2F%2Fyoutu.be%2Fabc123)" in stored


def test_stored_markdown_is_what_wagtail_reads_back(small_site: SmallSite, api, post) -> None:
    from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter

    stored = f'<p>A <a linktype="page" id="{small_site.blog.pk}">b</a> <i>c</i> 2*3</p><ul><li>One</li></ul>'
    body(post, ("text", stored))
    markdown = api("pages", post.pk, rich_text_format="db_markdown")["body"][0]["value"]
    read_back = MarkdownConverter().to_database_format(markdown)
    assert f'<a linktype="page" id="{small_site.blog.pk}">b</a>' in read_back
    assert "2*3" in read_back
    assert "One</li>" in read_back


def test_the_usual_form_is_a_setting(small_site: SmallSite, api, post, settings) -> None:
    body(post, ("text", f'<p><a linktype="page" id="{small_site.blog.pk}">b</a></p>'))
    settings.WAGTAILAPI_RICH_TEXT_FORMAT = "db_html"
    assert "linktype" in api("pages", post.pk)["body"][0]["value"]


def test_settings_as_markdown(small_site: SmallSite, api) -> None:
    from tests.factories.core import SiteContentFactory

    SiteContentFactory(site=small_site.site, footer_text='<p><b>Call</b> <a href="https://example.org/">us</a></p>')
    shown = api("settings", rich_text_format="markdown")
    assert shown["footer_text"] == "**Call** [us](https://example.org/)"


# Queries


@pytest.mark.parametrize("parameters", [{"body": "text"}, {"expand": "none"}, {"rich_text_format": "markdown"}])
def test_queries_do_not_grow(small_site: SmallSite, count: Callable[..., int], parameters: dict) -> None:  # noqa: F811
    post = rich_post(small_site, 0)
    usual = count(f"/api/v2/pages/{post.pk}/")
    with_few = count(f"/api/v2/pages/{post.pk}/", **parameters)
    body(post, *(block for number in range(6) for block in rich_blocks(number, small_site.blog.pk)))
    assert count(f"/api/v2/pages/{post.pk}/", **parameters) == with_few <= usual


# expand by name


def test_expand_by_name(small_site: SmallSite, api, post) -> None:
    person = PersonFactory(institution=InstitutionFactory(country=CountryFactory()))
    body(post, people_block(person), ("related_pages", {"title": "", "pages": [item(small_site.blog.pk)]}))

    def shown(expand: str) -> tuple[Any, Any, Any]:
        page = api("pages", post.pk, expand=expand)
        people, related = page["body"]
        return people["value"]["people"][0], related["value"]["pages"][0], page["meta"]["parent"]

    usual = shown("2")
    person_shown, page_shown, parent = shown("related_pages")
    assert page_shown == usual[1]
    assert person_shown.keys() == {"id", "meta", "name"}
    assert "teaser_text" not in parent

    person_shown, page_shown, parent = shown("people,parent")
    assert page_shown.keys() == {"id", "meta", "title"}
    assert person_shown["institution"].keys() == {"id", "meta", "name"}
    assert "teaser_text" in parent

    person_shown, page_shown, _parent = shown("people,institution")
    assert person_shown == usual[0]
    person_shown, page_shown, _parent = shown("none,institution")
    assert person_shown.keys() == page_shown.keys() == {"id", "meta"}
    assert shown("2,people") == usual
    assert shown("body")[:2] == shown("1")[:2]


def test_expand_of_rows_and_in_lists(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog, series=SeriesFactory(), teaser_image=ImageFactory())
    post.bylines.add(Byline(person=PersonFactory(cohort_year=2018), locale=post.locale))
    post.save()
    for expand in ("bylines", "person"):
        (byline,) = api("pages", post.pk, expand=expand)["bylines"]
        assert byline["person"]["cohort_year"] == 2018
    (listed,) = api("pages", id__in=post.pk, fields="series,bylines,teaser_image", expand="none,series")["items"]
    assert listed["series"]["name"] == post.series.name
    assert listed["bylines"][0]["person"].keys() == listed["teaser_image"].keys() == {"id", "meta"}
    (listed,) = api("pages", id__in=post.pk, fields="teaser_image", expand="none,teaser_image")["items"]
    assert listed["teaser_image"]["renditions"]
    children = api("pages", small_site.blog.pk, expand="children")["children"]["items"]
    assert "teaser_text" in children[0]


@pytest.mark.parametrize("expand", ["nothing", "title", "series,", "1,2", "0,nothing", "series,x" * 50])
def test_names_that_do_not_refer_are_refused(small_site: SmallSite, api, expand: str) -> None:
    error = api("pages", expand=expand, status=400)
    assert error["field"] == "expand"
    assert error["code"] in {"invalid_choice", "incompatible_parameters"}
    if error["code"] == "invalid_choice":
        assert {"none", "0", "1", "2", "related_pages", "series", "person", "parent", "body"} <= set(error["allowed"])
        assert "title" not in error["allowed"]


def test_names_are_those_of_the_list(small_site: SmallSite, api) -> None:
    assert {"institution", "logo"} <= set(api("people", expand="series", status=400)["allowed"])


def test_the_description_lists_the_names(small_site: SmallSite, client: Client) -> None:
    paths = client.get("/api/v2/openapi.json").json()["paths"]
    (expand,) = (one for one in paths["/people/{id}/"]["get"]["parameters"] if one["name"] == "expand")
    names = expand["schema"]["items"]["enum"]
    assert names[:4] == ["none", "0", "1", "2"]
    assert {"country", "institution", "logo", "portrait"} <= set(names[4:])
    assert "series" not in names
