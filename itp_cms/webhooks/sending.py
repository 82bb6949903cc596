"""Sends what subscriptions are to be told, until it is delivered or given up.

Each subscription is sent to in a thread of its own, so that one that hangs holds up no other. A delivery is claimed
for as long as a request can take, before it is sent: of a worker that is killed, it is sent again afterwards, and one
that two workers find is sent once.
"""

import logging
import random
import threading
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import mail_admins
from django.db import Error as DatabaseFailure
from django.db import connections, transaction
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from standardwebhooks.webhooks import Webhook
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from itp_cms.webhooks.models import Attempt, Delivery, Subscription
from itp_cms.webhooks.requests import Outcome, post

logger = logging.getLogger(__name__)

CLAIM = timedelta(seconds=30)
"""Longer than a request may take."""

# The Standard Webhooks specification's example of a schedule.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)
LONGEST_QUIET = timedelta(minutes=5)
"""An address that fails is asked no more often, whatever waits for it."""

GONE = 410
MOST_THREADS = 20
AT_ONCE = 50
"""Deliveries that a thread sends before another subscription may have its place."""
LONGEST_RUN = 60
LOOK_EVERY = 0.2


def pause_after(failures: int) -> timedelta:
    """How long a delivery waits after so many failures: longer each time, and not all that failed together the same."""
    pause = PAUSES[min(failures, len(PAUSES)) - 1]
    return pause * random.uniform(1, 1.25)  # noqa: S311  no secret


def due() -> QuerySet[Delivery]:
    now = timezone.now()
    return Delivery.objects.filter(
        state=Delivery.State.WAITING,
        due_at__lte=now,
        subscription__is_active=True,
        subscription__paused_at__isnull=True,
        subscription__quiet_until__lte=now,
    )


def send_all() -> datetime | None:
    """Send all that is due, as long as anything is; returns when something is again."""
    running: dict[int, threading.Thread] = {}
    until = time.monotonic() + LONGEST_RUN
    while True:
        running = {pk: thread for pk, thread in running.items() if thread.is_alive()}
        waiting = []
        if time.monotonic() < until:
            found = due().exclude(subscription__in=list(running)).order_by("subscription")
            waiting = list(found.values_list("subscription", flat=True).distinct())[: MOST_THREADS - len(running)]
        for pk in waiting:
            running[pk] = threading.Thread(target=_send_in_thread, args=[pk], daemon=True)
            running[pk].start()
        if not running:
            break
        time.sleep(LOOK_EVERY)
    tell_owners()
    return _next()


def _next() -> datetime | None:
    rows = Delivery.objects.filter(
        state=Delivery.State.WAITING, subscription__is_active=True, subscription__paused_at__isnull=True
    )
    soonest = rows.values("subscription").annotate(due=Min("due_at"), quiet=Min("subscription__quiet_until"))
    return min((max(row["due"], row["quiet"]) for row in soonest), default=None)


def _send_in_thread(pk: int) -> None:
    try:
        send_to(pk)
    except DatabaseFailure as error:
        logger.warning("Webhooks: the database failed: %s", error)
    finally:
        connections.close_all()


def send_to(pk: int) -> None:
    """Send one subscription what is due for it, the oldest first, up to one that fails."""
    for _number in range(AT_ONCE):
        delivery = due().filter(subscription=pk).select_related("subscription").order_by("pk").first()
        if delivery is None or not _claim(delivery) or not send(delivery):
            return


def _claim(delivery: Delivery) -> bool:
    """Whether nobody else has it."""
    unclaimed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, due_at=delivery.due_at)
    return bool(unclaimed.update(due_at=timezone.now() + CLAIM))


def send(delivery: Delivery) -> bool:
    """Send it, and note what came of it; whether it was delivered."""
    subscription = delivery.subscription
    now = timezone.now()
    headers = {
        "content-type": "application/json",
        "user-agent": "Webhooks/1.0",
        "webhook-id": delivery.webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(delivery.webhook_id, now, delivery.body) for secret in subscription.secrets
        ),
    }
    outcome = post(subscription.url, delivery.body.encode(), headers)
    with transaction.atomic():
        Attempt.objects.create(
            delivery=delivery,
            at=now,
            url=subscription.url,
            headers=headers,
            status=outcome.status,
            answer=outcome.answer,
            error=outcome.error,
            milliseconds=outcome.milliseconds,
        )
        if outcome.is_success:
            _delivered(delivery)
        else:
            _failed(delivery, outcome)
    return outcome.is_success


def _delivered(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DELIVERED)
    subscription = Subscription.objects.select_for_update().get(pk=delivery.subscription_id)
    if not subscription.failures:
        return
    now = timezone.now()
    if subscription.failures > 1:  # it was away: what waits for it need wait no longer
        subscription.deliveries.filter(state=Delivery.State.WAITING, due_at__gt=now).update(due_at=now)
    subscription.failures, subscription.failing_since, subscription.quiet_until = 0, None, now
    subscription.save(update_fields=["failures", "failing_since", "quiet_until"])


def _failed(delivery: Delivery, outcome: Outcome) -> None:
    now = timezone.now()
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    row.failures += 1
    row.due_at = now + max(pause_after(row.failures), outcome.wait)
    if row.due_at > row.wanted_at + timedelta(days=settings.WEBHOOK_RETRY_DAYS):
        row.state = Delivery.State.FAILED
    row.save(update_fields=["failures", "due_at", "state"])
    subscription = Subscription.objects.select_for_update().get(pk=delivery.subscription_id)
    subscription.failures += 1
    subscription.failing_since = subscription.failing_since or now
    quiet = min(PAUSES[0] * 2 ** min(subscription.failures - 1, 10), LONGEST_QUIET)
    subscription.quiet_until = now + max(quiet if subscription.failures > 1 else timedelta(), outcome.wait)
    dead_after = timedelta(days=settings.WEBHOOK_RETRY_DAYS)
    if outcome.status == GONE or now - subscription.failing_since >= dead_after:
        subscription.paused_at = subscription.paused_at or now
    subscription.save(update_fields=["failures", "failing_since", "quiet_until", "paused_at"])


def tell_owners() -> None:
    """Mail the owners of subscriptions that were paused; one whose mail fails is told the next time."""
    for subscription in Subscription.objects.filter(paused_at__isnull=False, owner_told_at__isnull=True):
        try:
            _tell_owner(subscription)
        except OSError as error:  # SMTP's errors among them
            logger.warning("Webhook %s: its owner could not be told: %s", subscription, error)
            continue
        Subscription.objects.filter(pk=subscription.pk).update(owner_told_at=timezone.now())


def _tell_owner(subscription: Subscription) -> None:
    owner = subscription.owner
    profile = UserProfile.objects.filter(user=owner).first() if owner else None
    with override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE):
        address = settings.WAGTAILADMIN_BASE_URL + reverse("webhook_deliveries", args=[subscription.pk])
        subject = gettext("The webhook “%(name)s” is paused") % {"name": " ".join(subscription.name.split())}
        text = gettext(
            "%(host)s has not answered for days, or has said that it is gone. Nothing is sent to it any more."
            " What changes is kept for %(days)d days, and is sent when you resume:"
        ) % {"host": subscription.host, "days": settings.WEBHOOK_LOG_DAYS}
        message = f"{text}\n\n{address}\n"
        if owner and owner.is_active and owner.email:
            send_mail(subject, message, [owner.email])
        else:
            mail_admins(subject, message)
