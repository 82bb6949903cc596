"""Webhooks in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from itp_cms.core.roles import EDITORS
from itp_cms.webhooks.models import Delivery, Subscription
from tests.factories.accounts import UserFactory
from tests.factories.home import StandardPageFactory
from tests.webhooks.conftest import deliver, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db) -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_superuser=True))
    return client


def _form(**fields: object) -> dict[str, object]:
    owner = UserFactory.create()
    return {"name": "Mirror", "url": "https://hook.example.org/", "owner": owner.pk, "is_active": "on", **fields}


def test_a_webhook_is_made_and_its_secret_shown(administrator, home):
    form = _form(types=["home.StandardPage"], locales=["en"], kinds=["published"])
    answer = administrator.post(reverse("webhooks:add"), form, follow=True)
    subscription = Subscription.objects.get()
    assert subscription.types == ["home.StandardPage"]
    assert subscription.locales == ["en"]
    assert subscription.kinds == ["published"]
    assert subscription.secret.startswith("whsec_")
    assert subscription.secret in answer.content.decode()
    assert "Mirror" in administrator.get(reverse("webhooks:index")).content.decode()


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "https://user:word@hook.example.org/", "ftp://hook.example.org/"])
def test_an_address_that_would_be_refused_is_not_taken(administrator, home, url):
    answer = administrator.post(reverse("webhooks:add"), _form(url=url))
    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_ping_log_redelivery_and_resume(administrator, home, receiver):
    subscription = subscribe(receiver.url)
    address = reverse("webhook_deliveries", args=[subscription.pk])
    administrator.post(address, {"ping": "1"})
    receiver.behaviour = "error"
    deliver()
    page = administrator.get(address).content.decode()
    for word in ("ping", "500", "out of order", "webhook-signature", receiver.ids[0], "Send again", "Resume"):
        assert word in page
    receiver.behaviour = "ok"
    administrator.post(address, {"delivery": str(Delivery.objects.get().pk)})
    deliver()
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    administrator.post(address, {"delivery": str(Delivery.objects.get().pk)})
    deliver()
    assert len(receiver.ids) == 3
    receiver.behaviour = "gone"
    StandardPageFactory(parent=home)
    deliver()
    assert "Paused" in administrator.get(address).content.decode()
    receiver.behaviour = "ok"
    administrator.post(address, {"resume": "1"})
    deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_editors_see_nothing_of_it(home, receiver):
    subscription = subscribe(receiver.url)
    client = Client()
    client.force_login(UserFactory.create(groups=[EDITORS]))
    for address in (
        reverse("webhooks:index"),
        reverse("webhooks:edit", args=[subscription.pk]),
        reverse("webhook_deliveries", args=[subscription.pk]),
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 403}
        assert subscription.secret not in answer.content.decode()
    client.post(reverse("webhook_deliveries", args=[subscription.pk]), {"ping": "1"})
    assert not Delivery.objects.exists()
