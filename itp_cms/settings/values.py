"""What the environment's values mean. Each function raises `Refused` for a value that cannot work.

Messages never repeat an address that may hold a password.
"""

import re
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from environ import Env

from itp_cms.settings.environment import Environment, Refused

Configuration = dict[str, Any]

# A writer takes its lock when the transaction begins, others wait for it (in seconds), readers are never blocked.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRESQL_OPTIONS = {"connect_timeout": 5}
REDIS_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1}
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SECRET_KEY_LENGTH = 50
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


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
        if not _is_root(word) or urlsplit(word).query or urlsplit(word).fragment or "@" in word:
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
    if not _is_root(value):
        raise Refused(f"is “{value}”, which is no absolute address of a site; for example https://cms.example.org")
    return value.rstrip("/")


def s3_address(value: str) -> str:
    """An absolute address of a server that speaks S3's protocol, returned without a slash at its end."""
    if not _is_root(value):
        raise Refused(f"is “{value}”, which is no absolute address of a server; for example https://s3.example.org")
    return value.rstrip("/")


def _is_root(value: str) -> bool:
    address = _split(value)
    return address.scheme in {"http", "https"} and bool(address.hostname) and not address.path.strip("/")


def bucket(value: str) -> str:
    """A bucket's name, by S3's rules: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value) or ".." in value:
        raise Refused(
            f"is “{value}”, which is no name of a bucket: 3 to 63 small letters, digits, hyphens and single dots,"
            " a letter or digit first and last; for example media"
        )
    return value


def region(value: str) -> str | None:
    if value and not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", value):
        raise Refused(f"is “{value}”, which is no region: letters, digits and hyphens; for example eu-west-2")
    return value or None


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


def database(value: str) -> Configuration:
    """An entry of `DATABASES` for a database in a SQLite file or on a PostgreSQL server."""
    address = _split(value)
    if address.scheme == "sqlite":
        return _sqlite(value)
    if address.scheme in {"postgres", "postgresql"}:
        return _postgresql(value)
    raise Refused(
        f"begins with “{address.scheme or value[:10]}”, which is no database this project knows; for example"
        " postgres://user:password@localhost:5432/cms or sqlite:////srv/cms/db.sqlite3"
    )


def _sqlite(value: str) -> Configuration:
    entry = Env.db_url_config(value)
    file = Path(entry["NAME"])
    if entry["NAME"] != ":memory:" and not file.is_absolute():
        raise Refused("has no absolute path, which takes four slashes; for example sqlite:////srv/cms/db.sqlite3")
    if not file.parent.is_dir():
        raise Refused(f"names a file in {file.parent}, which is no directory; create it, or name another")
    return {**entry, "OPTIONS": SQLITE_OPTIONS}


def _postgresql(value: str) -> Configuration:
    entry = Env.db_url_config(value)
    if not entry["NAME"]:
        raise Refused("names no database; for example postgres://user:password@localhost:5432/cms")
    options = POSTGRESQL_OPTIONS | entry.get("OPTIONS", {})
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise Refused(
            f"has the sslmode “{options['sslmode']}”, which must be one of {', '.join(SSL_MODES)};"
            " for example postgres://user:password@localhost:5432/cms?sslmode=require"
        )
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **entry, "OPTIONS": options}


def cache(value: str) -> Configuration:
    """An entry of `CACHES`: in the process's memory, or on a Redis server."""
    address = _split(value)
    if address.scheme not in {"locmemcache", "redis", "rediss"}:
        raise Refused(
            f"begins with “{address.scheme or value[:10]}”, which is no cache this project knows; for example"
            " redis://localhost:6379/0 or locmemcache://"
        )
    if address.scheme != "locmemcache" and not address.hostname:
        raise Refused("names no server; for example redis://localhost:6379/0")
    if address.scheme != "locmemcache" and not re.fullmatch(r"/?[0-9]*", address.path):
        raise Refused(
            f"names the database “{address.path[1:]}”, but Redis counts its databases from 0;"
            " for example redis://localhost:6379/0"
        )
    entry = Env.cache_url_config(value)
    if address.scheme == "locmemcache":
        return entry
    return {**entry, "BACKEND": "itp_cms.core.cache.RedisCache", "OPTIONS": REDIS_OPTIONS | entry.get("OPTIONS", {})}


def email(value: str) -> Configuration:
    """The `EMAIL_*` settings and `EMAIL_BACKEND`."""
    address = _split(value)
    if address.scheme not in {*SMTP_PORTS, "consolemail", "memorymail"}:
        raise Refused(
            f"begins with “{address.scheme or value[:10]}”, which is no way to send mail; for example"
            " smtp+tls://user:password@mail.example.org:587 or consolemail://"
        )
    if address.scheme in SMTP_PORTS and not address.hostname:
        raise Refused("names no server; for example smtp+tls://user:password@mail.example.org:587")
    configuration = Env.email_url_config(value)
    if address.scheme in SMTP_PORTS:
        configuration["EMAIL_PORT"] = address.port or SMTP_PORTS[address.scheme]
        configuration["EMAIL_TIMEOUT"] = 10
    return configuration


def media_storage(env: Environment) -> Configuration:
    """The entry of `STORAGES` for uploaded files: on disk, or in a bucket once a bucket is named."""
    if "AWS_STORAGE_BUCKET_NAME" not in env:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_S3_ENDPOINT_URL", "AWS_S3_REGION_NAME"):
            if name in env:
                env.read(name, "", _refuse_without_bucket)
        return {"BACKEND": "itp_cms.core.storage.LocalMediaStorage"}
    env.require(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="the secret of that key")
    endpoint = env.read("AWS_S3_ENDPOINT_URL", "", s3_address) if "AWS_S3_ENDPOINT_URL" in env else None
    options = {
        "bucket_name": env.read("AWS_STORAGE_BUCKET_NAME", "", bucket),
        "access_key": env.text("AWS_ACCESS_KEY_ID"),
        "secret_key": env.text("AWS_SECRET_ACCESS_KEY"),
        "region_name": env.read("AWS_S3_REGION_NAME", "", region),
        "endpoint_url": endpoint,
        # Servers other than Amazon's seldom have a host name for each bucket.
        "addressing_style": "path" if endpoint else "virtual",
    }
    return {"BACKEND": "itp_cms.core.storage.S3MediaStorage", "OPTIONS": options}


def _refuse_without_bucket(value: str) -> None:
    raise Refused("is set, but AWS_STORAGE_BUCKET_NAME is not; for example AWS_STORAGE_BUCKET_NAME=media")


def _split(value: str) -> SplitResult:
    try:
        address = urlsplit(value)
        address.port  # noqa: B018  raises ValueError for what is no number
    except ValueError:
        raise Refused(
            "cannot be read as an address; characters such as # / : @ in a password are written as %23 %2F %3A %40"
        ) from None
    return address
