from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from wagtail.models import Page

from itp_cms.core import followers
from itp_cms.webhooks.models import Delivery, Subscription
from itp_cms.webhooks.sending import due, send_to
from tests.factories.accounts import UserFactory
from tests.factories.home import make_site
from tests.webhooks import receiver as receivers


@pytest.fixture
def receiver() -> Iterator[receivers.Receiver]:
    with receivers.running() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def this_machine(settings) -> None:
    """Requests may go to this machine, where the receivers are."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def home(db) -> Page:
    page = make_site().root_page.specific
    followers.catch_up("webhooks")
    return page


def subscribe(url: str, **fields: object) -> Subscription:
    return Subscription.objects.create(name="Mirror", url=url, **{"owner": UserFactory(), **fields})


def deliver() -> None:
    """What the worker does, in this thread: write down what is to be told, and send what is due."""
    followers.catch_up("webhooks")
    while pks := list(due().values_list("subscription", flat=True).distinct()):
        for pk in pks:
            send_to(pk)


def make_due() -> None:
    """As if the pauses were over."""
    from django.utils import timezone

    Delivery.objects.filter(state="waiting").update(due_at=timezone.now())
    Subscription.objects.update(quiet_until=timezone.now())
