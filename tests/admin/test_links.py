"""Links that lead nowhere, found within the site and asked of other sites."""

import http.server
import socket
import threading

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import CollectionViewRestriction, PageViewRestriction, ReferenceIndex

from itp_cms.core import links
from itp_cms.core.management.commands import check_links
from itp_cms.core.models import BrokenLink
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import DocumentFactory, InstitutionFactory, locale
from tests.factories.home import StandardPageFactory
from tests.factories.legacy_projects import LegacyProjectIndexPageFactory, LegacyProjectPageFactory, StrandPageFactory

REPORT = "broken_links"


@pytest.fixture
def target(home):
    return StandardPageFactory(parent=home, title="The target")


@pytest.fixture
def source(home, target):
    """A post that links to the target in prose and in a chooser."""
    blog = BlogIndexPageFactory(parent=home)
    body = [
        ("text", f'<p><a linktype="page" id="{target.pk}">there</a> <a href="https://example.org/x">out</a></p>'),
        ("related_pages", {"title": "", "pages": [target]}),
    ]
    return BlogPageFactory(parent=blog, title="The source", body=body)


def report(client):
    response = client.get(reverse(REPORT))
    assert response.status_code == 200
    return [(str(row.source), row.target, row.problem) for row in response.context["internal"].data]


def test_links_to_what_is_public_are_fine(source, editor):
    assert report(editor) == []


def test_links_to_a_draft(source, target, editor):
    target.unpublish()
    assert report(editor) == [("The source", "The target", "It is not public.")] * 2


def test_links_to_a_private_page(source, target, editor):
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    assert len(report(editor)) == 2


def test_links_in_prose_to_what_is_gone(source, target, editor, monkeypatch):
    monkeypatch.setattr(check_links, "problem_of", lambda url: None)
    target.delete()
    call_command("check_links")
    assert report(editor) == [("The source", "page", "It does not exist any more.")]


def test_drafts_may_link_to_drafts(source, target, editor):
    target.unpublish()
    source.unpublish()
    assert report(editor) == []


def test_documents_in_a_private_collection(home, editor):
    document = DocumentFactory(title="Minutes")
    StandardPageFactory(parent=home, title="About", body=[("document", {"document": document, "label": ""})])
    assert report(editor) == []
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert report(editor) == [("About", "Minutes", "It is not public.")]


def test_a_translator_is_shown_their_own_pages(source, target, translator_zh):
    target.unpublish()
    assert report(translator_zh) == []


def test_inline_rows_count(home, editor):
    post = BlogPageFactory(parent=BlogIndexPageFactory(parent=home), live=False)
    project = LegacyProjectPageFactory(parent=StrandPageFactory(parent=LegacyProjectIndexPageFactory(parent=home)))
    project.posts.create(post=post)
    ReferenceIndex.create_or_update_for_object(project)
    assert len(report(editor)) == 1


def test_addresses_are_found_wherever_they_stand(source):
    assert links.external_links(source) == {"https://example.org/x"}
    assert links.external_links(InstitutionFactory(url="https://museum.example/")) == {"https://museum.example/"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/", "http://localhost/"]
)
def test_internal_addresses_are_never_asked(url, monkeypatch):
    monkeypatch.setattr(links.requests, "request", lambda *args, **kwargs: pytest.fail("asked"))
    assert links.problem_of(url) == "internal"


def test_other_schemes_are_never_asked():
    assert links.problem_of("file:///etc/passwd") == "connection"


def test_a_host_that_is_not(monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(links.socket, "getaddrinfo", fail)
    assert links.problem_of("https://nowhere.example/") == "host"


class Answers(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer(405 if self.path == "/only-get" else None)

    def do_GET(self):
        self.answer(None)

    def answer(self, status):
        statuses = {"/gone": 410, "/shy": 403, "/moved": 302, "/round": 302}
        self.send_response(status or statuses.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/gone")
        if self.path == "/round":
            self.send_header("Location", "/round")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    """A server of this machine, which the test lets pass as a public one."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(links, "_refuse_internal", lambda url: None)
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/", None), ("/gone", "410"), ("/only-get", None), ("/shy", None), ("/moved", "410"), ("/round", "redirects")],
)
def test_what_a_server_answers(server, path, problem):
    assert links.problem_of(server + path) == problem


def test_nobody_is_there(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert links.problem_of(f"http://127.0.0.1:{unused.getsockname()[1]}/") == "connection"


def test_the_command_fills_the_report(server, home, editor, capsys):
    InstitutionFactory(url=f"{server}/", name="Open")
    closed = InstitutionFactory(url=f"{server}/gone", name="Closed")
    InstitutionFactory(url=f"{server}/gone", name="Draft", live=False)
    for _twice in range(2):
        call_command("check_links")
        assert BrokenLink.objects.get().source == closed
    assert "2 links checked, 1 do not work." in capsys.readouterr().out
    external = editor.get(reverse(REPORT)).context["external"].data
    assert [(str(row.source), row.problem) for row in external] == [("Closed", "The server answers 410.")]


def test_the_report_shows_no_link_of_another_locale(server, translator_zh):
    InstitutionFactory(url=f"{server}/gone")
    chinese = InstitutionFactory(url=f"{server}/gone", locale=locale("zh-hans"))
    call_command("check_links")
    assert [row.source for row in translator_zh.get(reverse(REPORT)).context["external"].data] == [chinese]
