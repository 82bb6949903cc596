"""What the environment's values mean. Each function raises `Refused` for a value that cannot work.

Messages never repeat an address that may hold a password.
"""

import re
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from itp_cms.settings.environment import Refused

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SECRET_KEY_LENGTH = 50


def flag(value: str) -> bool:
    words = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    try:
        return words[value.lower()]
    except KeyError:
        raise Refused(f"is “{value}”, which is neither true nor false; write true or false") from None


def words(value: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in value.split(",") if word.strip()]


def widths(value: str) -> list[int]:
    """Widths of pictures in pixels, narrow to wide."""
    numbers = words(value)
    if not numbers or not all(number.isdecimal() and 1 <= int(number) <= 4000 for number in numbers):
        raise Refused(f"is “{value}”; give whole numbers from 1 to 4000, for example 400,800,1200,1600")
    return sorted({int(number) for number in numbers})


def ratios(value: str) -> list[str]:
    """Ratios of width to height."""
    found = list(dict.fromkeys(words(value)))
    if not all(re.fullmatch(r"[1-9]\d?:[1-9]\d?", ratio) for ratio in found):
        raise Refused(f"is “{value}”; give ratios of width to height, for example 1:1,4:3,16:9")
    return found


def hosts(value: str) -> list[str]:
    """Host names without scheme, port or path, as `ALLOWED_HOSTS` wants them."""
    names = words(value)
    if not names:
        raise Refused("names no host; for example cms.example.org,localhost")
    for host in names:
        if re.search(r"[/\s]", host) or (":" in host and not host.startswith("[")):
            raise Refused(f"has “{host}”, which is more than a host name; for example cms.example.org,localhost")
    return names


def seconds(value: str) -> int:
    if not value.isdecimal():
        raise Refused(f"is “{value}”, which is no whole number of seconds; for example 3600")
    return int(value)


def number(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise Refused(f"is “{value}”, which is no whole number; for example 1")
    return int(value)


def rate(value: str) -> tuple[int, int] | None:
    """So many requests in so many seconds, from `600/min`; None for `off`."""
    if value.lower() == "off":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,8})/(sec|min|hour|day)", value.lower())
    if found is None:
        raise Refused(f"is “{value}”, which is neither off nor a number by sec, min, hour or day; for example 600/min")
    return int(found[1]), {"sec": 1, "min": 60, "hour": 3600, "day": 86400}[found[2]]


def networks(value: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, separated by commas."""
    try:
        return [ip_network(word) for word in words(value)]
    except ValueError as error:
        raise Refused(f"has what is no address or network ({error}); for example 203.0.113.7,2001:db8::/48") from None


def origins(value: str) -> list[str]:
    """Origins of other sites, as browsers send them: no slash at the end, no standard port."""
    found = []
    for word in words(value):
        if not is_root(word) or urlsplit(word).query or urlsplit(word).fragment or "@" in word:
            raise Refused(
                f"has “{word}”, which is no origin; for example https://www.example.org,http://localhost:3000"
            )
        address = urlsplit(word.lower())
        port = "" if address.port in {None, {"http": 80, "https": 443}[address.scheme]} else f":{address.port}"
        host = f"[{address.hostname}]" if ":" in str(address.hostname) else address.hostname
        found.append(f"{address.scheme}://{host}{port}")
    return found


def log_level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise Refused(f"is “{value}”; it must be one of {', '.join(LOG_LEVELS)}")
    return value.upper()


def time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise Refused(f"is “{value}”, which is no time zone; for example Europe/London") from None
    return value


def secret_key(value: str) -> str:
    if len(value) < SECRET_KEY_LENGTH or len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise Refused(
            f"can be guessed; it needs at least {SECRET_KEY_LENGTH} random characters, for example the output of"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def base_address(value: str) -> str:
    """An absolute address of a site's root, returned without a slash at its end."""
    if not is_root(value):
        raise Refused(f"is “{value}”, which is no absolute address of a site; for example https://cms.example.org")
    return value.rstrip("/")


def base_addresses(value: str) -> list[str]:
    """Absolute addresses of servers' roots, between commas."""
    return [base_address(word) for word in words(value)]


def is_root(value: str) -> bool:
    address = split_address(value)
    return address.scheme in {"http", "https"} and bool(address.hostname) and not address.path.strip("/")


def sender(value: str) -> str:
    """A mail address, alone or as `Name <address>`."""
    addresses = [address for _name, address in getaddresses([value])]
    if len(addresses) != 1 or not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", addresses[0]) or addresses[0] not in value:
        raise Refused(f"is “{value}”, which is no mail address; for example cms@example.org or CMS <cms@example.org>")
    return value


def directory(value: str) -> Path:
    if not Path(value).is_absolute():
        raise Refused(f"is “{value}”, which is no absolute path; for example /srv/cms/media")
    return Path(value)


def split_address(value: str) -> SplitResult:
    try:
        address = urlsplit(value)
        address.port  # noqa: B018  raises ValueError for what is no number
    except ValueError:
        raise Refused(
            "cannot be read as an address; characters such as # / : @ in a password are written as %23 %2F %3A %40"
        ) from None
    return address
