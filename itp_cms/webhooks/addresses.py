"""Which addresses requests may go to: none within the network that this server is in.

A host's name is resolved once, and the connection goes to the very address that was looked at: a name that leads
elsewhere the next time (DNS rebinding) helps nobody. See the OWASP Server-Side Request Forgery Prevention Cheat Sheet.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext

IPAddress = IPv4Address | IPv6Address

GLOBAL_UNICAST = ip_network("2000::/3")
"""All that IPv6 has handed out (RFC 4291, 2.4). What else `is_global` lets through leads inside (`fec0::/10`), or into
IPv4: `::/96`, `::ffff:0:0:0/96`, and NAT64's `64:ff9b::/96` and `64:ff9b:1::/48`.
"""

# What is in there, or among public addresses of IPv4, and leads inside or into IPv4 all the same.
REFUSED = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # Azure's own services of a virtual machine
            "192.0.0.0/24",  # of protocols: DS-Lite, PCP, NAT64 (RFC 6890)
            "192.88.99.0/24",  # relays from IPv6
            "2001::/32",  # Teredo
            "2002::/16",  # 6to4
            "3fff::/20",  # for documentation (RFC 9637)
        ),
    )
)


class AddressRefusedError(Exception):
    """No request goes there; the text says why, to whoever wrote the address."""


def check_url(url: str) -> SplitResult:
    """The parts of an address to which requests may go, as far as that can be seen of it alone.

    Raises `AddressRefusedError`.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise AddressRefusedError(gettext("This is no address.")) from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise AddressRefusedError(gettext("The address has to begin with https:// and a host."))
    if "@" in parts.netloc:
        raise AddressRefusedError(gettext("The address must not have a user name or a password."))
    if parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise AddressRefusedError(gettext("The address has to begin with https://."))
    try:
        literal = ip_address(parts.hostname)
    except ValueError:
        return parts
    check(literal, parts.scheme)
    return parts


def resolve(parts: SplitResult) -> list[str]:
    """The addresses to connect to, the best first.

    Raises `AddressRefusedError`, if any of the host's is none to go to, and `OSError`.
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    for address in addresses:
        check(ip_address(address), parts.scheme)
    return addresses


def check(address: IPAddress, scheme: str) -> None:
    """Raises `AddressRefusedError` for an address within, unless the settings list its network."""
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return
    if not _is_public(address):
        raise AddressRefusedError(gettext("The address leads into an internal network."))
    if scheme != "https":
        raise AddressRefusedError(gettext("The address has to begin with https://."))


def _is_public(address: IPAddress) -> bool:
    if address.version == 6 and (address not in GLOBAL_UNICAST or _is_isatap(address)):
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in REFUSED)


def _is_isatap(address: IPv6Address) -> bool:
    """Whether it ends in `0:5efe:` or `200:5efe:` and an address of IPv4, in whichever network (RFC 5214, 6.1)."""
    return int(address) >> 32 & 0xFDFF_FFFF == 0x5EFE
