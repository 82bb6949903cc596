"""The endpoints beside pages."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from itp_cms.core.models import ChannelLocale, SiteSettings
from tests.factories.blog import BlogPageFactory, SeriesFactory
from tests.factories.core import (
    ChannelFactory,
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    SiteContentFactory,
    SponsorFactory,
    TestimonialFactory,
    locale,
)
from tests.small_site import SmallSite, translate


def test_people_by_language(small_site: SmallSite, api) -> None:
    person = PersonFactory(name="Li Ming", cohort_year=2014, biography="<p>Curator</p>")
    translate(person, "zh-hans", name="李明")
    assert [item["name"] for item in api("people")["items"]] == ["Li Ming", "李明"]
    (item,) = api("people", locale="zh-hans")["items"]
    assert item["name"] == "李明"
    assert item["meta"]["locale"] == "zh-hans"
    assert "biography" not in item
    assert api("people", person.pk)["biography"] == "<p>Curator</p>"
    assert api("people", cohort_year=2013)["items"] == []
    assert api("people", kind="fellow", order="-name")["meta"]["total_count"] == 2
    assert api("people", search="ming")["items"][0]["id"] == person.pk


def test_countries_are_named_in_the_language_asked_for(small_site: SmallSite, api) -> None:
    country = CountryFactory(code="EG")
    assert api("countries", fields="code")["items"] == [
        {
            "id": country.pk,
            "meta": {"type": "core.Country", "detail_url": f"http://testserver/api/v2/countries/{country.pk}/"},
            "code": "EG",
            "name": "Egypt",
        }
    ]
    assert api("countries", country.pk, locale="zh-hans")["name"] == "埃及"
    assert api("countries", country.pk, locale="ar")["name"] == "مصر"


def test_the_browsers_language_changes_nothing(small_site: SmallSite, client) -> None:
    country = CountryFactory(code="EG")
    response = client.get(f"/api/v2/countries/{country.pk}/", headers={"accept-language": "ar"})
    assert response.json()["name"] == "Egypt"


def test_other_snippets(small_site: SmallSite, api) -> None:
    person = PersonFactory()
    testimonial = TestimonialFactory(person=person)
    series, sponsor = SeriesFactory(), SponsorFactory()
    assert api("testimonials")["items"][0]["person"]["name"] == person.name
    assert api("testimonials", testimonial.pk)["quote"] == testimonial.quote
    assert api("series", series.pk)["slug"] == series.slug
    assert api("sponsors", sponsor.pk)["name"] == sponsor.name


def test_locales(small_site: SmallSite, api) -> None:
    items = api("locales")["items"]
    assert {item["language_code"]: item["direction"] for item in items} == {
        "en": "ltr",
        "zh-hans": "ltr",
        "zh-hant": "ltr",
        "ar": "rtl",
    }
    assert [item["language_code"] for item in items if item["is_default"]] == ["en"]


def test_images_and_documents(small_site: SmallSite, api) -> None:
    image = ImageFactory(title="Case", translations={"zh-hans": {"title": "展柜"}})
    image.tags.add("Room 3")
    document = DocumentFactory(title="Report")
    (item,) = api("images")["items"]
    assert item["title"] == "Case"
    assert item["meta"]["tags"] == ["Room 3"]
    assert item["meta"]["download_url"].startswith("http://testserver/")
    assert api("images", image.pk, locale="zh-hans")["title"] == "展柜"
    shown = api("documents", document.pk)
    assert shown["bytes"] == document.file.size
    assert shown["filename"] == document.filename
    assert api("documents", search="report")["items"][0]["id"] == document.pk


def test_redirects(small_site: SmallSite, api) -> None:
    post = BlogPageFactory(parent=small_site.blog, slug="new")
    draft = BlogPageFactory(parent=small_site.blog, slug="hush", live=False)
    Redirect.add_redirect("/2018/07/01/old/", redirect_to=post)
    Redirect.add_redirect("/hidden/", redirect_to=draft)
    Redirect.add_redirect("/away/", redirect_to="https://example.org/x", is_permanent=False)
    other = Site.objects.create(hostname="other.example", root_page=small_site.home_zh)
    Redirect.add_redirect("/others/", redirect_to="https://example.org/y", site=other)
    assert {item["old_path"]: item["location"] for item in api("redirects")["items"]} == {
        "/2018/07/01/old": "http://localhost/blog/new/",
        "/away": "https://example.org/x",
    }
    found = api("redirects", "find", html_path="/2018/07/01/old/")
    assert found["old_path"] == "/2018/07/01/old"
    assert found["page"]["title"] == post.title
    api("redirects", "find", html_path="/hidden/", status=404)
    api("redirects", "find", html_path="/others/", status=404)


def test_redirects_by_site_and_language(small_site: SmallSite, api) -> None:
    Redirect.add_redirect("/blog-old/", redirect_to=small_site.blog)
    Redirect.add_redirect("/zh-hans/blog-old/", redirect_to=small_site.blog_zh)
    other = Site.objects.create(hostname="other.example", root_page=small_site.home_zh)
    Redirect.add_redirect("/blog-old/", redirect_to=small_site.blog_zh, site=other)
    Redirect.add_redirect("/away/?p=7", redirect_to="https://example.org/x")

    def listed(**parameters: str) -> dict[str, str]:
        return {item["old_path"]: item["location"] for item in api("redirects", **parameters)["items"]}

    assert listed(locale="en") == {"/blog-old": "http://localhost/blog/"}
    assert list(listed(locale="zh-hans")) == ["/zh-hans/blog-old"]
    assert listed(locale="ar") == {}
    assert len(listed(site="localhost")) == 3
    assert listed(site="other.example")["/blog-old"].startswith("http://other.example/")
    found = api("redirects", "find", html_path="/blog-old/", site="other.example")
    assert found["page"]["id"] == small_site.blog_zh.pk
    assert api("redirects", "find", html_path="https://www.example.org/blog-old")["page"]["id"] == small_site.blog.pk
    assert api("redirects", "find", html_path="/away/?p=7")["location"] == "https://example.org/x"
    assert api("redirects", "find", html_path="/blog-old/?utm_source=x")["page"]["id"] == small_site.blog.pk
    api("redirects", site="nowhere.example", status=404)
    api("redirects", locale="xx", status=404)


def test_settings_in_the_language_asked_for(small_site: SmallSite, api) -> None:
    SiteSettings.objects.create(site=small_site.site, front_end_url="https://www.example.org")
    item = {"label": "", "page": small_site.blog.pk, "url": "", "children": []}
    content = SiteContentFactory(
        name="Network",
        support_text=f'<p><a linktype="page" id="{small_site.blog.pk}">give</a></p>',
        navigation=[{"type": "item", "value": item, "id": "a"}],
    )
    translate(content, "zh-hans", name="网络")
    english, chinese = api("settings"), api("settings", locale="zh-hans")
    assert (english["name"], chinese["name"]) == ("Network", "网络")
    assert english["front_end_url"] == "https://www.example.org"
    assert english["navigation"][0]["value"]["page"]["title"] == "Blog"
    assert chinese["navigation"][0]["value"]["page"]["title"] == "博客"
    assert english["support_text"] == '<p><a href="https://www.example.org/blog/">give</a></p>'
    assert [entry["language_code"] for entry in english["locales"]] == ["en", "zh-hans", "zh-hant", "ar"]
    assert api("settings", locale="ar")["name"] == "Network"


def test_settings_before_any_are_written(small_site: SmallSite, api) -> None:
    settings = api("settings")
    assert settings["name"] is None
    assert settings["front_end_url"] == "http://localhost"


def test_channels_by_language(small_site: SmallSite, api) -> None:
    everywhere = ChannelFactory(name="Mail", kind="email", position=2)
    wechat = ChannelFactory(name="WeChat", position=1)
    ChannelLocale.objects.create(channel=wechat, shown_locale=locale("zh-hans"))
    translate(wechat, "zh-hans", name="微信")
    ChannelFactory(name="Draft", live=False)
    chinese_only = ChannelFactory(name="微博", locale=locale("zh-hans"), position=3)
    assert [channel["id"] for channel in api("settings")["channels"]] == [everywhere.pk]
    names = [channel["name"] for channel in api("settings", locale="zh-hans")["channels"]]
    assert names == ["微信", "Mail", chinese_only.name]
