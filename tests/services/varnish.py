"""A real Varnish, with the project's own configuration."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.services.ports import free_port

VCL = Path(__file__).resolve().parents[2] / "docs" / "varnish.vcl"
XKEY = "libvmod_xkey.so"


def program() -> str | None:
    """varnishd, where vmod xkey is there too."""
    found = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    has_xkey = any(any(Path(root).glob(f"**/varnish/vmods/{XKEY}")) for root in ("/usr/lib", "/usr/local/lib"))
    return found if has_xkey else None


@contextmanager
def varnish(program: str, backend: int, port: int | None = None, token: str = "") -> Iterator[int]:
    """A Varnish before the server at a port of this machine; gives its own port."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="varnish-") as folder:
        vcl = Path(folder) / "site.vcl"
        configuration, count = re.subn(r'\.port = "8000"', f'.port = "{backend}"', VCL.read_text(encoding="utf-8"))
        assert count == 1
        vcl.write_text(configuration, encoding="utf-8")
        command = [program, "-F", "-n", f"{folder}/work", "-a", f"127.0.0.1:{port}", "-f", str(vcl), "-s", "malloc,32m"]
        environment = {**os.environ, "EDGE_PURGE_TOKEN": token} if token else os.environ
        # Its worker processes leave root, and have to get to the folder.
        Path(folder).chmod(0o755)
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _wait(port, process, Path(folder) / "log")
            yield port
        finally:
            process.terminate()
            process.wait(10)


def problems(program: str, vcl: str) -> str:
    """What Varnish has to say against a configuration; nothing if it takes it."""
    with tempfile.TemporaryDirectory(prefix="varnish-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "site.vcl").write_text(vcl, encoding="utf-8")
        command = [program, "-C", "-n", f"{folder}/work", "-f", f"{folder}/site.vcl"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        return "" if result.returncode == 0 else result.stderr or f"status {result.returncode}"


def _wait(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.request("PURGE", f"http://127.0.0.1:{port}/", timeout=5)
        except requests.RequestException:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Varnish did not start:\n{log.read_text()}")
