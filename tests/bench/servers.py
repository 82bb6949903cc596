"""The servers that answer while it is measured: one worker of gunicorn each, and Varnish."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.processes import ROOT, Database, Failed
from tests.services import varnish
from tests.services.ports import free_port

PURGE_TOKEN = "token of the bench"


class _Unled(urllib.request.HTTPRedirectHandler):
    """Goes nowhere."""

    def http_error_302(self, request: Any, answer: Any, *args: Any) -> Any:
        return answer


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def json(self, path: str) -> Any:
        """What the server answers there. Raises `Failed`."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=120) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Failed(f"{path} is answered with {error.code}:\n{self.log.read_text()[-3000:]}") from error

    def etag(self, path: str) -> str | None:
        """The `ETag` of what the server answers there."""
        with urllib.request.build_opener(_Unled).open(f"http://localhost:{self.port}{path}", timeout=120) as response:
            found: str | None = response.headers.get("ETag")
            return found

    @property
    def worker(self) -> int | None:
        """The process id of the worker; None where the system does not tell (it is Linux that does)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0]) if children.exists() else None

    def cpu_seconds(self) -> float | None:
        """The processor time that the worker has used."""
        if self.worker is None:
            return None
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float | None:
        """Megabytes (10⁶ bytes) of memory that the worker holds."""
        if self.worker is None:
            return None
        status = Path(f"/proc/{self.worker}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) * 1024 / 1e6


@contextmanager
def server(database: Database, variant: str, **variables: str) -> Iterator[Server]:
    """The site on the database, by the settings of one of `tests.bench.settings.VARIANTS`."""
    port = free_port()
    environment = database.environment(BENCH_VARIANT=variant, **variables)
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", "--workers", "1", "--log-level", "warning"]
    command += ["--bind", f"127.0.0.1:{port}", "--timeout", "120", "--limit-request-line", "0"]
    with TemporaryDirectory(prefix="bench-server-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
        try:
            _wait_for(f"http://localhost:{port}/bare/", process, log)
            yield Server(port, process, log)
        finally:
            process.terminate()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failed(f"A server did not start:\n{log.read_text()}")


@contextmanager
def edge(database: Database) -> Iterator[tuple[Server, int] | None]:
    """A server, and the port of a Varnish in front of it; None where Varnish is not installed."""
    program = varnish.program()
    if program is None:
        yield None
        return
    port = free_port()
    with (
        server(database, "cached", **edge_variables(port)) as behind,
        varnish.varnish(program, behind.port, port, PURGE_TOKEN),
    ):
        yield behind, port


def edge_variables(port: int) -> dict[str, str]:
    """What a site, and its worker, are told of the Varnish in front of it."""
    address = f"http://127.0.0.1:{port}"
    return {
        "EDGE_VARNISH": address,
        "EDGE_PURGE_TOKEN": PURGE_TOKEN,
        "EDGE_KEY_HEADERS": "xkey",
        "EDGE_MAX_AGE": "3600",
    }


@contextmanager
def worker(database: Database, **variables: str) -> Iterator[None]:
    """The project's worker on a database, which has done by the beginning all that there was to do."""
    command = [sys.executable, "manage.py", "worker"]
    environment = database.environment(BENCH_VARIANT="cached", **variables)
    subprocess.run([*command, "--once"], cwd=ROOT, env=environment, check=True)
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()
