"""A wrong environment is refused at start, with a sentence for each variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from itp_cms.settings import services, values
from itp_cms.settings.environment import Environment, EnvironmentRefused, Refused

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k7Zp2Qv9Xw4Rt6Yb1Nm8Lc3Hd5Gf0Js-k7Zp2Qv9Xw4Rt6Yb1Nm8Lc3",
    "ALLOWED_HOSTS": "cms.example.org",
    "WAGTAILADMIN_BASE_URL": "https://cms.example.org",
    "DATABASE_URL": "postgres://cms:secret@database.example.org:5432/cms",
    "CACHE_URL": "redis://cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://cms:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "cms@example.org",
}
BUCKET = {
    "AWS_STORAGE_BUCKET_NAME": "media",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_S3_ENDPOINT_URL": "https://s3.example.org",
}


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "itp_cms.settings.production"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(environment: dict[str, str]) -> str:
    """The last words of a production that was to start with the environment."""
    result = run(["-c", "import itp_cms.settings.production"], environment)
    assert result.returncode == 1, "production started"
    return result.stderr


@pytest.mark.project
def test_production_checks_clean():
    result = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], GOOD)

    assert result.returncode == 0, result.stderr


@pytest.mark.project
def test_production_names_all_that_is_missing_without_a_traceback():
    result = run(["manage.py", "check"], {})

    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    for name in GOOD:
        assert result.stderr.count(f"{name} is not set; for example {name}=") == 1


@pytest.mark.project
def test_production_names_all_that_is_wrong_at_once():
    message = refusal(
        {**GOOD, "DATABASE_URL": "mysql://a:hidden@b/c", "CACHE_URL": "memcached://cache", "EMAIL_URL": ""}
    )

    assert (
        "DATABASE_URL begins with “mysql”, which is no database this project knows; for example postgres://" in message
    )
    assert "CACHE_URL begins with “memcached”, which is no cache this project knows; for example redis://" in message
    assert "EMAIL_URL is not set" in message
    assert "hidden" not in message


@pytest.mark.project
def test_bucket_without_keys_is_refused():
    message = refusal({**GOOD, "AWS_STORAGE_BUCKET_NAME": "media"})

    assert "AWS_ACCESS_KEY_ID is not set" in message
    assert "AWS_SECRET_ACCESS_KEY is not set" in message


@pytest.mark.parametrize(
    ("parse", "value", "sentence"),
    [
        (services.database, "cms.sqlite3", "which is no database this project knows"),
        (services.database, "postgres://localhost", "names no database"),
        (services.database, "postgres://cms:pass/word@localhost:5432/cms", "a password are written as %23 %2F"),
        (services.database, "sqlite:///db.sqlite3", "takes four slashes"),
        (services.database, "sqlite:////nowhere/at/all/db.sqlite3", "/nowhere/at/all, which is no directory"),
        (services.cache, "redis://", "names no server"),
        (services.cache, "redis://localhost:many/0", "cannot be read as an address"),
        (
            services.cache,
            "redis://localhost:6379/first",
            "the database “first”.*; for example redis://localhost:6379/0",
        ),
        (services.database, "postgres://cms@localhost/cms?sslmode=bogus", "sslmode “bogus”.*; for example postgres://"),
        (services.email, "pigeon://coop", "no way to send mail"),
        (services.email, "smtp://", "names no server"),
        (values.base_address, "/admin/", "no absolute address of a site; for example https://"),
        (values.base_address, "https://cms.example.org/admin/", "no absolute address of a site"),
        (values.base_address, "cms.example.org", "no absolute address of a site"),
        (values.hosts, "https://cms.example.org", "more than a host name"),
        (values.hosts, "cms.example.org:443", "more than a host name"),
        (values.hosts, "cms.example.org localhost", "more than a host name"),
        (values.hosts, ",", "names no host; for example cms.example.org"),
        (services.s3_address, "s3.example.org", "no absolute address of a server; for example https://s3.example.org"),
        (services.s3_address, "https://s3.example.org/media", "; for example https://s3.example.org"),
        (services.bucket, "My Bucket", "no name of a bucket.*; for example media"),
        (services.bucket, "https://s3.example.org/media", "no name of a bucket"),
        (services.bucket, "me", "no name of a bucket"),
        (services.bucket, "a..b", "no name of a bucket"),
        (services.region, "eu west 2", "no region.*; for example eu-west-2"),
        (services.region, "eu-west-2;", "no region"),
        (values.sender, "the office", "no mail address; for example cms@example.org"),
        (values.sender, "Office <cms>", "no mail address"),
        (values.sender, "a@example.org, b@example.org", "no mail address"),
        (values.sender, "cms@example.org and more", "no mail address"),
        (values.secret_key, "short", "at least 50 random characters"),
        (values.secret_key, "a" * 60, "at least 50 random characters"),
        (values.seconds, "a year", "no whole number of seconds"),
        (values.number, "-1", "no whole number"),
        (values.number, "two", "no whole number"),
        (values.rate, "600", "neither off nor a number.*; for example 600/min"),
        (values.rate, "0/min", "neither off nor a number"),
        (values.rate, "10/week", "neither off nor a number"),
        (values.networks, "203.0.113.7,office", "no address or network.*; for example 203.0.113.7"),
        (values.networks, "203.0.113.7/8", "no address or network"),
        (values.origins, "www.example.org", "no origin; for example https://www.example.org"),
        (values.origins, "https://www.example.org/news", "no origin"),
        (values.origins, "https://www.example.org?x=1", "no origin"),
        (values.origins, "*", "no origin"),
        (values.origins, "https://www.example.org:many", "cannot be read as an address"),
        (values.flag, "perhaps", "neither true nor false"),
        (values.time_zone, "Mars/Olympus", "no time zone; for example Europe/London"),
        (values.log_level, "loud", "must be one of DEBUG, INFO"),
        (values.directory, "media", "no absolute path"),
        (values.widths, "400,wide", "whole numbers from 1 to 4000"),
        (values.widths, "0", "whole numbers from 1 to 4000"),
        (values.widths, "99999", "whole numbers from 1 to 4000"),
        (values.ratios, "16/9", "ratios of width to height"),
        (values.ratios, "1:0", "ratios of width to height"),
    ],
)
def test_wrong_value_is_refused_with_a_sentence(parse, value: str, sentence: str):
    with pytest.raises(Refused, match=sentence.replace("(", r"\(")):
        parse(value)


def test_origins_are_written_as_browsers_send_them():
    assert values.origins("https://WWW.example.org/, http://localhost:3000,https://a.example:443,http://[::1]:80") == [
        "https://www.example.org",
        "http://localhost:3000",
        "https://a.example",
        "http://[::1]",
    ]


def test_a_rate_is_so_many_in_so_many_seconds():
    assert values.rate("600/min") == (600, 60)
    assert values.rate("1/DAY") == (1, 86400)
    assert values.rate("off") is None


def test_postgresql_behind_a_unix_socket():
    entry = services.database("postgres://cms@//run/postgresql/cms")

    assert (entry["HOST"], entry["NAME"], entry["USER"]) == ("/run/postgresql", "cms", "cms")


def test_sqlite_waits_for_its_turn_to_write(tmp_path: Path):
    entry = services.database(f"sqlite:///{tmp_path}/db.sqlite3")

    assert entry["NAME"] == f"{tmp_path}/db.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_password_with_quoted_characters_is_read_as_meant():
    assert services.database("postgres://cms:a%23b%2Fc%40d@localhost/cms")["PASSWORD"] == "a#b/c@d"


def test_mail_port_follows_the_encryption():
    assert services.email("smtp+tls://mail.example.org")["EMAIL_PORT"] == 587
    assert services.email("smtp+ssl://mail.example.org")["EMAIL_PORT"] == 465


def test_files_lie_on_disk_unless_a_bucket_is_named():
    assert services.media_storage(Environment({}))["BACKEND"].endswith("LocalMediaStorage")
    assert services.media_storage(Environment(BUCKET))["OPTIONS"]["bucket_name"] == "media"


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_S3_ENDPOINT_URL", "AWS_S3_REGION_NAME"]
)
def test_what_belongs_to_a_bucket_is_refused_without_one(name: str):
    environment = Environment({name: "https://s3.example.org"})
    services.media_storage(environment)

    with pytest.raises(EnvironmentRefused, match=f"{name} is set, but AWS_STORAGE_BUCKET_NAME is not; for example"):
        environment.refuse_if_wrong()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_STORAGE_BUCKET_NAME", "My Bucket"),
        ("AWS_S3_REGION_NAME", "eu west 2"),
        ("AWS_S3_ENDPOINT_URL", "s3.example.org"),
    ],
)
def test_a_bucket_that_cannot_exist_is_refused(name: str, value: str):
    environment = Environment({**BUCKET, name: value})
    services.media_storage(environment)

    with pytest.raises(EnvironmentRefused, match=f"{name} is “{value}”"):
        environment.refuse_if_wrong()


@pytest.mark.parametrize(
    "value", ["cms@example.org", "webmaster@localhost", "The CMS <cms@example.org>", '"A, B" <a@b>']
)
def test_mail_comes_from_an_address_with_or_without_a_name(value: str):
    assert values.sender(value) == value


@pytest.mark.parametrize("value", ["redis://localhost", "redis://localhost/", "rediss://localhost:6379/12"])
def test_a_redis_database_is_a_number_or_the_first(value: str):
    assert services.cache(value)["LOCATION"] == value


@pytest.mark.project
def test_production_refuses_hosts_and_a_sender_that_are_none():
    message = refusal({**GOOD, "ALLOWED_HOSTS": ",", "DEFAULT_FROM_EMAIL": "the office"})

    assert "ALLOWED_HOSTS names no host; for example" in message
    assert "DEFAULT_FROM_EMAIL is “the office”, which is no mail address; for example" in message


def test_empty_variable_counts_as_unset():
    assert Environment({"LOG_LEVEL": " "}).read("LOG_LEVEL", "INFO", values.log_level) == "INFO"
