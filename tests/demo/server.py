"""The demo site behind a real web server, in a process of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.services.web import database_url, web_server


@pytest.fixture(scope="session")
def demo_server(demo_database: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the demo site, without a last slash. What it writes no other test sees on SQLite."""
    name, media = demo_database
    own = tmp_path_factory.mktemp("demo-server")
    if connection.vendor == "sqlite":
        name = str(shutil.copyfile(name, own / "demo.sqlite3"))
    with web_server(
        own / "server.log",
        options=["--threads", "4", "--limit-request-line", "0"],
        DJANGO_SETTINGS_MODULE="itp_cms.settings.test",
        DATABASE_URL=database_url(name),
        MEDIA_ROOT=str(media),
    ) as address:
        yield address
