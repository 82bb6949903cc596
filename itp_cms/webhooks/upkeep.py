"""The chores of webhooks."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core import chores
from itp_cms.core.models import ChoreState

SEND = "send_webhooks"
OFTEN = timedelta(seconds=10)
AT_ONCE = 500
"""Deliveries that are forgotten in one transaction."""


def register_chores() -> None:
    from itp_cms.webhooks.sending import send_all

    chores.register(chores.Chore(SEND, _("Send webhooks"), OFTEN, send_all))
    chores.register(
        chores.Chore("forget_deliveries", _("Forget old deliveries of webhooks"), timedelta(days=1), forget_deliveries)
    )


def send_soon() -> None:
    """Have the worker look for what is to be sent at once, rather than within ten seconds."""
    ChoreState.objects.filter(name=SEND).update(next_attempt_at=timezone.now())


def forget_deliveries() -> None:
    """Whatever became of them; a few at a time, as SQLite has one writer."""
    from itp_cms.webhooks.models import Delivery

    old = Delivery.objects.filter(made_at__lt=timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS))
    while some := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        Delivery.objects.filter(pk__in=some).delete()
