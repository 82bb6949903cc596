"""Mail about submissions: sent after they are stored, and not lost with a mail server that fails."""

import datetime
import time
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission

from home.models import UnsentMail
from tests.factories.forms import PDF, contact, question
from tests.factories.home import make_site
from tests.services import smtp

Submit = Callable[[], None]


@pytest.fixture
def page(db):
    home = make_site().root_page.specific
    return contact(
        home,
        question("Name"),
        question("Scan", "file", required=False),
        title="Write to us",
        subject="A letter\r\nBcc: everybody@example.org",
        to_address="team@example.org, office@example.org",
        from_address="site@example.org",
    )


@pytest.fixture
def submit(page, client, django_capture_on_commit_callbacks) -> Submit:
    def post() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"/api/v2/forms/{page.pk}/", {"name": "Ana\nBcc: x@example.org"})
        assert response.status_code == 201, response.content

    return post


@pytest.fixture
def mail_at(settings) -> Callable[[int], None]:
    def use(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1

    return use


def an_age_passes() -> None:
    UnsentMail.objects.update(tried_at=timezone.now() - datetime.timedelta(hours=1))


def test_a_submission_is_mailed(page, submit, mail_at):
    letters: list[str] = []
    with smtp.mail_server(smtp.receiving(letters)) as port:
        mail_at(port)
        submit()
    [letter] = letters
    head, _, body = letter.partition("\r\n\r\n")
    assert "Subject: A letter Bcc: everybody@example.org" in head
    assert "\nBcc" not in head
    assert "To: team@example.org, office@example.org" in head
    assert "From: site@example.org" in head
    assert "Name: Ana" in body
    assert not UnsentMail.objects.exists()


def test_files_are_pointed_to(page, client, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/api/v2/forms/{page.pk}/", {"name": "Ana", "scan": SimpleUploadedFile("scan.pdf", PDF)})
        assert not mailoutbox  # nothing is told before it is certain
    [mail] = mailoutbox
    assert "Scan: scan.pdf" in mail.body
    assert f"http://localhost/admin/forms/submissions/{page.pk}/" in mail.body


@pytest.mark.parametrize("talk", [None, smtp.refusing, smtp.silent], ids=["down", "refuses", "hangs"])
def test_nothing_is_lost_while_the_mail_server_fails(page, submit, mail_at, talk):
    if talk is None:
        mail_at(smtp.nobody())
        submit()
    else:
        with smtp.mail_server(talk) as port:
            mail_at(port)
            submit()
    assert FormSubmission.objects.filter(page=page).count() == 1
    mail = UnsentMail.objects.get()
    assert mail.attempts == 1
    assert mail.error
    letters: list[str] = []
    with smtp.mail_server(smtp.receiving(letters)) as port:
        mail_at(port)
        an_age_passes()
        output = StringIO()
        call_command("send_form_mail", stdout=output)
    assert "1 sent, 0 left" in output.getvalue()
    assert "Name: Ana" in letters[0]


def test_only_the_first_waits_for_a_server_that_hangs(submit, mail_at):
    with smtp.mail_server(smtp.silent) as port:
        mail_at(port)
        submit()
        began = time.monotonic()
        for _ in range(3):
            submit()
        assert time.monotonic() - began < 1
    assert UnsentMail.objects.count() == 4
    assert UnsentMail.objects.filter(attempts=0).count() == 3


def test_a_later_submission_takes_earlier_mail_along(submit, mail_at):
    mail_at(smtp.nobody())
    submit()
    an_age_passes()
    letters: list[str] = []
    with smtp.mail_server(smtp.receiving(letters)) as port:
        mail_at(port)
        submit()
    assert len(letters) == 2
    assert not UnsentMail.objects.exists()


def test_the_command_fails_while_mail_is_left(submit, mail_at):
    mail_at(smtp.nobody())
    submit()
    call_command("send_form_mail", stdout=StringIO())  # it was tried a moment ago
    an_age_passes()
    with pytest.raises(CommandError):
        call_command("send_form_mail", stdout=StringIO())
    assert UnsentMail.objects.get().attempts == 2


def test_a_mail_that_can_never_be_sent_holds_up_no_other(submit, mail_at):
    mail_at(smtp.nobody())
    submit()
    submit()
    UnsentMail.objects.filter(attempts=1).update(from_address="a\nb@example.org")
    an_age_passes()
    letters: list[str] = []
    with smtp.mail_server(smtp.receiving(letters)) as port:
        mail_at(port)
        with pytest.raises(CommandError):
            call_command("send_form_mail", stdout=StringIO())
    assert len(letters) == 1
    assert "newlines" in UnsentMail.objects.get().error


def test_the_reading_page_loses_nothing_either(page, client, mail_at, django_capture_on_commit_callbacks):
    mail_at(smtp.nobody())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page.url, {"name": "Ana"}).status_code == 200
    assert FormSubmission.objects.filter(page=page).count() == 1
    assert UnsentMail.objects.get().error
