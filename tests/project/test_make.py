"""The two commands: what they say where they cannot work."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Without the variables by which a make above this one speaks to it.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_run_on_a_busy_port_says_so_before_anything_else():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = make("run", f"PORT={port}")

    assert result.returncode == 2
    assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use)" in result.stderr
    assert f"make run PORT={port + 1}" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("port", ["many", "0", "70000"])
def test_run_on_what_is_no_port_says_so(port: str):
    result = make("run", f"PORT={port}")

    assert result.returncode == 2
    assert f"PORT={port} is no port" in result.stderr


def test_run_without_python_says_what_to_install(tmp_path: Path):
    (tmp_path / "sh").symlink_to("/bin/sh")
    result = subprocess.run(
        [ROOT / ".ci" / "find-python"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "No Python 3.11 or newer was found" in result.stderr
    assert "apt install python3" in result.stderr


def test_run_without_venv_names_the_package(tmp_path: Path):
    python = tmp_path / "python3.12"
    python.write_text('#!/bin/sh\ncase "$2" in *version_info*) echo 3.12 ;; *) exit 1 ;; esac\n')
    python.chmod(0o755)
    result = subprocess.run(
        [ROOT / ".ci" / "find-python"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "apt install python3.12-venv" in result.stderr


def test_help_lists_the_targets():
    result = make()

    assert result.returncode == 0
    for target in ("run", "test", "lint", "format", "bench", "messages", "requirements", "clean"):
        assert f"\n{target} " in f"\n{result.stdout}"


def test_demo_is_not_served_with_other_settings_than_those_of_development():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "itp_cms.settings.test"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "serve_demo"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "settings of development only" in result.stderr


def test_demo_is_not_loaded_in_production():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "itp_cms.settings.production",
        "SECRET_KEY": "".join(map(chr, range(48, 112))),
        "ALLOWED_HOSTS": "cms.example.org",
        "WAGTAILADMIN_BASE_URL": "https://cms.example.org",
        "DATABASE_URL": "sqlite://",
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "cms@example.org",
    }
    command = [sys.executable, "manage.py", "load_demo"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "it is loaded with the settings of development only" in result.stderr
