"""Webhooks in the admin."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
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


def _log(subscription: Subscription) -> str:
    return reverse("webhook_deliveries", args=[subscription.pk])


def _read(client: Client, address: str, **parameters: str | int) -> str:
    answer = client.get(address, parameters)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def _send_again(client: Client) -> str:
    delivery = Delivery.objects.get()
    answer = client.post(reverse("webhook_delivery", args=[delivery.subscription_id, delivery.pk]), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_secret_of_a_form_is_not_shown_before_it_is_saved(administrator, home):
    assert "whsec_" not in _read(administrator, reverse("webhooks:add"))


def test_ping_log_and_redelivery(administrator, home, receiver):
    subscription = subscribe(receiver.url)
    administrator.post(_log(subscription), {"ping": "1"})
    receiver.behaviour = "error"
    deliver()
    log = _read(administrator, _log(subscription))
    for word in ("ping", "500", "Waiting", "One delivery waits.", "nothing was answered with success"):
        assert word in log
    delivery = Delivery.objects.get()
    page = _read(administrator, reverse("webhook_delivery", args=[subscription.pk, delivery.pk]))
    for word in ("500", "out of order", "webhook-signature", receiver.ids[0], "next attempt"):
        assert word in page
    receiver.behaviour = "ok"
    assert "It will be sent again" in _send_again(administrator)
    deliver()
    assert len(receiver.ids) == 2
    _send_again(administrator)
    deliver()
    assert len(receiver.ids) == 3
    assert len(set(receiver.ids)) == 1
    log = _read(administrator, _log(subscription))
    for word in ("204", "Delivered", "Nothing waits."):
        assert word in log


def test_a_paused_webhook_says_so_and_is_resumed(administrator, home, receiver):
    subscription = subscribe(receiver.url)
    receiver.behaviour = "gone"
    StandardPageFactory(parent=home)
    deliver()
    assert "Paused since" in _read(administrator, _log(subscription))
    assert "Paused" in _read(administrator, reverse("webhooks:index"))
    page = _send_again(administrator)
    assert "Nothing is sent while the webhook is paused" in page
    assert "next attempt" not in page
    deliver()
    assert len(receiver.ids) == 1
    receiver.behaviour = "ok"
    administrator.post(_log(subscription), {"resume": "1"})
    deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_the_log_is_paged_and_filtered(administrator, home):
    subscription, other = subscribe("https://hook.example.org/"), subscribe("https://other.example.org/")
    for number in range(60):
        state, name = ("failed", "person.changed") if number % 20 == 0 else ("delivered", "page.published")
        body = f'{{"data": {{"id": {1000 + number}}}}}'
        subscription.deliveries.create(endpoint="things", number=number, state=state, event_type=name, body=body)
    other.deliveries.create(endpoint="others", number=1, event_type="image.changed", body='{"data": {"id": 7}}')

    def shown(**parameters: str | int) -> list[int]:
        return [int(found) - 1000 for found in re.findall(r"things (\d+)", _read(administrator, log, **parameters))]

    log = _log(subscription)
    assert shown() == list(range(59, 9, -1))
    assert shown(p=2) == list(range(9, -1, -1))
    assert shown(state="failed") == [40, 20, 0]
    assert shown(event_type="person.changed") == [40, 20, 0]
    assert shown(state="failed", event_type="page.published") == []
    assert shown(made_at_to="2001-01-01") == []
    assert len(shown(made_at_from="2001-01-01")) == 50
    assert "image.changed" not in _read(administrator, log)
    results = reverse("webhook_deliveries_results", args=[subscription.pk])
    assert _read(administrator, results, state="failed").count("things ") == 3


def test_the_log_takes_as_many_queries_for_forty_as_for_two(administrator, home):
    subscription = subscribe("https://hook.example.org/")

    def queries(count: int) -> int:
        for number in range(count):
            delivery = subscription.deliveries.create(event_type="ping", body='{"data": {}}')
            delivery.attempts.create(status=200 + number, milliseconds=1)
        administrator.get(_log(subscription))
        with CaptureQueriesContext(connection) as captured:
            administrator.get(_log(subscription))
        return len(captured)

    assert queries(2) == queries(38)


def test_a_new_secret_is_made_when_it_was_asked_twice(administrator, home):
    subscription = subscribe("https://hook.example.org/")
    address = reverse("webhook_renew_secret", args=[subscription.pk])
    assert address in _read(administrator, reverse("webhooks:edit", args=[subscription.pk]))
    assert "for a day" in _read(administrator, address)
    assert Subscription.objects.get().secret == subscription.secret
    answer = administrator.post(address, follow=True)
    renewed = Subscription.objects.get()
    assert renewed.secrets == [renewed.secret, subscription.secret]
    assert renewed.secret != subscription.secret
    assert renewed.secret in answer.content.decode()
    assert subscription.secret not in answer.content.decode()


def test_editors_see_nothing_of_it(home, receiver):
    subscription = subscribe(receiver.url)
    client = Client()
    client.force_login(UserFactory.create(groups=[EDITORS]))
    delivery = subscription.deliveries.create(event_type="ping", body='{"data": {}}', state="delivered")
    for address in (
        reverse("webhooks:index"),
        reverse("webhooks:edit", args=[subscription.pk]),
        reverse("webhook_deliveries", args=[subscription.pk]),
        reverse("webhook_deliveries_results", args=[subscription.pk]),
        reverse("webhook_delivery", args=[subscription.pk, delivery.pk]),
        reverse("webhook_renew_secret", args=[subscription.pk]),
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 403}
        assert subscription.secret not in answer.content.decode()
        client.post(address, {"ping": "1"})
    assert Delivery.objects.get().state == "delivered"
    assert Subscription.objects.get().secret == subscription.secret


@pytest.mark.parametrize("name", ["webhook_deliveries", "webhook_renew_secret"])
def test_of_a_webhook_that_is_gone_there_is_no_log(administrator, home, name):
    assert administrator.get(reverse(name, args=[10**30])).status_code == 404


def test_a_group_may_be_allowed_to_change_webhooks(administrator, home, receiver):
    subscription = subscribe(receiver.url)
    assert "webhooks.change_subscription" in _permissions_to_tick(administrator)
    group = Group.objects.create(name="Integrators")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_subscription"]))
    client = Client()
    client.force_login(UserFactory.create(groups=["Integrators"]))
    assert subscription.secret in _read(client, reverse("webhooks:edit", args=[subscription.pk]))
    client.post(_log(subscription), {"ping": "1"})
    assert Delivery.objects.get().event_type == "ping"
    assert client.get(reverse("webhooks:add")).status_code == 302
    assert client.get(reverse("webhooks:delete", args=[subscription.pk])).status_code == 302


def _permissions_to_tick(client: Client) -> set[str]:
    """Those that the form of a group offers."""
    page = client.get(reverse("wagtailusers_groups:add")).content.decode()
    ids = re.findall(r'name="permissions"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="permissions"', page)
    found = Permission.objects.filter(pk__in=[int(one or other) for one, other in ids])
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}
