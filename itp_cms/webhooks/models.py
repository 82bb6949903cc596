"""Who is told of changes, what they are told, and how it went."""

import base64
import json
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core.changes import content_version
from itp_cms.webhooks.addresses import AddressRefusedError, check_url

SECRET_BYTES = 32
OLD_SECRET_HOLDS = timedelta(days=1)
"""How long requests are signed with the old secret too, when there is a new one."""


def new_secret() -> str:
    """A secret as the Standard Webhooks scheme writes it: `whsec_` and bytes in Base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class EventKind(models.TextChoices):
    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Changed")
    UNPUBLISHED = "unpublished", _("Unpublished, deleted or hidden")


class Subscription(models.Model):
    """An address that is told of changes. Of kinds, types and languages, none named means all."""

    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(
        _("address"),
        max_length=500,
        help_text=_("Where the requests go: an https address that can be reached from outside."),
    )
    secret = models.CharField(
        _("secret"),
        max_length=100,
        default=new_secret,
        editable=False,
        help_text=_("By which the receiver knows that a request is from here."),
    )
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    kinds = models.JSONField(_("events"), default=list, blank=True, help_text=_("None chosen: all."))
    types = models.JSONField(_("types"), default=list, blank=True, help_text=_("None chosen: all."))
    locales = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("None chosen: all. What is unpublished is told of whatever its language was."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Gets a mail when the address is paused because it does not answer."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Of what changes while it is not, nothing is kept.")
    )
    begins_after = models.BigIntegerField(default=content_version, editable=False)
    """The number of the newest change when it was made: it is told of what comes later."""

    failures = models.PositiveIntegerField(default=0, editable=False)
    """Requests in a row that failed, whichever delivery they were of."""
    failing_since = models.DateTimeField(null=True, editable=False)
    quiet_until = models.DateTimeField(default=timezone.now, editable=False)
    """It is asked nothing before."""
    paused_at = models.DateTimeField(null=True, editable=False)
    """When it was given up. What changes is kept for it, and sent when somebody resumes."""
    owner_told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        try:
            check_url(self.url)
        except AddressRefusedError as error:
            raise ValidationError({"url": str(error)}) from error

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def status(self) -> Any:
        """In a word, for listings."""
        if not self.is_active:
            return _("Inactive")
        if self.paused_at:
            return _("Paused")
        return _("Failing") if self.failures else _("Active")

    @property
    def secrets(self) -> list[str]:
        """Those that requests are signed with: the newest first."""
        is_old_valid = self.old_secret_until and self.old_secret_until > timezone.now()
        return [self.secret, self.old_secret] if is_old_valid else [self.secret]

    def renew_secret(self) -> None:
        """From now on there is a new one; the one before holds for a day, and what was before that no more."""
        until = timezone.now() + OLD_SECRET_HOLDS
        Subscription.objects.filter(pk=self.pk).update(
            secret=new_secret(), old_secret=self.secret, old_secret_until=until
        )

    def resume(self) -> None:
        """Send at once what waits or was given up."""
        now = timezone.now()
        Subscription.objects.filter(pk=self.pk).update(
            failures=0, failing_since=None, quiet_until=now, paused_at=None, owner_told_at=None
        )
        self.deliveries.exclude(state=Delivery.State.DELIVERED).update(
            state=Delivery.State.WAITING, failures=0, due_at=now, wanted_at=now
        )


class Delivery(models.Model):
    """Something that a subscription is told. The request's body is made once, and is the same each time it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    number = models.BigIntegerField(_("change"), null=True)
    """Of the change it tells of; null for a ping."""
    endpoint = models.CharField(max_length=100, blank=True)
    """Which, with the number, says what it tells of: a change of settings is one of several endpoints' answers."""
    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
    event_type = models.CharField(_("event"), max_length=100)
    body = models.TextField(_("request"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    failures = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    wanted_at = models.DateTimeField(default=timezone.now)
    """When it was made, or somebody last asked to have it sent again: from then on it is tried for days."""

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "number", "endpoint"], name="delivery_once_per_change")
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            models.Index(fields=["made_at"], name="delivery_by_time"),
        ]

    def __str__(self) -> str:
        return self.webhook_id

    @property
    def webhook_id(self) -> str:
        """By which a receiver knows repeats."""
        return f"msg_{self.event_id.hex}"

    @property
    def next_attempt(self) -> datetime | None:
        """When it is sent, unless somebody has to do something first."""
        subscription = self.subscription
        if self.state != self.State.WAITING or subscription.paused_at or not subscription.is_active:
            return None
        return max(self.due_at, subscription.quiet_until)

    @property
    def subject(self) -> str:
        """What it tells of, in short: `pages 17`."""
        data = json.loads(self.body)["data"]
        words = (self.endpoint, data.get("id"), data.get("locale"))
        return " ".join(str(word) for word in words if word)

    def send_again(self) -> None:
        """Have it sent at once, with the same id."""
        now = timezone.now()
        Delivery.objects.filter(pk=self.pk).update(state=self.State.WAITING, failures=0, due_at=now, wanted_at=now)
        Subscription.objects.filter(pk=self.subscription_id).update(quiet_until=now)


class Attempt(models.Model):
    """One request of a delivery, and what came of it."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("time"), default=timezone.now)
    url = models.CharField(_("address"), max_length=500)
    headers = models.JSONField(_("request headers"), default=dict)
    status = models.PositiveIntegerField(_("status"), null=True)
    """Null where no answer came."""
    answer = models.TextField(_("answer"), blank=True)
    """The beginning of its body."""
    error = models.CharField(_("error"), max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at}: {self.status or self.error}"
