"""One server, several sites: what an answer of one says leads to that one again, and nowhere to another's."""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from legacy_projects.models.projects import ProjectPlace
from tests.databases import Prepared
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory, SeriesFactory
from tests.factories.core import (
    ChannelFactory,
    DocumentFactory,
    ImageFactory,
    InstitutionFactory,
    PersonFactory,
    SiteContentFactory,
    locale,
    root_page,
)
from tests.factories.home import ContactPageFactory, HomePageFactory
from tests.factories.legacy_projects import (
    LegacyProjectIndexPageFactory,
    LegacyProjectPageFactory,
    StrandPageFactory,
)
from tests.prepared import Prepare, Use
from tests.small_site import build_small_site, translate

OURS, THEIRS = "Alabaster", "Basalt"
SITE = "other.example"
API = "http://testserver/api/v2/"


def fill(site: Site, word: str) -> None:
    """A bit of everything that a site has, each with the word in it."""
    home = site.root_page.specific
    blog = BlogIndexPageFactory(parent=home, title=f"Blog {word}", slug=f"blog-{word.lower()}")
    post = BlogPageFactory(
        parent=blog,
        title=f"Post {word}",
        slug=f"post-{word.lower()}",
        deadline="2030-01-01",
        series=SeriesFactory(),
        teaser_image=ImageFactory(),
        body=json.dumps([{"type": "document", "value": {"document": DocumentFactory().pk, "label": ""}}]),
    )
    translate(post, "zh-hans", title=f"帖子 {word}", slug=f"zh-{word.lower()}")
    ContactPageFactory(parent=home, title=f"Write to {word}", slug=f"write-{word.lower()}")
    strand = StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=home), title=f"Strand {word}")
    project = LegacyProjectPageFactory(parent=strand, title=f"Project {word}")
    ProjectPlace.objects.create(page=project, name=word, latitude="30", longitude="31", locale=project.locale)
    Redirect.add_redirect(f"/old-{word.lower()}/", redirect_to=post, site=site)
    menu = [{"type": "link", "value": {"label": word, "page": post.pk, "url": "", "children": []}}]
    SiteContentFactory(site=site, name=f"Site {word}", navigation=json.dumps(menu))


def build() -> int:
    small_site = build_small_site()
    home = HomePageFactory(parent=root_page(), slug="other-home", title=f"Home {THEIRS}", locale=locale())
    site = Site.objects.create(hostname=SITE, port=80, root_page=home)
    fill(small_site.site, OURS)
    fill(site, THEIRS)
    PersonFactory(biography="<p>About</p>")
    InstitutionFactory(latitude="30", longitude="31")
    ChannelFactory()
    return site.pk


@pytest.fixture(scope="session")
def database(prepared_databases: Prepare) -> Prepared[int]:
    return prepared_databases("sites", build)


@pytest.fixture
def _begin(on_database: Use, database: Prepared[int]) -> None:
    on_database(database)


@pytest.fixture
def other_site(_begin: None, db: None, database: Prepared[int]) -> Site:
    return Site.objects.get(pk=database.content())


def addresses(text: str) -> Iterator[str]:
    """The addresses of this API and of the sitemap in an answer."""
    for address in re.findall(r'http://testserver/[^"<>\s]+', text.replace("&amp;", "&")):
        if address.startswith(API) or "sitemap" in address:
            yield address.removeprefix("http://testserver")


def walk(client: Client, start: str) -> dict[str, str]:
    """Every answer that one gets to from an address by following what answers give, by its address."""
    answers: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in answers or "/rendition/" in address:
            continue
        response = client.get(address)
        assert response.status_code == 200, (address, response.content[:300])
        answers[address] = b"".join(response).decode()
        waiting += addresses(answers[address])
    return answers


def test_the_whole_api_of_a_site(other_site: Site, client: Client) -> None:
    answers = walk(client, f"/api/v2/?site={SITE}")
    text = "".join(answers.values())
    assert OURS not in text
    assert OURS.lower() not in text
    for thing in ("Home", "Blog", "Post", "帖子", "Write to", "Strand", "Project", "Site"):
        assert f"{thing} {THEIRS}" in text, thing
    visited = {re.sub(r"/\d+/", "/N/", address.partition("?")[0]) for address in answers}
    kinds = ["pages/N/", "people/N/", "images/N/", "documents/N/", "redirects/N/", "series/N/", "forms/N/", "settings/"]
    kinds += [
        "sitemap.xml",
        "navigation/",
        "feeds/en/posts.rss",
        "calendar/",
        "maps/projects.geojson",
        "maps/institutions.geojson",
    ]
    assert {f"/api/v2/{kind}" for kind in kinds} <= visited
    hosts = set(re.findall(r'"html_url":"(https?://[^/"]+)', text))
    assert hosts == {f"http://{SITE}"}


def test_the_site_of_the_host_needs_no_name(other_site: Site, client: Client) -> None:
    answers = walk(client, "/api/v2/")
    text = "".join(answers.values())
    assert THEIRS not in text
    assert f"Post {OURS}" in text
    assert "site=" not in text
    assert "site=" not in client.get("/api/v2/pages/?site=localhost&fields=*").content.decode()


def test_asked_at_its_own_host_a_site_needs_no_name(other_site: Site, client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = [SITE]
    (home,) = client.get("/api/v2/pages/?limit=1", headers={"host": SITE}).json()["items"]
    assert home["meta"]["detail_url"] == f"http://{SITE}/api/v2/pages/{home['id']}/"
    assert home["title"] == f"Home {THEIRS}"


def test_forms_are_sent_to_their_site(other_site: Site, client: Client) -> None:
    (form,) = client.get(f"/api/v2/forms/?site={SITE}").json()["items"]
    assert form["action"].endswith(f"/forms/{form['id']}/?site={SITE}:80")
    assert client.post(form["action"], {}).status_code in {201, 400}
    assert client.post(form["action"].partition("?")[0], {}).status_code == 404


def test_find_leads_to_the_site(other_site: Site, client: Client) -> None:
    path = f"/blog-{THEIRS.lower()}/post-{THEIRS.lower()}/"
    answer = client.get("/api/v2/pages/find/", {"html_path": path, "site": SITE, "fields": "title"})
    listed = client.get("/api/v2/pages/", {"site": SITE, "title": f"Post {THEIRS}"}).json()["items"][0]
    assert answer.headers["Location"] == f"{listed['meta']['detail_url']}&fields=title"
    assert client.get(answer.headers["Location"]).json()["title"] == f"Post {THEIRS}"
    assert client.get("/api/v2/pages/find/", {"html_path": path}).status_code == 404
    # What stands in an answer finds its page, too.
    found = client.get("/api/v2/pages/find/", {"html_path": listed["meta"]["detail_url"], "site": SITE}, follow=True)
    assert found.json()["id"] == listed["id"]


ENDPOINTS = [
    "",
    "pages/",
    "people/",
    "images/",
    "documents/",
    "countries/",
    "locales/",
    "channels/",
    "redirects/",
    "settings/",
    "navigation/",
    "feeds/",
    "feeds/en/posts.atom",
    "forms/",
    "calendar/",
    "calendar/en.ics",
    "maps/",
    "maps/projects.geojson",
    "maps/institutions.geojson",
]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_one_parameter_everywhere(other_site: Site, client: Client, endpoint: str) -> None:
    Site.objects.create(hostname=SITE, port=8000, root_page=HomePageFactory(parent=root_page(), slug="third"))
    path = f"/api/v2/{endpoint}"
    assert client.get(path, {"site": f"{SITE}:80"}).status_code == 200
    assert client.get(path, {"site": f"{SITE}:8000"}).status_code == 200
    ambiguous = client.get(path, {"site": SITE})
    assert (ambiguous.status_code, ambiguous.json()["field"]) == (400, "site")
    for unknown, status in {"nowhere.example": 404, f"{SITE}:81": 404, f"{SITE}:x": 404, "": 400}.items():
        missing = client.get(path, {"site": unknown})
        assert (missing.status_code, missing.json()["field"]) == (status, "site")


@pytest.mark.parametrize("site", ["nowhere.example", "other.example:81", "%00"])
def test_the_sitemap_of_no_site(other_site: Site, client: Client, site: str) -> None:
    assert client.get(f"/api/v2/sitemap.xml?site={site}").status_code in {400, 404}


def test_answers_as_declared(other_site: Site, client: Client) -> None:
    for path, operations in client.get("/api/v2/openapi.json").json()["paths"].items():
        for operation in operations.values():
            names = {parameter["name"] for parameter in operation.get("parameters", ())}
            assert "site" in names or path == "/openapi.json", path
