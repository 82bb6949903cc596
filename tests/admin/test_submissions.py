"""Submissions in the admin: who may open what was sent, what exports hold, and what is told of mail."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]
from wagtail.contrib.forms.models import FormSubmission

from home.models import SubmittedFile, UnsentMail
from tests.admin.trees import add_url, form_data
from tests.factories.forms import PDF, contact, question
from tests.small_site import translate


@pytest.fixture
def page(home):
    return contact(home, question("Name"), question("Curriculum", "file", required=False), title="Apply")


@pytest.fixture
def sent(page) -> SubmittedFile:
    upload = SimpleUploadedFile("My <b>cv</b>.pdf", PDF)
    assert Client().post(f"/api/v2/forms/{page.pk}/", {"name": "=1+1", "curriculum": upload}).status_code == 201
    return SubmittedFile.objects.get()


def file_url(sent: SubmittedFile) -> str:
    return reverse("submitted_file", args=[sent.pk])


def test_editors_open_a_file_from_the_list(page, sent, editor):
    html = editor.get(reverse("wagtailforms:list_submissions", args=[page.pk])).content.decode()
    assert f'href="{file_url(sent)}"' in html
    assert "b&gt;.pdf" in html
    response = editor.get(file_url(sent))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]


def test_a_file_in_a_bucket_opens_likewise(s3_storage, sent, editor):
    response = editor.get(file_url(sent))
    assert b"".join(response.streaming_content) == PDF
    assert editor.get(f"/media/{sent.file.name}").status_code == 404
    default_storage.delete(sent.file.name)
    assert editor.get(file_url(sent)).status_code == 404


def test_nobody_else_does(sent, translator_zh, administrator):
    response = Client().get(file_url(sent))
    assert response.status_code == 302
    assert "login" in response.headers["Location"]
    assert translator_zh.get(file_url(sent)).status_code == 404
    assert administrator.get(reverse("submitted_file", args=[sent.pk + 1])).status_code == 404
    for client in (Client(), translator_zh, administrator):
        assert client.get(f"/media/{sent.file.name}").status_code == 404


def test_a_file_that_is_gone_from_disk_is_not_found(sent, editor):
    default_storage.delete(sent.file.name)
    assert editor.get(file_url(sent)).status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(page, editor):
    address = reverse("wagtailforms:list_submissions", args=[page.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(address).status_code == 200
        return len(captured)

    def add() -> None:
        submission = FormSubmission.objects.create(page=page, form_data={"name": "A", "curriculum": "cv.pdf"})
        SubmittedFile.objects.create(submission=submission, field="curriculum", name="cv.pdf", file="x.pdf", size=1)

    add()
    queries()
    few = queries()
    for _ in range(9):
        add()
    assert queries() == few


def test_exports_run_nothing_and_lead_to_files(page, sent, editor):
    address = reverse("wagtailforms:list_submissions", args=[page.pk])
    csv = b"".join(editor.get(address, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" in csv
    assert f"http://localhost{file_url(sent)}" in csv
    sheet = load_workbook(io.BytesIO(b"".join(editor.get(address, {"export": "xlsx"}).streaming_content))).active
    row = next(sheet.iter_rows(min_row=2))
    assert [cell.data_type for cell in row][1:] == ["s", "s"]
    assert row[2].value == f"http://localhost{file_url(sent)}"


def test_deleting_submissions_deletes_their_files(page, sent, editor, django_capture_on_commit_callbacks):
    assert default_storage.exists(sent.file.name)
    address = reverse("wagtailforms:delete_submissions", args=[page.pk])
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"{address}?selected-submissions={sent.submission_id}")
    assert not FormSubmission.objects.exists()
    assert not default_storage.exists(sent.file.name)


def test_a_question_with_choices_needs_some(home, editor):
    address = add_url(type(contact(home)), home)
    field = {"label": "Country", "field_type": "dropdown", "choices": "", "id": "", "ORDER": "1", "DELETE": ""}
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000", "0": field}
    refused = editor.post(address, form_data(editor, address, title="Apply", slug="apply", form_fields=rows))
    assert "List the choices, one a line." in refused.content.decode()
    rows["0"] = {**field, "choices": "Egypt\nChina"}
    accepted = editor.post(address, form_data(editor, address, title="Apply", slug="apply", form_fields=rows))
    assert accepted.status_code == 302


def test_a_translated_form_keeps_the_names_of_its_fields(page, home_zh):
    chinese = translate(page, "zh-hans", slug="申请")
    assert [field.clean_name for field in chinese.form_fields.all()] == ["name", "curriculum"]


def unsent(page, **values: object) -> UnsentMail:
    submission = FormSubmission.objects.create(page=page, form_data={})
    values = {"to_address": "team@example.org", "subject": "News", "body": "Words", "attempts": 1, **values}
    return UnsentMail.objects.create(submission=submission, error="ConnectionRefusedError: <b>no</b>", **values)


def test_editors_hear_of_unsent_mail_and_send_it(page, editor, translator_zh, mailoutbox):
    dashboard = reverse("wagtailadmin_home")
    assert "Unsent mail" not in editor.get(dashboard).content.decode()
    html = editor.get(reverse("unsent_mail")).content.decode()
    assert "No mail about forms is waiting" in html
    assert "could not be sent" not in html
    unsent(page)
    assert "One submission of a form could not be mailed." in editor.get(dashboard).content.decode()
    assert "Unsent mail" not in translator_zh.get(dashboard).content.decode()
    html = editor.get(reverse("unsent_mail")).content.decode()
    assert "ConnectionRefusedError: &lt;b&gt;no" in html
    translator_zh.post(reverse("unsent_mail"))
    assert not mailoutbox
    answer = editor.post(reverse("unsent_mail"), follow=True)
    assert "One mail was sent." in answer.content.decode()
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [(["team@example.org"], "News", "Words")]
    assert not UnsentMail.objects.exists()
