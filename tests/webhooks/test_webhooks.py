"""What a receiver is told, and how it goes on when it misbehaves."""

import json
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from wagtail.models import PageViewRestriction

from itp_cms.core import chores, followers
from itp_cms.webhooks import requests as sender
from itp_cms.webhooks import upkeep
from itp_cms.webhooks.models import Attempt, Delivery, Subscription
from itp_cms.webhooks.sending import tell_owners
from tests.factories.core import locale
from tests.factories.home import StandardPageFactory
from tests.webhooks.conftest import deliver, make_due, subscribe

pytestmark = pytest.mark.django_db


def _told(receiver) -> list[dict]:
    return [json.loads(request.body) for request in receiver.received]


def test_a_page_that_is_published_changed_and_hidden_is_told_of(receiver, home, client):
    subscription = subscribe(receiver.url)
    page = StandardPageFactory(parent=home, title="Secretive", slug="secretive")
    deliver()
    page.save()
    deliver()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    deliver()
    published, changed, hidden = _told(receiver)
    assert [published["type"], changed["type"], hidden["type"]] == [
        "page.published",
        "page.changed",
        "page.unpublished",
    ]
    assert published["data"] == {
        "endpoint": "pages",
        "id": page.pk,
        "type": "home.StandardPage",
        "locale": "en",
        "translation_key": str(page.translation_key),
        "detail_url": f"http://localhost/api/v2/pages/{page.pk}/",
        "number": published["data"]["number"],
    }
    assert hidden["data"] == {
        **dict.fromkeys(["type", "locale", "translation_key", "detail_url"]),
        "endpoint": "pages",
        "id": page.pk,
        "number": published["data"]["number"] + 2,
    }
    listed = client.get(f"/api/v2/changes/?since={hidden['data']['number'] - 1}", HTTP_HOST="localhost").json()
    assert {name: listed["items"][0][name] for name in ("endpoint", "id", "type")} == {
        name: hidden["data"][name] for name in ("endpoint", "id", "type")
    }
    request = receiver.received[0]
    assert request.path == "/hook?from=cms"
    assert Webhook(subscription.secret).verify(request.body, request.headers) == published
    assert b"ecretive" not in b"".join(request.body for request in receiver.received)


def test_a_forged_request_is_not_verified(receiver, home):
    subscription = subscribe(receiver.url)
    StandardPageFactory(parent=home)
    deliver()
    (request,) = receiver.received
    with pytest.raises(WebhookVerificationError):
        Webhook(subscription.secret).verify(request.body.replace(b"published", b"changed"), request.headers)


def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day_more(receiver, home):
    subscription = subscribe(receiver.url)
    old = subscription.secret
    subscription.renew_secret()
    subscription.refresh_from_db()
    new = subscription.secret
    StandardPageFactory(parent=home)
    deliver()
    assert receiver.received[0].headers["webhook-signature"].count("v1,") == 2
    assert _who_verifies(receiver.received[0], old, new) == {old, new}
    Subscription.objects.update(old_secret_until=timezone.now() - timedelta(seconds=1))
    StandardPageFactory(parent=home)
    deliver()
    assert _who_verifies(receiver.received[1], old, new) == {new}


def test_a_secret_that_was_replaced_twice_holds_no_more(receiver, home):
    subscription = subscribe(receiver.url)
    first = subscription.secret
    for _time in range(2):
        subscription.renew_secret()
        subscription.refresh_from_db()
    StandardPageFactory(parent=home)
    deliver()
    assert _who_verifies(receiver.received[0], first, subscription.secret) == {subscription.secret}


def _who_verifies(request, *secrets: str) -> set[str]:
    found = set()
    for secret in secrets:
        with suppress(WebhookVerificationError):
            Webhook(secret).verify(request.body, request.headers)
            found.add(secret)
    return found


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 2),
        ({"kinds": ["changed"]}, 0),
        ({"kinds": ["published"]}, 2),
        ({"types": ["blog.BlogPage"]}, 0),
        ({"types": ["home.StandardPage"]}, 2),
        ({"locales": ["ar"]}, 0),
        ({"locales": ["zh-hans"]}, 1),
        ({"is_active": False}, 0),
    ],
)
def test_only_what_is_wanted_is_told(receiver, home, filters, count):
    home_zh = home.copy_for_translation(locale("zh-hans"))
    home_zh.save_revision().publish()
    deliver()
    subscribe(receiver.url, **filters)
    StandardPageFactory(parent=home)
    StandardPageFactory(parent=home_zh, locale=locale("zh-hans"))
    deliver()
    assert len(receiver.received) == count


def test_drafts_and_what_was_before_are_not_told(receiver, home):
    StandardPageFactory(parent=home)
    subscribe(receiver.url)
    StandardPageFactory(parent=home, live=False)
    deliver()
    assert receiver.received == []


def test_settings_are_told_of_without_an_id(receiver, home):
    from itp_cms.core.models import SiteSettings

    subscribe(receiver.url)
    SiteSettings.for_site(home.get_site()).save()
    deliver()
    assert {"type": "settings.changed", "id": None} in [
        {"type": told["type"], "id": told["data"]["id"]} for told in _told(receiver)
    ]


def test_following_again_makes_no_second_delivery(receiver, home):
    subscribe(receiver.url)
    StandardPageFactory(parent=home)
    deliver()
    followers.restart("webhooks", 0)
    deliver()
    assert len(receiver.received) == 1


def test_too_far_behind_it_tells_to_begin_anew(receiver, home):
    subscribe(receiver.url)
    StandardPageFactory(parent=home)
    followers.restart("webhooks", None)
    deliver()
    (told,) = _told(receiver)
    assert told["type"] == "content.changed"


@pytest.mark.parametrize("behaviour", ["error", "redirect", "close", "hang", "trickle"])
def test_what_fails_is_sent_again_with_the_same_id(receiver, home, behaviour, monkeypatch):
    monkeypatch.setattr(sender, "TOTAL_SECONDS", 0.7)
    subscribe(receiver.url)
    StandardPageFactory(parent=home)
    receiver.behaviour = behaviour
    begun = time.monotonic()
    deliver()
    assert time.monotonic() - begun < 5
    delivery = Delivery.objects.get()
    assert delivery.state == "waiting"
    assert delivery.due_at > timezone.now() + timedelta(seconds=3)
    attempt = Attempt.objects.get()
    assert attempt.status == {"error": 500, "redirect": 302}.get(behaviour)
    assert bool(attempt.error) is (attempt.status is None)
    receiver.behaviour = "ok"
    make_due()
    deliver()
    assert [request.path for request in receiver.received] == ["/hook?from=cms"] * 2
    assert len(set(receiver.ids)) == 1
    assert len({request.body for request in receiver.received}) == 1
    assert Delivery.objects.get().state == "delivered"
    assert Subscription.objects.get().failures == 0


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("1000", 1000),
        (lambda: http_date(time.time() + 1000), 1000),
        ("9" * 400, 86400),
        ("-1", 0),
        ("soon", 0),
        ("Mon, 32 Dec 2026 00:00:00 GMT", 0),
        ("", 0),
    ],
)
def test_a_receiver_that_is_busy_is_left_alone_as_long_as_it_asks(receiver, home, retry_after, seconds):
    subscription = subscribe(receiver.url)
    receiver.behaviour = "busy"
    receiver.retry_after = retry_after() if callable(retry_after) else retry_after
    for _page in range(2):
        StandardPageFactory(parent=home)
    deliver()
    assert len(receiver.received) == (1 if seconds else 2)
    first = Delivery.objects.earliest("pk")
    assert first.state == "waiting"
    now, longest = timezone.now(), max(seconds, 10)
    assert timedelta(seconds=seconds * 0.95) < first.due_at - now < timedelta(seconds=longest + 1)
    quiet = Subscription.objects.get(pk=subscription.pk).quiet_until - now
    assert timedelta(seconds=seconds * 0.95) < quiet < timedelta(seconds=longest + 1)


def test_of_an_endless_answer_only_the_beginning_is_read(receiver, home):
    subscribe(receiver.url)
    StandardPageFactory(parent=home)
    receiver.behaviour = "endless"
    deliver()
    assert Attempt.objects.get().answer == "a" * sender.ANSWER_BYTES


def test_nobody_there_is_a_failure_like_others(home):
    subscribe("http://127.0.0.1:9/")
    StandardPageFactory(parent=home)
    deliver()
    assert "Refused" in Attempt.objects.get().error


def test_pauses_grow_and_after_days_the_address_is_paused_and_its_owner_told(receiver, home, mailoutbox):
    subscription = subscribe(receiver.url)
    StandardPageFactory(parent=home)
    receiver.behaviour = "error"
    deliver()
    pauses = []
    for _attempt in range(4):
        make_due()
        deliver()
        pauses.append((Delivery.objects.get().due_at - timezone.now()).total_seconds())
    assert pauses == sorted(pauses)
    assert pauses[-1] > 3600
    tell_owners()
    assert not mailoutbox
    Subscription.objects.update(failing_since=timezone.now() - timedelta(days=3))
    make_due()
    deliver()
    assert Subscription.objects.get().paused_at
    tell_owners()
    tell_owners()
    (mail,) = mailoutbox
    assert subscription.owner
    assert mail.to == [subscription.owner.email]
    assert f"/admin/webhooks/{subscription.pk}/deliveries/" in mail.body


def test_an_address_that_is_gone_is_paused_at_once_and_gets_everything_when_it_is_resumed(receiver, home):
    subscription = subscribe(receiver.url)
    StandardPageFactory(parent=home)
    receiver.behaviour = "gone"
    deliver()
    StandardPageFactory(parent=home)
    make_due()
    deliver()
    assert len(receiver.received) == 1
    receiver.behaviour = "ok"
    subscription.resume()
    deliver()
    assert len(receiver.received) == 3
    assert len(set(receiver.ids)) == 2


def test_after_days_a_delivery_is_given_up(receiver, home):
    subscribe(receiver.url)
    StandardPageFactory(parent=home)
    receiver.behaviour = "error"
    followers.catch_up("webhooks")
    Delivery.objects.update(wanted_at=timezone.now() - timedelta(days=4))
    deliver()
    assert Delivery.objects.get().state == "failed"


def test_of_an_address_that_is_back_all_that_waited_is_sent(receiver, home):
    subscribe(receiver.url)
    receiver.behaviour = "error"
    for _page in range(3):
        StandardPageFactory(parent=home)
        deliver()
        make_due()
        deliver()
    receiver.behaviour = "ok"
    first = Delivery.objects.earliest("pk")
    Delivery.objects.filter(pk=first.pk).update(due_at=timezone.now())
    Subscription.objects.update(quiet_until=timezone.now())
    deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_old_deliveries_are_forgotten_whatever_became_of_them(receiver, home, settings, monkeypatch):
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    subscribe(receiver.url)
    for _page in range(4):
        StandardPageFactory(parent=home)
    deliver()
    kept = Delivery.objects.latest("pk")
    old = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS, hours=1)
    Delivery.objects.exclude(pk=kept.pk).update(made_at=old)
    Delivery.objects.exclude(pk=kept.pk).filter(number__lt=kept.number).update(state="waiting")
    chores.run("forget_deliveries")
    assert Delivery.objects.get() == kept
    assert Attempt.objects.get().delivery == kept


def test_the_mail_about_a_webhook_whose_name_has_two_lines_is_sent(receiver, home, mailoutbox):
    subscribe(receiver.url)
    Subscription.objects.update(name="Mirror\nBcc: everybody@example.org", paused_at=timezone.now())
    tell_owners()
    (mail,) = mailoutbox
    assert "\n" not in mail.subject
