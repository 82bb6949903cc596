"""Processes with Django in them, each with the settings and the database of its own; the bench itself has none."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench"


class Failed(RuntimeError):
    """A process ended with an error; the message has what it wrote."""


@dataclass(frozen=True)
class Database:
    """A database of so many pages, on PostgreSQL or SQLite, and the folder of its files; `variables` are what else the
    site on it is told.
    """

    vendor: str
    pages: int
    url: str
    media: Path
    settings: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def environment(self, **variables: str) -> dict[str, str]:
        """What production asks for, and what a process inherits; of the project's own settings nothing is inherited."""
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TERM") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore:No directory at",  # static files are not collected
            "DJANGO_SETTINGS_MODULE": self.settings,
            "SECRET_KEY": "".join(map(chr, range(48, 112))),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "WAGTAILADMIN_BASE_URL": "http://localhost",
            "DATABASE_URL": self.url,
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "memorymail://",
            "DEFAULT_FROM_EMAIL": "bench@example.org",
            "MEDIA_ROOT": str(self.media),
            "LOG_LEVEL": "ERROR",
            **self.variables,
            **variables,
        }


def run(module: str, *arguments: Any, environment: Mapping[str, str]) -> Any:
    """Run `python -m tests.bench.MODULE`; gives what it prints as JSON, or None where it prints nothing.

    What it writes to its error output is shown as it comes. Raises `Failed`.
    """
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
    result = subprocess.run(command, env=dict(environment), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        raise Failed(f"{module} ended with {result.returncode}: {result.stdout[-2000:]}")
    return json.loads(result.stdout) if result.stdout.strip() else None
