"""What belongs to a submission of a form: its files, the mail still to be sent about it, the key it came with."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from itp_cms.core.storage import PRIVATE_FILES


def private_name(file: "SubmittedFile", name: str) -> str:
    """Where a file is stored: under a name that nobody can guess, below what no address leads to."""
    _stem, dot, extension = name.rpartition(".")
    return f"{PRIVATE_FILES}submissions/{uuid4().hex}{dot}{extension}"


class SubmittedFile(models.Model):
    """A file sent with a form. It goes when the submission does (`home.apps`)."""

    submission = models.ForeignKey("wagtailforms.FormSubmission", on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=255, help_text="The `clean_name` of the form's field.")
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to=private_name, max_length=255)
    size = models.PositiveBigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submitted file")
        verbose_name_plural = _("submitted files")

    def __str__(self) -> str:
        return self.name

    def delete_stored_file(self) -> None:
        if self.file.name:
            self.file.storage.delete(self.file.name)


def delete_stored_file(sender: Any, instance: SubmittedFile, **kwargs: Any) -> None:
    """Answers `post_delete`: the stored file goes once it is certain that nothing names it any more."""
    transaction.on_commit(instance.delete_stored_file, robust=True)


class SubmissionKey(models.Model):
    """The `Idempotency-Key` a submission came with, so that sending it again does not store it twice."""

    submission = models.OneToOneField("wagtailforms.FormSubmission", on_delete=models.CASCADE, related_name="key")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Of what was sent; empty for submissions from before it was kept.",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="submission_stored_once")]

    def is_known(self) -> bool:
        """Whether this submission is stored with its key. Raises `KeyReusedError` if another one is."""
        known = SubmissionKey.objects.filter(page_id=self.page_id, key=self.key).first()
        if known is not None and known.digest not in {"", self.digest}:
            raise KeyReusedError
        return known is not None


class KeyReusedError(Exception):
    """A submission came with the key of another one."""


def digest_of(data: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> str:
    """What tells one submission from another: a hash of its values and of its files' contents, 64 characters long."""
    contents = {field: _digest_of_file(file) for field, file in files.items()}
    return sha256(json.dumps([data, contents], sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _digest_of_file(file: UploadedFile) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


class UnsentMail(models.Model):
    """A mail about a submission for as long as it is not sent; see `home.mail`."""

    submission = models.OneToOneField(
        "wagtailforms.FormSubmission", on_delete=models.CASCADE, related_name="unsent_mail"
    )
    to_address = models.TextField()
    from_address = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("unsent mail")
        verbose_name_plural = _("unsent mails")

    def __str__(self) -> str:
        return self.subject
