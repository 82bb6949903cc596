"""Mail about submissions, which neither delays nor loses them.

A submission and the mail about it are stored in one transaction; a task sends the mail afterwards. What could not be
sent stays stored (`UnsentMail`) and is tried again: with later submissions, by the worker or the command
`send_form_mail`, and by editors, who are told of it. A mail can come twice, if the process ends between sending it and
noting so; it is never lost.
"""

import datetime
import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.contrib.forms.models import FormSubmission

from home.models.submissions import UnsentMail
from itp_cms.core.chores import Chore

logger = logging.getLogger(__name__)

RETRY_AFTER = datetime.timedelta(minutes=10)
# After an attempt in vain no visitor is made to wait for a server that does not answer.
PAUSE = datetime.timedelta(minutes=1)
WITH_A_SUBMISSION = 5
OF_THIS_MAIL = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)


def store_mail(submission: FormSubmission, *, to_address: str, from_address: str, subject: str, body: str) -> None:
    """Store a mail, and have it sent once the transaction is committed. `to_address` has several between commas."""
    UnsentMail.objects.create(
        submission=submission,
        to_address=to_address,
        from_address=from_address,
        subject=" ".join(subject.split())[:255],  # no line of a header may be added by what somebody typed
        body=body,
    )
    transaction.on_commit(send_with_submission.enqueue, robust=True)


@task()
def send_with_submission() -> None:
    """Send some of what is due, unless the mail server was out of reach a moment ago."""
    if not UnsentMail.objects.filter(tried_at__gt=timezone.now() - PAUSE).exclude(error="").exists():
        send_mails(due()[:WITH_A_SUBMISSION])


def due() -> QuerySet[UnsentMail]:
    """What was not tried lately; never tried first."""
    mails = UnsentMail.objects.filter(Q(tried_at=None) | Q(tried_at__lte=timezone.now() - RETRY_AFTER))
    return mails.order_by(F("tried_at").asc(nulls_first=True), "pk")


def send_mails(mails: QuerySet[UnsentMail]) -> int:
    """Send these, and say how many went out. Stops when the server cannot be reached: the rest would fail alike."""
    sent = 0
    for mail in mails:
        if not _claim(mail):
            continue
        try:
            _send(mail)
        except Exception as error:  # noqa: BLE001  whatever it is, the mail has to stay and the error be told
            logger.warning("The mail about submission %s was not sent: %r", mail.submission_id, error)
            text = f"{type(error).__name__}: {error}".replace("\0", "")[:500]
            UnsentMail.objects.filter(pk=mail.pk).update(error=text)
            if isinstance(error, OSError) and not isinstance(error, OF_THIS_MAIL):  # smtplib's are OSErrors too
                break
        else:
            UnsentMail.objects.filter(pk=mail.pk).delete()
            sent += 1
    return sent


def _claim(mail: UnsentMail) -> bool:
    """Take the mail, unless another process has since it was read."""
    unchanged = UnsentMail.objects.filter(pk=mail.pk, attempts=mail.attempts)
    return bool(unchanged.update(tried_at=timezone.now(), attempts=F("attempts") + 1))


def _send(mail: UnsentMail) -> None:
    addresses = [address.strip() for address in mail.to_address.split(",") if address.strip()]
    send_mail(mail.subject, mail.body, addresses, mail.from_address)


def send_due() -> None:
    """Send what is due; what cannot be sent is told to editors."""
    send_mails(due())


SEND_MAIL = Chore("send_form_mail", _("Send mail of forms again"), datetime.timedelta(minutes=1), send_due)
