"""How much of the database telling of changes takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from itp_cms.core import followers
from itp_cms.webhooks.models import Delivery
from tests.factories.core import ImageFactory, PersonFactory
from tests.factories.home import StandardPageFactory
from tests.webhooks.conftest import deliver, subscribe

pytestmark = pytest.mark.django_db


def _change(home, count: int) -> None:
    for _number in range(count):
        StandardPageFactory(parent=home)
        PersonFactory()
        ImageFactory()
        StandardPageFactory(parent=home, live=False).delete()


def _queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        followers.catch_up("webhooks")
    return len(captured)


def test_following_takes_as_many_queries_for_twenty_changes_as_for_four(home):
    subscribe("https://hook.example.org/")
    counts = []
    for count in (1, 1, 5):  # the first time looks up what stays
        _change(home, count)
        counts.append(_queries())
    assert counts[1] == counts[2]
    assert Delivery.objects.filter(event_type="page.published").count() == 7


def test_following_takes_as_many_queries_for_ten_subscriptions_as_for_one(home):
    subscribe("https://hook.example.org/")
    counts = []
    for _time in range(2):
        _change(home, 1)
        counts.append(_queries())
    for number in range(9):
        subscribe(f"https://hook{number}.example.org/", locales=["en"], types=["home.StandardPage"])
    _change(home, 1)
    assert _queries() == counts[1]
    assert Delivery.objects.filter(event_type="page.published").count() == 2 + 10


def test_where_nobody_is_told_nothing_is_looked_up(home):
    subscribe("https://hook.example.org/", is_active=False)
    _change(home, 1)
    with CaptureQueriesContext(connection) as captured:
        followers.catch_up("webhooks")
    assert captured.captured_queries
    assert not [query for query in captured.captured_queries if "wagtailcore_page" in query["sql"]]


def test_sending_takes_as_many_queries_a_delivery_however_many_wait(home, receiver):
    subscribe(receiver.url)
    counts = []
    for count in (2, 12):
        for _number in range(count):
            StandardPageFactory(parent=home)
        followers.catch_up("webhooks")
        waiting = Delivery.objects.filter(state="waiting").count()
        with CaptureQueriesContext(connection) as captured:
            deliver()
        counts.append((len(captured), waiting))
    (few, two), (many, twelve) = counts
    assert (many - few) / (twelve - two) <= 8
