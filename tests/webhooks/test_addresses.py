"""No request goes to where only this server may look."""

import socket
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest

from itp_cms.webhooks.requests import post

INTERNAL = [
    "127.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "192.0.0.8",
    "fec0::1",
    "::ffff:0:127.0.0.1",
    "64:ff9b:1::7f00:1",
    "2001:470:1:2:0:5efe:127.0.0.1",
    "2001:470:1:2:200:5efe:10.0.0.1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "4000::1",
    "100:0:0:1::1",
]
PUBLIC = ["93.184.216.34", "::ffff:93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:81b::200e"]


def _resolving_to(monkeypatch, *answers: list[str]) -> list[str]:
    """Each time a name is looked up, the next of these; the last stays. Gives where connections went."""
    left = list(answers)
    connected: list[str] = []

    def getaddrinfo(host, port, *args, **kwargs):
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def create_connection(address, *args, **kwargs):
        connected.append(address[0])
        raise ConnectionRefusedError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    return connected


@pytest.fixture(autouse=True)
def nothing_listed(settings, this_machine):
    settings.WEBHOOK_NETWORKS = []


@pytest.mark.parametrize("address", INTERNAL)
def test_a_name_that_leads_inside_is_refused(monkeypatch, address):
    connected = _resolving_to(monkeypatch, [address])
    outcome = post("https://hook.example.org/", b"{}", {})
    assert outcome.status is None
    assert "internal" in outcome.error
    assert connected == []


@pytest.mark.parametrize("address", INTERNAL)
def test_so_is_the_address_itself(monkeypatch, address):
    connected = _resolving_to(monkeypatch, [address])
    host = f"[{address}]" if ":" in address else address
    assert "internal" in post(f"https://{host}/", b"{}", {}).error
    assert connected == []


@pytest.mark.parametrize("address", PUBLIC)
def test_a_name_that_leads_outside_is_not(monkeypatch, address):
    connected = _resolving_to(monkeypatch, [address])
    post("https://hook.example.org/", b"{}", {})
    assert connected == [address]


def test_one_internal_address_among_others_is_enough(monkeypatch):
    connected = _resolving_to(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    assert "internal" in post("https://hook.example.org/", b"{}", {}).error
    assert connected == []


def test_the_address_that_was_checked_is_connected_to_whatever_the_name_leads_to_then(monkeypatch):
    connected = _resolving_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    post("https://hook.example.org/", b"{}", {})
    assert connected == ["93.184.216.34"]


def test_of_several_addresses_one_that_answers_is_enough(monkeypatch, settings, receiver):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    port = urlsplit(receiver.url).port
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.9", "127.0.0.1")]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **kw: found if "hook" in str(host) else real(host, *args, **kw)
    )
    outcome = post(f"http://hook.internal:{port}/", b"{}", {})
    assert (outcome.status, outcome.error) == (204, "")


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example.org/",
        "ftp://hook.example.org/",
        "file:///etc/passwd",
        "https://user:word@hook.example.org/",
        "https://hook.example.org:port/",
        "https:///",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
    ],
)
def test_odd_addresses_are_refused(monkeypatch, url):
    connected = _resolving_to(monkeypatch, ["127.0.0.1"] if url.endswith(("/", "1/")) else ["93.184.216.34"])
    outcome = post(url, b"{}", {})
    assert outcome.status is None
    assert outcome.error
    assert connected == []


def test_a_listed_network_is_allowed_without_tls_and_no_other(monkeypatch, settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.1.0.0/16")]
    connected = _resolving_to(monkeypatch, ["10.1.2.3"])
    post("http://hook.internal/", b"{}", {})
    assert connected == ["10.1.2.3"]
    connected = _resolving_to(monkeypatch, ["93.184.216.34"])
    assert "https" in post("http://hook.example.org/", b"{}", {}).error
    connected = _resolving_to(monkeypatch, ["10.2.0.1"])
    assert "internal" in post("https://hook.internal/", b"{}", {}).error
    assert connected == []
