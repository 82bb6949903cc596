"""A real S3-speaking server, rclone's: it checks signatures and their expiry."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from tests.services.ports import free_port

ACCESS_KEY = "tests-access-key"
SECRET_KEY = "tests-secret-key-of-the-server"
BUCKET = "media"


@dataclass(frozen=True)
class S3Server:
    """A running server with one bucket, and the directory in which the bucket's objects lie as files."""

    address: str
    bucket_directory: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the settings are told of the server."""
        return {
            "AWS_STORAGE_BUCKET_NAME": BUCKET,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_S3_ENDPOINT_URL": self.address,
            "AWS_S3_REGION_NAME": "us-east-1",
        }


def program() -> str | None:
    """rclone, from its package in the virtual environment or from the machine; None without either."""
    return shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")


@contextmanager
def s3_server(program: str) -> Iterator[S3Server]:
    port = free_port()
    with TemporaryDirectory(prefix="s3-") as directory:
        bucket = Path(directory) / BUCKET
        bucket.mkdir()
        options = ["--config", "/dev/null", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--force-path-style"]
        command = [
            program,
            "serve",
            "s3",
            *options,
            "--addr",
            f"127.0.0.1:{port}",
            "--vfs-cache-mode",
            "off",
            directory,
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield S3Server(address, bucket)
        finally:
            process.terminate()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(address, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("rclone did not start to serve")
