"""Where figures come from: the code, the machine, the versions, the way they were measured."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.processes import ROOT
from tests.services import postgresql

PACKAGES = ("wagtail", "Django", "wagtail-localize", "djangorestframework", "psycopg", "gunicorn")


def provenance(**how: Any) -> dict[str, Any]:
    """What a reader needs to tell whether two runs can be compared; `how` is added."""
    programs = postgresql.programs()
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _said_by("git", "rev-parse", "HEAD") or "unknown",
        "changed_since": bool(_said_by("git", "status", "--porcelain", "--untracked-files=no")),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "load_average_before": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _said_by(str(programs / "postgres"), "--version") if programs else None,
        "varnish": _said_by("varnishd", "-V"),
        **how,
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _said_by(*command: str) -> str | None:
    """The first line a program writes; None where there is no such program, or no repository."""
    try:
        result = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return result.stdout.partition("\n")[0].strip()
