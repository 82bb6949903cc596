"""The log of what changed of what readers see. How it is written and read: `itp_cms.core.changes`."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Something that an answer to readers shows, or showed, is not as before.

    `number` counts up from 1 without a gap, in the order in which transactions are committed: who has read up to N has
    missed nothing. An object has one row for each transaction that changed it.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        """It was not there for readers before: made, published, no longer restricted."""
        CHANGED = "changed", _("Changed")
        MOVED = "moved", _("Moved")
        """A page has another address; each live page below it has a row of its own."""
        UNPUBLISHED = "unpublished", _("Unpublished")
        DELETED = "deleted", _("Deleted")
        RESTRICTED = "restricted", _("Restricted")
        """It, a page or collection above it, or what it mirrors or translates was restricted."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    object_type = models.CharField(_("type"), max_length=100)
    """The model's label, of a page that of its type: `blog.BlogPage`."""
    object_id = models.CharField(_("id"), max_length=255)
    locale = models.CharField(_("language"), max_length=100, blank=True)
    """The language code of what is in one language."""
    translation_key = models.UUIDField(_("translation key"), null=True)
    at = models.DateTimeField(_("time"), default=timezone.now)
    """When the transaction was about to be committed."""

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["number"]
        indexes = [models.Index(fields=["at"], name="change_by_time")]

    def __str__(self) -> str:
        return f"{self.number}: {self.object_type} {self.object_id} {self.kind}"


class ContentVersion(models.Model):
    """The number of the newest change, in the one row there is, and until when passing moments are in the log.

    Who hands out numbers holds the row's lock until the transaction is committed.
    """

    THE_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW)
    number = models.BigIntegerField(default=0)
    moments_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_content_version")]

    def __str__(self) -> str:
        return str(self.number)
