"""What a new installation begins with, before any demo."""

from django.test import Client
from wagtail.models import Site

from home.models import HomePage


def test_migrations_make_a_home_page_to_write_on(db, client: Client):
    assert isinstance(Site.objects.get().root_page.specific, HomePage)
    (page,) = client.get("/api/v2/pages/").json()["items"]
    assert (page["meta"]["type"], page["meta"]["locale"]) == ("home.HomePage", "en")
    assert client.get("/").status_code == 200


def test_it_is_published_like_any_page(db, client: Client):
    home = Site.objects.get().root_page.specific
    home.title = "Network"
    home.save_revision().publish()
    assert client.get("/api/v2/pages/").json()["items"][0]["title"] == "Network"
