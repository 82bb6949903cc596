"""The index is kept and made anew by itself."""

from typing import Any

from django.test import Client

from itp_cms.core import followers
from search.models import Entry, IndexState
from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite


def test_an_index_left_half_made_is_made_by_a_worker(small_site: SmallSite, client: Client, begin_work: Any) -> None:
    """As a rebuild leaves it that was killed: nothing in the log tells of it."""
    post = BlogPageFactory(parent=small_site.blog, title="Loan")
    followers.catch_up()
    IndexState.objects.update(analysis=None)
    Entry.objects.filter(object_id=post.pk, type="blog.BlogPage").delete()
    assert client.get("/api/v2/search/?q=loan").json()["meta"]["total_count"] == 0

    begin_work()

    assert IndexState.objects.get().analysis is not None
    assert client.get("/api/v2/search/?q=loan").json()["meta"]["total_count"] == 1
