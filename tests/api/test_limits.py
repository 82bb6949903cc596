"""Requests that ask for more than anybody needs, or for what is no address: an answer that says so, and quickly."""

import pytest

from tests.factories.blog import BlogPageFactory

NESTED = "title"
for _level in range(320):
    NESTED = f"parent({NESTED})"


@pytest.mark.parametrize(
    "query",
    [
        "pages/?tags=" + ",".join(f"tag{number}" for number in range(70)),
        "images/?tags=" + ",".join(f"tag{number}" for number in range(70)),
        "pages/?fields=_,parent(_,children(_,parent(_,children(_,id))))",
        f"pages/?limit=1&fields={NESTED}",
    ],
)
def test_too_much_is_refused(db, client, query):
    response = client.get(f"/api/v2/{query}")
    assert response.status_code == 400
    assert response.json()["message"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("pages/?type=blog.BlogPage&fields=*,parent(*,children(*,parent(*)))&limit=25", 400),
        ("pages/?type=blog.BlogPage&fields=parent(children(body))", 400),
        ("pages/?type=blog.BlogIndexPage&fields=children(*)", 400),
        ("pages/?fields=parent(parent(*))", 400),
        ("pages/?type=blog.BlogPage&fields=parent(parent(children))", 400),
        ("pages/?type=legacy_projects.LegacyProjectPage&fields=posts(parent(*))", 400),
        ("pages/{blog}/?fields=children(parent(*))", 400),
        ("pages/{blog}/?fields=children(children(title))", 400),
        ("pages/{blog}/?fields=children(title,parent(title))", 200),
        ("pages/{blog}/?fields=*,children(*)", 200),
        ("pages/?fields=*,parent(*,parent(title))", 200),
        ("pages/?type=blog.BlogIndexPage&fields=children,parent(_,id)", 200),
        ("pages/?type=blog.BlogPage&fields=parent(parent(*,-children))", 400),
        ("pages/?type=blog.BlogPage&fields=parent(parent(title,-children))", 200),
        ("pages/?type=blog.BlogPage&fields=bylines(person(institution(*)))", 200),
    ],
)
def test_pages_around_pages(small_site, client, address, status):
    BlogPageFactory(parent=small_site.blog)
    response = client.get(f"/api/v2/{address.format(blog=small_site.blog.pk)}")
    assert response.status_code == status, response.content
    if status == 400:
        assert (response.json()["code"], response.json()["field"]) == ("too_deep", "fields")


@pytest.mark.parametrize("endpoint", ["pages", "redirects"])
@pytest.mark.parametrize("path", ["http://[", "//[", "%2500", "%252500"])
def test_what_is_no_address_is_not_found(db, client, endpoint, path):
    response = client.get(f"/api/v2/{endpoint}/find/?html_path={path}")
    assert response.status_code in {400, 404}
    assert response.json()["message"]


@pytest.mark.parametrize("address", ["/api/v2/", "/api/v2/nope/"])
def test_writing_is_refused_in_json(db, address):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(address)
    assert response.status_code in {404, 405}
    assert response.json()["message"]


def test_find_leads_where_lists_lead(small_site, client):
    listed = client.get("/api/v2/pages/", headers={"host": "localhost:8220"}).json()["items"][0]
    answer = client.get("/api/v2/pages/find/", {"id": listed["id"]}, headers={"host": "localhost:8220"})
    assert answer.headers["Location"] == listed["meta"]["detail_url"]


def test_tags_are_all_asked_for_once(small_site, client):
    both, one = BlogPageFactory(parent=small_site.blog), BlogPageFactory(parent=small_site.blog)
    both.tags.add("loans", "storage")
    one.tags.add("loans")
    for page in (both, one):
        page.save()
    found = client.get("/api/v2/pages/?tags=loans,storage,loans").json()["items"]
    assert [item["id"] for item in found] == [both.pk]


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("fields=*", 100),
        ("fields=*,parent(title)", 100),
        ("fields=*,parent(*)", 50),
        ("fields=parent(*,-children)", 50),
        ("fields=bylines(person(*))", 100),
    ],
)
def test_pages_given_whole_with_each_page_lower_the_limit(small_site, client, query, most):
    BlogPageFactory(parent=small_site.blog)
    address = f"/api/v2/pages/?type=blog.BlogPage&{query}"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}&limit={most}").status_code == 200
    refused = client.get(f"{address}&limit={most + 1}")
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (400, "too_large", "limit")
    assert str(most) in refused.json()["message"]
