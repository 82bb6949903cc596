"""The project behind the web server that it runs behind in production, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import requests
from django.db import connection

from tests.services.ports import free_port


@contextmanager
def web_server(log: Path, options: Sequence[str] = (), **environment: str) -> Iterator[str]:
    """Serves with more options and environment, and gives its address, without a last slash."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "gunicorn", "itp_cms.wsgi", "--bind", f"localhost:{port}", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=output, stderr=output)
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def database_url(name: str) -> str:
    """Of a database with this name beside the one of the tests."""
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
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
