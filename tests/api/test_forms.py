"""Forms over HTTP: what they say of themselves, what they take, what they refuse, and that nothing is lost."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import PageViewRestriction

from tests.api.contract import contract
from tests.factories.forms import PDF, contact, question, survey
from tests.factories.home import StandardPageFactory
from tests.small_site import SmallSite, translate

EVERY_TYPE = (
    question("Name"),
    question("Message", "multiline", required=False),
    question("Mail", "email", required=False, help_text="So that we can answer"),
    question("Age", "number", required=False),
    question("Site", "url", required=False),
    question("Agreed", "checkbox", required=False, default_value="on"),
    question("Interests", "checkboxes", required=False, choices="Coins\nMummies\nMaps", default_value="Coins\nMummies"),
    question("Country", "dropdown", required=False, choices="Egypt, China"),
    question("Years", "multiselect", required=False, choices="2018\n2019"),
    question("Channel", "radio", required=False, choices="Mail\nWeChat"),
    question("Day", "date", required=False),
    question("Moment", "datetime", required=False),
    question("Campaign", "hidden", required=False, default_value="spring"),
    question("Curriculum", "file", required=False),
)

Send = Callable[..., Any]


@pytest.fixture
def send(client: Client) -> Send:
    """`send(page, {…})` is the answer to the form sent as JSON, `as_form=True` as a browser's form does."""

    def post(page: Any, data: Any, status: int = 201, as_form: bool = False, **headers: str) -> Any:
        address = f"/api/v2/forms/{page.pk}/"
        if as_form:
            response = client.post(address, data, headers=headers)
        else:
            body = data if isinstance(data, bytes) else json.dumps(data)
            response = client.post(address, body, content_type="application/json", headers=headers)
        assert response.status_code == status, response.content
        assert contract().errors(address, status, response.json(), "post") == []
        return response.json()

    return post


def stored(page: Any) -> list[dict[str, Any]]:
    return list(FormSubmission.objects.filter(page=page).order_by("pk").values_list("form_data", flat=True))


def file(name: str = "cv.pdf", content: bytes = PDF, kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


# What a form is


def test_what_is_said_of_forms_is_as_the_document_says(small_site: SmallSite, api):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    asked = contact(small_site.home, *EVERY_TYPE)
    closed = survey(small_site.home, *EVERY_TYPE, closes_at=yesterday, results_published=True)
    assert contract().errors("/api/v2/forms/", 200, api("forms")) == []
    for page in (asked, closed):
        assert contract().errors(f"/api/v2/forms/{page.pk}/", 200, api("forms", page.pk)) == []


def test_a_form_says_what_to_ask(small_site: SmallSite, api):
    page = contact(small_site.home, *EVERY_TYPE, title="Write to us", introduction="We like letters.")
    form = api("forms", page.pk)
    assert form["id"] == page.pk
    assert form["meta"]["type"] == "home.ContactPage"
    assert form["meta"]["locale"] == "en"
    assert (form["title"], form["introduction"]) == ("Write to us", "We like letters.")
    assert form["is_open"] is True
    assert form["action"] == f"http://testserver/api/v2/forms/{page.pk}/"
    fields = {field["name"]: field for field in form["fields"]}
    assert list(fields) == [entry["label"].lower() for entry in EVERY_TYPE]
    assert fields["name"] == {
        "name": "name",
        "label": "Name",
        "type": "singleline",
        "required": True,
        "help_text": "",
        "default": None,
        "choices": None,
        "max_length": 255,
        "file_types": None,
        "max_bytes": None,
    }
    assert fields["interests"]["choices"][1] == {"value": "Mummies", "label": "Mummies"}
    assert fields["interests"]["default"] == ["Coins", "Mummies"]
    assert fields["agreed"]["default"] is True
    assert fields["campaign"]["default"] == "spring"
    assert fields["mail"]["help_text"] == "So that we can answer"
    assert {"extension": "pdf", "media_type": "application/pdf"} in fields["curriculum"]["file_types"]
    assert fields["curriculum"]["max_bytes"] == 10 * 1024 * 1024
    assert form["media_types"] == ["multipart/form-data"]


def test_forms_are_listed_with_what_is_open(small_site: SmallSite, api):
    page = contact(small_site.home, question("Name"))
    closed = survey(small_site.home, question("Name"), closes_at=timezone.now() - datetime.timedelta(days=1))
    listed = api("forms")
    assert listed["meta"] == {"total_count": 2}
    assert [(item["id"], item["is_open"]) for item in listed["items"]] == [(page.pk, True), (closed.pk, False)]
    assert api("forms", locale="zh-hans")["items"] == []


def test_each_form_once_in_the_best_language(small_site: SmallSite, api):
    only, both = (contact(small_site.home, question("Name")) for _number in range(2))
    both_zh = translate(both, "zh-hans", slug="contact-zh")
    draft = translate(only, "zh-hans", slug="hush", live=False)
    draft.unpublish()
    StandardPageFactory(parent=small_site.home)
    found = api("forms", locale="zh-hant", fallback="zh-hans,en")
    assert [(form["id"], form["meta"]["locale"]) for form in found["items"]] == [
        (only.pk, "en"),
        (both_zh.pk, "zh-hans"),
    ]
    assert found["meta"]["total_count"] == 2
    assert api("forms", locale="zh-hant", fallback="default") == found
    assert api("forms", locale="zh-hant")["items"] == []
    assert api("forms", fallback="en", status=400)["field"] == "locale"


def test_as_many_queries_for_many_forms_as_for_two(small_site: SmallSite, api):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            api("forms", limit=100)
        return len(captured)

    def add() -> None:
        contact(small_site.home, question("Name"))
        survey(small_site.home, question("Name"))

    add()
    api("forms")
    few = queries()
    for _ in range(9):
        add()
    assert queries() == few


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_public_has_no_form(small_site: SmallSite, client, method):
    pages = [contact(small_site.home, question("Name")) for _ in range(3)]
    pages[0].unpublish()
    pages[1].expire_at = timezone.now() - datetime.timedelta(minutes=1)
    pages[1].save()
    PageViewRestriction.objects.create(page=pages[2], restriction_type="login")
    for pk in [*(page.pk for page in pages), small_site.home.pk, 2**62, 2**70]:
        response = client.generic(method, f"/api/v2/forms/{pk}/", b"{}", content_type="application/json")
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"
    assert not FormSubmission.objects.exists()


# What it takes


def test_json_is_stored(small_site: SmallSite, send):
    page = contact(
        small_site.home,
        *EVERY_TYPE[:-1],
        thank_you_text=f'<p>See <a linktype="page" id="{small_site.blog.pk}">us</a></p>',
    )
    answer = send(
        page,
        {
            "name": "王芳 🏺",
            "message": "Two\nlines",
            "mail": "wang@example.org",
            "age": 41.5,
            "agreed": True,
            "interests": ["Coins", "Maps"],
            "country": "Egypt",
            "years": ["2018"],
            "day": "2019-02-03",
            "moment": "2019-02-03T04:05:06Z",
            "site": None,
        },
    )
    assert answer["message"]
    assert answer["thank_you_text"].startswith('<p>See <a href="http')
    [data] = stored(page)
    assert (data["name"], data["message"], data["age"]) == ("王芳 🏺", "Two\nlines", "41.5")
    assert (data["interests"], data["agreed"], data["day"]) == (["Coins", "Maps"], True, "2019-02-03")
    assert data["moment"].startswith("2019-02-03T04:05:06")
    assert "leave_empty" not in data


def test_what_a_browser_sends_is_stored(small_site: SmallSite, send, client):
    page = contact(small_site.home, *EVERY_TYPE[:-1])
    send(page, {"name": "A", "interests": ["Coins", "Mummies"], "agreed": "on"}, as_form=True)
    body = "name=B&interests=Maps&interests=Coins&age=3"
    response = client.post(f"/api/v2/forms/{page.pk}/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 201
    first, second = stored(page)
    assert (first["name"], first["interests"], first["agreed"]) == ("A", ["Coins", "Mummies"], True)
    assert (second["name"], second["interests"], second["agreed"]) == ("B", ["Maps", "Coins"], False)


def test_no_token_and_no_session_are_asked_for(small_site: SmallSite):
    page = contact(small_site.home, question("Name"))
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/api/v2/forms/{page.pk}/", {"name": "A"})
    assert response.status_code == 201
    assert not response.cookies


def test_what_fills_in_the_honeypot_is_told_that_all_is_well(small_site: SmallSite, send, api):
    page = contact(small_site.home, question("Name"), to_address="editor@example.org")
    honeypot = api("forms", page.pk)["honeypot"]
    assert honeypot not in {field["name"] for field in api("forms", page.pk)["fields"]}
    person = send(page, {"name": "A", honeypot: ""})
    assert send(page, {"name": "A", honeypot: "cheap watches"}) == person
    assert send(page, {honeypot: "cheap watches"}) == person
    assert len(stored(page)) == 1


def test_a_honeypot_never_has_the_name_of_a_field(small_site: SmallSite, send, api):
    page = contact(small_site.home, question("Leave empty"))
    assert api("forms", page.pk)["honeypot"] != "leave_empty"
    send(page, {"leave_empty": "A"})
    assert stored(page) == [{"leave_empty": "A"}]


@pytest.mark.parametrize("label", ["Honeypot", "Is trapped", "Clean", "Data", "Errors", "Page", "User"])
def test_a_field_may_have_any_name(small_site: SmallSite, send, api, label):
    page = contact(small_site.home, question(label))
    [field] = api("forms", page.pk)["fields"]
    send(page, {field["name"]: "A"})
    assert stored(page) == [{field["name"]: "A"}]
    send(page, {}, status=400)
    send(page, {field["name"]: "A", api("forms", page.pk)["honeypot"]: "B"})
    assert len(stored(page)) == 1


def test_a_choice_made_twice_counts_once(small_site: SmallSite, send):
    page = contact(small_site.home, *EVERY_TYPE[:-1])
    send(page, {"name": "A", "interests": ["Coins", "Maps", "Coins"]})
    [data] = stored(page)
    assert data["interests"] == ["Coins", "Maps"]


def test_methods(small_site: SmallSite, client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    page = contact(small_site.home, question("Name"))
    address = f"/api/v2/forms/{page.pk}/"
    assert client.options(address).headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    asked = {"Origin": "https://www.example.org", "Access-Control-Request-Method": "POST"}
    preflight = client.options(address, headers=asked)
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://www.example.org"
    assert "idempotency-key" in preflight.headers["Access-Control-Allow-Headers"]
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405


def test_the_same_submission_sent_twice_is_stored_once(small_site: SmallSite, send):
    page, other = (contact(small_site.home, question("Name"), question("Scan", "file", required=False)) for _ in "12")
    first = send(page, {"name": "A", "scan": file()}, as_form=True, **{"Idempotency-Key": "one"})
    again = send(page, {"name": "A", "scan": file()}, as_form=True, **{"Idempotency-Key": "one"})
    assert first == again
    assert len(stored(page)) == 1
    assert len(default_storage.listdir("private/submissions")[1]) == 1
    send(page, {"name": "B"}, as_form=True, **{"Idempotency-Key": "two"})
    send(other, {"name": "C"}, as_form=True, **{"Idempotency-Key": "one"})
    assert (len(stored(page)), len(stored(other))) == (2, 1)
    send(page, {"name": "D"}, status=400, as_form=True, **{"Idempotency-Key": "x" * 256})


def test_a_key_names_one_submission(small_site: SmallSite, send):
    page = contact(small_site.home, question("Name"), question("Scan", "file", required=False))
    send(page, {"name": "A", "scan": file()}, as_form=True, **{"Idempotency-Key": "one"})
    for other in ({"name": "B", "scan": file()}, {"name": "A"}, {"name": "A", "scan": file(content=PDF + b"\n")}):
        answer = send(page, other, status=409, as_form=True, **{"Idempotency-Key": "one"})
        assert (answer["code"], answer["field"]) == ("idempotency_key_reused", "Idempotency-Key")
    send(page, {"name": "A", "scan": file()}, as_form=True, **{"Idempotency-Key": "one"})
    assert [data["name"] for data in stored(page)] == ["A"]
    assert len(default_storage.listdir("private/submissions")[1]) == 1


def test_what_was_refused_can_be_sent_again_with_its_key(small_site: SmallSite, send):
    page = contact(small_site.home, question("Name"))
    send(page, {}, status=400, **{"Idempotency-Key": "one"})
    send(page, {"name": "A"}, **{"Idempotency-Key": "one"})
    assert stored(page) == [{"name": "A"}]


# What it refuses


def codes(answer: dict[str, Any]) -> dict[str, list[str]]:
    assert answer["code"] == "invalid_form"
    return {name: [error["code"] for error in errors] for name, errors in answer["errors"].items()}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, {"name": ["required"]}),
        ({"name": ""}, {"name": ["required"]}),
        ({"name": "A" * 256}, {"name": ["max_length"]}),
        ({"name": "A", "message": "A" * 20_001}, {"message": ["max_length"]}),
        ({"name": "A", "mail": "nobody"}, {"mail": ["invalid"]}),
        ({"name": "A", "mail": "a@example.org\nBcc: b@example.org"}, {"mail": ["invalid"]}),
        ({"name": "A", "age": "many"}, {"age": ["invalid"]}),
        ({"name": "A", "age": 1e400}, None),
        ({"name": "A", "age": True}, {"age": ["wrong_type"]}),
        ({"name": "A", "age": "1e999999"}, {"age": ["too_large"]}),
        ({"name": "A", "age": "9" * 100_000}, {"age": ["too_large"]}),
        ({"name": "A", "age": "NaN"}, {"age": ["invalid"]}),
        ({"name": "A", "site": "javascript:alert(1)"}, {"site": ["invalid"]}),
        ({"name": "A", "country": "Atlantis"}, {"country": ["invalid_choice"]}),
        ({"name": "A", "interests": ["Coins", "Guns"]}, {"interests": ["invalid_choice"]}),
        ({"name": "A", "interests": "Coins"}, {"interests": ["wrong_type"]}),
        ({"name": "A", "interests": [["Coins"]]}, {"interests": ["wrong_type"]}),
        ({"name": ["A"]}, {"name": ["wrong_type"]}),
        ({"name": {"A": 1}}, {"name": ["wrong_type"]}),
        ({"name": 3}, {"name": ["wrong_type"]}),
        ({"name": "A", "agreed": "yes"}, {"agreed": ["wrong_type"]}),
        ({"name": "A\0"}, {"name": ["invalid"]}),
        ({"name": "A\ud800"}, {"name": ["invalid"]}),
        ({"name": "A", "country": "\udfff"}, {"country": ["invalid"]}),
        ({"name": "A", "day": "31/31/2019"}, {"day": ["invalid"]}),
        ({"name": "A", "moment": "9999-99-99T00:00"}, {"moment": ["invalid"]}),
        ({"name": "A", "nmae": "B"}, {"nmae": ["unknown_field"]}),
        ({"name": "A", "\ud800\0": "B"}, {"?\0": ["unknown_field"]}),
        ({"mail": "nobody", "x": 1}, {"mail": ["invalid"], "name": ["required"], "x": ["unknown_field"]}),
    ],
)  # fmt: skip
def test_errors_are_told_by_field(small_site: SmallSite, send, data, expected):
    page = contact(small_site.home, *EVERY_TYPE[:-1])
    if expected is None:
        assert send(page, data, status=400)["code"] == "unreadable_body"
    else:
        assert codes(send(page, data, status=400)) == expected
    assert not stored(page)


def test_a_form_that_is_no_form(small_site: SmallSite, send):
    page = contact(small_site.home, *EVERY_TYPE)
    assert codes(send(page, {"name": ["A", "B"]}, status=400, as_form=True)) == {"name": ["wrong_type"]}
    assert codes(send(page, {"name": file()}, status=400, as_form=True)) == {
        "name": [
            "wrong_type",
        ]
    }
    assert codes(send(page, {"name": "A", "curriculum": "cv.pdf"}, status=400, as_form=True)) == {
        "curriculum": ["wrong_type"]
    }
    assert codes(send(page, {"name": "A", "more": file()}, status=400, as_form=True)) == {"more": ["unknown_field"]}
    assert codes(send(page, {"name": "A", "curriculum": [file(), file()]}, status=400, as_form=True)) == {
        "curriculum": ["wrong_type"]
    }


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "unreadable_body"),
        (b" ", "application/json", 400, "unreadable_body"),
        (b"[]", "application/json", 400, "unreadable_body"),
        (b'"name"', "application/json", 400, "unreadable_body"),
        (b'{"name": NaN}', "application/json", 400, "unreadable_body"),
        (b'{"name": "\xff"}', "application/json", 400, "unreadable_body"),
        (b"[" * 100_000, "application/json", 400, "unreadable_body"),
        (b'{"age": ' + b"9" * 5000 + b"}", "application/json", 400, "unreadable_body"),
        (b"name=A", "text/plain", 415, "unsupported_media_type"),
        (b"name=A", "", 415, "unsupported_media_type"),
        (b"name=A", "application/x-www-form-urlencoded; charset=utf-16", 400, "unreadable_body"),
        (b"--x\r\n", "multipart/form-data", 400, "unreadable_body"),
        (b"&".join(b"a%d=1" % number for number in range(10_001)), "application/x-www-form-urlencoded", 400, None),
        (b"name=" + b"A" * 3_000_000, "application/x-www-form-urlencoded", 413, "too_large"),
        (b'{"name": "' + b"A" * 3_000_000, "application/json", 413, "too_large"),
    ],
    ids=range(15),
)
def test_a_body_that_cannot_be_read(small_site: SmallSite, client, body, kind, status, code):
    page = contact(small_site.home, *EVERY_TYPE[:-1])
    response = client.generic("POST", f"/api/v2/forms/{page.pk}/", body, content_type=kind)
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["message"]
    if code:
        assert response.json()["code"] == code


def test_a_body_that_is_too_large_is_not_read(small_site: SmallSite, client, settings):
    settings.FORMS_MAX_BODY_BYTES = 1000
    page = contact(small_site.home, *EVERY_TYPE)
    response = client.post(f"/api/v2/forms/{page.pk}/", {"name": "A", "curriculum": file(content=PDF + b" " * 1000)})
    assert response.status_code == 413
    address = f"/api/v2/forms/{page.pk}/"
    response = client.post(address, {"name": "A"}, headers={"Transfer-Encoding": "chunked"})
    assert response.status_code == 411


def test_text_beside_files_has_a_limit_too(small_site: SmallSite, client):
    page = contact(small_site.home, *EVERY_TYPE)
    response = client.post(f"/api/v2/forms/{page.pk}/", {"name": "A", "message": "A" * 3_000_000})
    assert response.status_code == 413


def test_messages_are_in_the_language_of_the_form(small_site: SmallSite, send):
    page = contact(small_site.home, question("Name"))
    chinese = translate(page, "zh-hans", slug="联系")
    [error] = send(chinese, {}, status=400)["errors"]["name"]
    assert error["message"] == "必需字段"


def test_a_closed_survey_takes_nothing(small_site: SmallSite, send, api):
    page = survey(small_site.home, question("Name"), closes_at=timezone.now() - datetime.timedelta(minutes=1))
    assert api("forms", page.pk)["is_open"] is False
    assert send(page, {"name": "A"}, status=403)["code"] == "closed"
    assert not stored(page)


def test_how_often_one_client_may_send(small_site: SmallSite, send, api, client, settings):
    settings.FORMS_RATE_LIMIT = (2, 3600)
    page = contact(small_site.home, question("Name"))
    for _ in range(2):
        send(page, {"name": "A"})
    assert send(page, {"name": "A"}, status=429)["code"] == "throttled"
    api("forms", page.pk)
    other = client.post(f"/api/v2/forms/{page.pk}/", {"name": "A"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 201
    assert len(stored(page)) == 3


def test_unknown_parameters_are_refused(small_site: SmallSite, api):
    page = contact(small_site.home, question("Name"))
    api("forms", page.pk, status=400, fields="*")
    api("forms", page.pk, status=400, rich_text_format="db_html")
    api("forms", status=400, order="title")


@pytest.mark.parametrize("rich_text_format", ["html", "db_html", "markdown", "db_markdown"])
def test_thanks_in_every_declared_format(small_site: SmallSite, client, rich_text_format: str):
    page = contact(small_site.home, question("Name"), thank_you_text="<p>Thanks a <b>lot</b></p>")
    address = f"/api/v2/forms/{page.pk}/"
    [declared] = [
        parameter["schema"]["enum"]
        for parameter in contract().operation(address, "post")["parameters"]
        if parameter["name"] == "rich_text_format"
    ]
    assert rich_text_format in declared
    answer = client.post(f"{address}?rich_text_format={rich_text_format}", {"name": "A"})
    assert answer.status_code == 201
    assert ("**" in answer.json()["thank_you_text"]) == ("markdown" in rich_text_format)
    assert set(declared) == {"html", "db_html", "markdown", "db_markdown"}
    assert client.post(f"{address}?rich_text_format=odt", {"name": "A"}).status_code == 400


def test_what_is_sent_is_declared_by_media_type():
    content = contract().operation("/api/v2/forms/1/", "post")["requestBody"]["content"]

    def takes(media_type: str, value: Any) -> bool:
        return Draft202012Validator(content[media_type]["schema"]).is_valid({"name": value})

    assert all(takes(media_type, "A") and takes(media_type, ["A", "B"]) for media_type in content)
    assert [media_type for media_type in content if takes(media_type, True)] == ["application/json"]
    assert [media_type for media_type in content if '"binary"' in json.dumps(content[media_type])] == [
        "multipart/form-data"
    ]


# Files


def test_a_file_is_stored_out_of_reach(small_site: SmallSite, send, client):
    page = contact(small_site.home, *EVERY_TYPE)
    send(page, {"name": "A", "curriculum": file("../../C\\my \u202ecv.PDF")}, as_form=True)
    [data] = stored(page)
    assert data["curriculum"] == "my cv.pdf"
    submission = FormSubmission.objects.get()
    [sent] = submission.files.all()
    assert sent.file.read() == PDF
    assert sent.file.name.startswith("private/submissions/")
    for address in (f"/media/{sent.file.name}", f"/media/./{sent.file.name}", f"/media/x/../{sent.file.name}"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.pdf", b"<html><script>alert(1)</script></html>"),
        ("cv.pdf", b"MZ" + b"\0" * 200),
        ("cv.pdf", b"PK\x03\x04" + b"\0" * 200),
        ("cv.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("cv.txt", b"Words"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(small_site: SmallSite, send, name, content):
    page = contact(small_site.home, *EVERY_TYPE)
    answer = send(page, {"name": "A", "curriculum": file(name, content)}, status=400, as_form=True)
    assert codes(answer) == {"curriculum": ["file_type"]}
    assert not FormSubmission.objects.exists()
    assert not default_storage.exists("private")


def test_a_name_that_belies_the_content_is_corrected(small_site: SmallSite, send):
    page = contact(small_site.home, *EVERY_TYPE)
    send(page, {"name": "A", "curriculum": file("cv.html")}, as_form=True)
    send(page, {"name": "A", "curriculum": file("photo.JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 100)}, as_form=True)
    assert [data["curriculum"] for data in stored(page)] == ["cv.html.pdf", "photo.jpg"]


def test_a_file_that_is_too_large_or_empty(small_site: SmallSite, send, settings):
    settings.FORMS_MAX_FILE_BYTES = len(PDF)
    page = contact(small_site.home, *EVERY_TYPE)
    send(page, {"name": "A", "curriculum": file()}, as_form=True)
    answer = send(page, {"name": "A", "curriculum": file(content=PDF + b" ")}, status=400, as_form=True)
    assert codes(answer) == {"curriculum": ["too_large"]}
    answer = send(page, {"name": "A", "curriculum": file(content=b"")}, status=400, as_form=True)
    assert codes(answer) == {"curriculum": ["invalid"]}


def test_a_file_goes_with_its_submission(small_site: SmallSite, send, django_capture_on_commit_callbacks):
    page = contact(small_site.home, *EVERY_TYPE)
    for _ in range(2):
        send(page, {"name": "A", "curriculum": file()}, as_form=True)
    assert len(default_storage.listdir("private/submissions")[1]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        FormSubmission.objects.first().delete()
    assert len(default_storage.listdir("private/submissions")[1]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert default_storage.listdir("private/submissions")[1] == []


# The page that readers see where there is no front end


def test_the_reading_page_takes_files_and_catches_programs(small_site: SmallSite, client):
    page = contact(small_site.home, *EVERY_TYPE, thank_you_text="<p>Thanks a lot</p>")
    html = client.get(page.url).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert 'name="leave_empty"' in html
    answer = client.post(page.url, {"name": "A", "curriculum": file()})
    assert "Thanks a lot" in answer.content.decode()
    answer = client.post(page.url, {"name": "B", "leave_empty": "cheap watches"})
    assert "Thanks a lot" in answer.content.decode()
    assert [data["name"] for data in stored(page)] == ["A"]
    assert FormSubmission.objects.get().files.count() == 1


# What surveys found


def test_results_show_once_they_are_published(small_site: SmallSite, send, api):
    page = survey(small_site.home, question("Channel", "radio", choices="Mail\nWeChat"))
    chinese = translate(page, "zh-hans", slug="调查")
    chinese.form_fields.update(label="渠道", choices="邮件\n微信")
    for channel in ("Mail", "WeChat", "WeChat"):
        send(page, {"channel": channel})
    send(chinese, {"channel": "微信"})
    for version in (page, chinese):
        assert api("forms", version.pk)["results"] is None
        version.closes_at, version.results_published = timezone.now(), True
        version.save()
    result = {
        "field": "channel",
        "label": "Channel",
        "answers": [{"choice": "Mail", "count": 1}, {"choice": "WeChat", "count": 3}],
    }
    assert api("forms", page.pk)["results"] == [result]
    assert api("pages", page.pk)["results"] == [result]
    assert api("forms", chinese.pk)["results"][0]["answers"][1] == {"choice": "微信", "count": 3}
    chinese.unpublish()
    assert api("forms", page.pk)["results"] == [result]
    page.results_published = False
    page.save()
    assert api("forms", page.pk)["results"] is None


def test_results_of_many_surveys_take_as_many_queries_as_of_two(small_site: SmallSite, api):
    def add() -> None:
        page = survey(
            small_site.home,
            question("Channel", "radio", choices="Mail\nWeChat"),
            closes_at=timezone.now(),
            results_published=True,
        )
        FormSubmission.objects.create(page=page, form_data={"channel": "Mail"})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            listed = api("pages", type="home.SurveyPage", fields="*", limit=100)["items"]
        assert all(item["results"][0]["answers"][0]["count"] == 1 for item in listed)
        return len(captured)

    add()
    add()
    queries()
    few = queries()
    for _ in range(8):
        add()
    assert queries() == few
