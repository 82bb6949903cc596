"""The services that the environment names: databases, caches, mail, buckets, as Django's settings have them.

Each function raises `Refused` for a value that cannot work; messages never repeat an address that may hold a password.
"""

import re
from pathlib import Path
from typing import Any

from environ import Env

from itp_cms.settings.environment import Environment, Refused
from itp_cms.settings.values import is_root, split_address

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
CDNS = {
    "cloudflare": ("CloudflareBackend", r"(?P<BEARER_TOKEN>[^@/]+)@(?P<ZONEID>[^@/]+)"),
    "cloudfront": ("CloudfrontBackend", r"(?P<DISTRIBUTION_ID>[^/]+)"),
    "azure-cdn": (
        "AzureCdnBackend",
        r"(?P<RESOURCE_GROUP_NAME>[^/]+)/(?P<CDN_PROFILE_NAME>[^/]+)/(?P<CDN_ENDPOINT_NAME>[^/]+)",
    ),
    "azure-front-door": ("AzureFrontDoorBackend", r"(?P<RESOURCE_GROUP_NAME>[^/]+)/(?P<FRONT_DOOR_NAME>[^/]+)"),
}
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def database(value: str) -> Configuration:
    """An entry of `DATABASES` for a database in a SQLite file or on a PostgreSQL server."""
    address = split_address(value)
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
    # Opening the file and reading its tables takes longer than most requests.
    kept_open = {"CONN_MAX_AGE": 60, **entry}
    return {**kept_open, "ENGINE": "itp_cms.core.databases.sqlite3", "OPTIONS": SQLITE_OPTIONS}


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
    pooled = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **entry}
    return {**pooled, "ENGINE": "itp_cms.core.databases.postgresql", "OPTIONS": options}


def cache(value: str) -> Configuration:
    """An entry of `CACHES`: in the process's memory, or on a Redis server."""
    address = split_address(value)
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
    address = split_address(value)
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


def s3_address(value: str) -> str:
    """An absolute address of a server that speaks S3's protocol, returned without a slash at its end."""
    if not is_root(value):
        raise Refused(f"is “{value}”, which is no absolute address of a server; for example https://s3.example.org")
    return value.rstrip("/")


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


def cdn(value: str) -> Configuration:
    """The content delivery network before the site, in the form of Wagtail's `WAGTAILFRONTENDCACHE`."""
    if not value:
        return {}
    kind, _colon, rest = value.partition("://")
    found = re.fullmatch(CDNS[kind][1], rest) if kind in CDNS else None
    if found is None:
        raise Refused(
            "is no content delivery network this project knows; for example cloudflare://TOKEN@ZONE,"
            " cloudfront://DISTRIBUTION, azure-cdn://GROUP/PROFILE/ENDPOINT or azure-front-door://GROUP/NAME"
        )
    return {kind: {"BACKEND": f"wagtail.contrib.frontend_cache.backends.{CDNS[kind][0]}", **found.groupdict()}}


def elasticsearch(value: str) -> str:
    """The address of an Elasticsearch server, or nothing."""
    address = split_address(value) if value else None
    if address and (address.scheme not in {"http", "https"} or not address.hostname):
        raise Refused("is no address of a server; for example https://user:password@search.example.org:9200")
    return value.rstrip("/")


def index_prefix(value: str) -> str:
    """What names of indexes begin with; Elasticsearch takes small letters only."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,49}", value):
        raise Refused(f"is “{value}”, which cannot begin the name of an index; for example cms")
    return value


def key_headers(varnishes: list[str] | None, cdn: Configuration | None) -> str:
    """The headers that the configured edge reads keys from."""
    headers = {"xkey": bool(varnishes), "Cache-Tag": "cloudflare" in (cdn or {})}
    return ",".join(name for name, is_read in headers.items() if is_read)
