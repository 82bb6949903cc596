"""A worker that is killed loses no event, and one receiver that hangs holds up no other."""

import os
import random
import signal
import time

import pytest

from itp_cms.core import followers
from itp_cms.core.models import FollowerState
from itp_cms.webhooks.models import Delivery
from tests.factories.core import locale
from tests.factories.home import StandardPageFactory, make_site
from tests.webhooks import receiver as receivers
from tests.webhooks.conftest import subscribe
from tests.worker.conftest import _django_db_marker, workplace  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db

LISTED = {"WEBHOOK_NETWORKS": "127.0.0.0/8"}


@pytest.fixture
def home(workplace):  # noqa: F811
    locale()
    home = make_site().root_page.specific
    followers.catch_up("webhooks")  # or it starts afresh, with all that changes until then as one event
    return home


def _ids(receiver) -> set[str]:
    return {request.headers["webhook-id"] for request in receiver.received}


def test_killed_at_any_moment_it_loses_no_event(workplace, home, receiver):  # noqa: F811
    subscribe(receiver.url)
    pages = 0
    for _round in range(3):
        with workplace.worker(**LISTED) as process:
            before = len(receiver.received)
            pages += len([StandardPageFactory(parent=home) for _page in range(8)])
            workplace.wait_for(lambda before=before: len(receiver.received) > before, seconds=90)
            time.sleep(random.uniform(0, 0.3))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    with workplace.worker(**LISTED):
        workplace.wait_for(lambda: Delivery.objects.filter(state="delivered").count() == pages, seconds=70)
    assert len(_ids(receiver)) == pages


def test_a_receiver_that_hangs_holds_up_no_other(workplace, home, receiver):  # noqa: F811
    with receivers.running() as hanging:
        hanging.behaviour = "hang"
        subscribe(hanging.url)
        subscribe(receiver.url)
        with workplace.worker(**LISTED):
            StandardPageFactory(parent=home)
            workplace.wait_for(lambda: receiver.received and hanging.received)
            begun = time.monotonic()
            StandardPageFactory(parent=home)
            workplace.wait_for(lambda: len(receiver.received) == 2)
            assert time.monotonic() - begun < 5
            assert FollowerState.objects.get(name="webhooks").failures == 0
