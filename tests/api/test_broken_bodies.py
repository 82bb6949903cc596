"""What a client sends as a form and is none, or is no text: it is refused as a whole."""

import pytest
from wagtail.contrib.forms.models import FormSubmission

from tests.factories.forms import PDF, contact, question
from tests.small_site import SmallSite

CRLF = "\r\n"


def multipart(*parts: tuple[str, bytes], closed: bool = True) -> bytes:
    """A body of parts, each a disposition and a content."""
    body = b"".join(
        f"--X{CRLF}Content-Disposition: form-data; {disposition}{CRLF * 2}".encode("latin-1") + content + b"\r\n"
        for disposition, content in parts
    )
    return body + (b"--X--\r\n" if closed else b"")


OPTIONAL = (question("Name", required=False), question("Message", "multiline", required=False))
NAMED = multipart(('name="name"', b"A"))


@pytest.mark.parametrize("charset", ["hex", "undefined", "rot13", "zlib", "idna", "utf-16", "latin-1", "x", ""])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=X", NAMED),
        ("application/x-www-form-urlencoded", b"name=A"),
        ("application/json", b'{"name": "A"}'),
    ],
    ids=["multipart", "urlencoded", "json"],
)
def test_text_is_utf_8(small_site: SmallSite, client, kind: str, body: bytes, charset: str) -> None:
    page = contact(small_site.home, *OPTIONAL)
    address = f"/api/v2/forms/{page.pk}/"
    response = client.generic("POST", address, body, content_type=f"{kind}; charset={charset}")
    assert (response.status_code, response.json()["code"]) == (400, "unreadable_body")
    assert not FormSubmission.objects.exists()
    for known in ("utf-8", "UTF8"):
        assert client.generic("POST", address, body, content_type=f"{kind}; charset={known}").status_code == 201


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=X", b""),
        ("multipart/form-data; boundary=X", b"garbage"),
        ("multipart/form-data; boundary=X", multipart(('name="name"', b"A"), closed=False)),
        ("multipart/form-data; boundary=X", multipart(('name="name"', b"A\xff"))),
        ("multipart/form-data; boundary=X", multipart(('name="na\xffme"', b"A"))),
        ("multipart/form-data; boundary=X", multipart(('name="scan"; filename="\xe9.pdf"', PDF))),
        ("multipart/form-data; boundary=X", multipart(("name=\"scan\"; filename*=no''%41", PDF))),
        ("multipart/form-data; boundary=X", multipart(('filename="a.pdf"', PDF))),
        ("multipart/form-data; boundary=X", b"--X\r\n\r\nA\r\n--X--\r\n"),
        ("multipart/form-data", NAMED),
        ("application/x-www-form-urlencoded", b"name=A%ff"),
        ("application/x-www-form-urlencoded", b"name=A\xff"),
        ("application/x-www-form-urlencoded", b"%ff=A"),
        ("application/json", b'{"name": "A\xff"}'),
        ("application/json", '{"name": "A"}'.encode("utf-16")),
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_text_is_not_stored_as_something_else(small_site: SmallSite, client, kind: str, body: bytes) -> None:
    page = contact(small_site.home, *OPTIONAL)
    if "multipart" in kind:
        page = contact(small_site.home, *OPTIONAL, question("Scan", "file", required=False))
    said = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))}  # also of a body that is empty
    response = client.generic("POST", f"/api/v2/forms/{page.pk}/", body, **said)
    assert (response.status_code, response.json()["code"]) == (400, "unreadable_body")
    if "json" not in kind:
        answer = client.generic("POST", page.url, body, **said)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert not FormSubmission.objects.exists()


def test_a_replacement_character_that_was_sent_is_stored(small_site: SmallSite, client) -> None:
    page = contact(small_site.home, *OPTIONAL)
    text = "\ufffd 王"
    bodies = {
        "multipart/form-data; boundary=X": multipart(('name="name"', text.encode())),
        "application/x-www-form-urlencoded": f"name={text}".encode(),
    }
    for kind, body in bodies.items():
        assert client.generic("POST", f"/api/v2/forms/{page.pk}/", body, content_type=kind).status_code == 201
    assert [submission.form_data["name"] for submission in FormSubmission.objects.all()] == [text, text]


def test_a_head_is_watched_wherever_it_falls(small_site: SmallSite, client) -> None:
    """Bodies are read in chunks, in any of which a head may begin and in the next one end."""
    page = contact(small_site.home, question("Name"), question("Scan", "file", required=False))
    for shift in range(0, 160, 7):
        filler = PDF + b" " * (64 * 1024 - len(PDF) - shift)
        body = multipart(('name="scan"; filename="a.pdf"', filler), ('name="name\xff"', b"A"), ('name="name"', b"A"))
        response = client.generic(
            "POST", f"/api/v2/forms/{page.pk}/", body, content_type="multipart/form-data; boundary=X"
        )
        assert (response.status_code, response.json()["code"]) == (400, "unreadable_body")


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_form_with_a_file_is_sent_as_it_says(small_site: SmallSite, client, api, kind: str) -> None:
    page = contact(small_site.home, *OPTIONAL, question("Scan", "file", required=False))
    assert api("forms", page.pk)["media_types"] == ["multipart/form-data"]
    response = client.post(f"/api/v2/forms/{page.pk}/", "{}" if "json" in kind else "name=A", content_type=kind)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert not FormSubmission.objects.exists()


def test_a_number_too_long_is_refused_in_words_of_our_own(small_site: SmallSite, client) -> None:
    page = contact(small_site.home, question("Age", "number"))
    body = b'{"age": ' + b"9" * 5000 + b"}"
    response = client.post(f"/api/v2/forms/{page.pk}/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["message"] == "the body is no valid JSON: a number has more than 1000 digits"
