"""What PostgreSQL is told of the index of words, by which it reckons what a search costs."""

import pytest
from django.db import connection

from itp_cms.core import followers
from tests.factories.blog import BlogPageFactory
from tests.small_site import SmallSite

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")


def test_no_words_wait_to_be_taken_into_the_index(small_site: SmallSite):
    BlogPageFactory(parent=small_site.blog, title="Bronzes")
    followers.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_postgresqlwords")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SELECT gin_clean_pending_list('search_postgresqlwords_vector')")
        assert cursor.fetchone() == (0,)  # pages that were waiting
