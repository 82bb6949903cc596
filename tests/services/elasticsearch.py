"""The Elasticsearch of the environment (`ELASTICSEARCH_URL`): `tests/services/elasticsearch.sh start` brings one up."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.services import missing

SCRIPT = Path(__file__).with_suffix(".sh")
VARIABLE = "ELASTICSEARCH_URL"


def address() -> str:
    """The server's address; skips the test where there is none."""
    if VARIABLE not in os.environ:
        missing(f"An Elasticsearch, named by {VARIABLE},")
    return os.environ[VARIABLE]


class Faults:
    """What can happen to the server. It must be one that the script started."""

    def __init__(self) -> None:
        port = urlsplit(address()).port
        self._environment = {**os.environ, "ES_PORT": str(port or 9200)}
        if subprocess.run([SCRIPT, "status"], check=False, env=self._environment, capture_output=True).returncode:
            missing(f"An Elasticsearch at {VARIABLE} that {SCRIPT.name} started")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It takes connections, and never answers."""
        self._do("pause")
        try:
            yield
        finally:
            self._do("resume")

    @contextmanager
    def killed(self) -> Iterator[None]:
        self._do("kill")
        try:
            yield
        finally:
            self._do("start")

    def _do(self, verb: str) -> None:
        subprocess.run([SCRIPT, verb], env=self._environment, check=True, capture_output=True, timeout=120)
