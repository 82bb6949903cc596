"""The follower that writes down what subscriptions are to be told. It sends nothing: see `sending`."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core.changes import Change, content_version
from itp_cms.core.followers import Follower
from itp_cms.webhooks import events
from itp_cms.webhooks.models import Delivery, Subscription
from itp_cms.webhooks.upkeep import send_soon


class WebhookFollower(Follower):
    name = "webhooks"
    label: Any = _("Webhooks")

    def follow(self, changes: Sequence[Change]) -> None:
        """All deliveries are written in one transaction; those that there are already stay as they are."""
        subscriptions = list(Subscription.objects.filter(is_active=True))
        if not subscriptions:
            return
        labels = events.types_by_endpoint()
        deliveries = [
            Delivery(
                subscription=subscription,
                number=event.number,
                endpoint=event.told["endpoint"],
                event_id=uuid.uuid4(),
                event_type=event.name,
                body=event.body,
            )
            for event in events.events_of(changes)
            for subscription in subscriptions
            if events.is_wanted(subscription, event, labels)
        ]
        _write(deliveries)

    def start_afresh(self) -> None:
        """What changed is not known any more: tell those of it that were to be told of changes before."""
        number, now = content_version(), timezone.now()
        _write(
            Delivery(
                subscription=subscription,
                number=number,
                endpoint="",
                event_type=events.LOST,
                body=events.content_changed(number, now),
            )
            for subscription in Subscription.objects.filter(is_active=True, begins_after__lt=number)
        )


def _write(deliveries: Any) -> None:
    rows = list(deliveries)
    if rows:
        with transaction.atomic():
            Delivery.objects.bulk_create(rows, batch_size=100, ignore_conflicts=True)
            send_soon()
