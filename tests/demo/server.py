"""The demo site behind a real web server, in a process of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from django.db import connection

from tests.services.ports import free_port


@pytest.fixture(scope="session")
def demo_server(demo_database: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the demo site, without a last slash. What it writes no other test sees on SQLite."""
    name, media = demo_database
    own = tmp_path_factory.mktemp("demo-server")
    if connection.vendor == "sqlite":
        name = str(shutil.copyfile(name, own / "demo.sqlite3"))
    with _served(database_url(name), media, own) as address:
        yield address


@contextmanager
def _served(database_url: str, media: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    address = f"http://localhost:{port}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "itp_cms.settings.test",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(media),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "itp_cms.wsgi",
        "--bind",
        f"localhost:{port}",
        "--threads",
        "4",
        "--limit-request-line",
        "0",
    ]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait()


def database_url(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    settings = connection.settings_dict
    login = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        login += ":" + quote(settings["PASSWORD"], safe="")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    socket = "/" if settings["HOST"].startswith("/") else ""  # in a folder, which begins with a slash of its own
    return f"postgres://{login}@{socket}{settings['HOST']}{port}/{name}"


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"{address}/healthz", timeout=30)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server of the demo site did not start:\n{log.read_text()}")
