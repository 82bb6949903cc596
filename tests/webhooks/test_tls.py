"""To whom a secure request goes: the address that was checked, with the name of the host, and nobody else."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from itp_cms.webhooks import requests as sender
from itp_cms.webhooks.requests import post
from tests.services import missing
from tests.webhooks import receiver as receivers

HOST = "hook.example.org"


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certificate of an authority (`ca.pem`), and of the host with its key (`host.pem`)."""
    if shutil.which("openssl") is None:
        missing("openssl")
    folder = tmp_path_factory.mktemp("authority")
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    _openssl(folder, *new, "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.pem")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName=DNS:{HOST}"]
    signed += ["-addext", "basicConstraints=critical,CA:FALSE"]
    _openssl(folder, *new, *signed, "-subj", f"/CN={HOST}", "-keyout", "host.key", "-out", "host.crt")
    (folder / "host.pem").write_text((folder / "host.key").read_text() + (folder / "host.crt").read_text())
    return folder


@pytest.fixture
def secure(authority: Path) -> Iterator[receivers.Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "host.pem")
    with receivers.running(HOST, context) as receiver:
        yield receiver


@pytest.fixture
def trusted(authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine whose administrator has the authority trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    sender.tls_context.cache_clear()
    yield
    sender.tls_context.cache_clear()


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names that were looked up. The first time a name leads to the receiver, and then to nobody."""
    names: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host == "127.0.0.1":
            return real(host, port, *args, **kwargs)
        names.append(host)
        address = "127.0.0.1" if len(names) == 1 else "127.0.0.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


def test_a_secure_request_goes_to_the_checked_address_under_the_name_of_the_host(secure, trusted, looked_up):
    outcome = post(secure.url, b'{"a": 1}', {"webhook-id": "msg_1"})
    assert (outcome.status, outcome.error) == (204, "")
    assert looked_up == [HOST]
    assert secure.server_names == [HOST]
    (request,) = secure.received
    assert request.body == b'{"a": 1}'
    assert request.headers["host"] == secure.url.split("/")[2]


def test_whose_certificate_nobody_vouches_for_is_told_nothing(secure, looked_up):
    outcome = post(secure.url, b"{}", {})
    assert outcome.status is None
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.error
    assert secure.received == []


def test_who_has_the_certificate_of_another_host_is_told_nothing(secure, trusted, looked_up):
    outcome = post(secure.url.replace(HOST, "other.example.org"), b"{}", {})
    assert outcome.status is None
    assert "Hostname mismatch" in outcome.error
    assert secure.server_names == ["other.example.org"]
    assert secure.received == []


def test_a_receiver_that_never_ends_the_handshake_is_left(trusted, looked_up, monkeypatch):
    monkeypatch.setattr(sender, "TOTAL_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = post(f"https://{HOST}:{silent.getsockname()[1]}/", b"{}", {})
    assert "within 0.5 s" in outcome.error


def test_the_receiver_is_refused_once_its_network_is_listed_no_more(secure, trusted, looked_up, settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8")]
    assert "internal" in post(secure.url, b"{}", {}).error
    assert secure.received == []
