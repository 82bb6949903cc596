"""Migrations that stop half way, and go on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.project


def manage(database: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "itp_cms.settings.test",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_database_from_before_the_change_log_is_migrated(tmp_path):
    database = tmp_path / "db.sqlite3"
    manage(database, "migrate", "core", "0004")
    manage(database, "migrate")
    assert "[ ]" not in manage(database, "showmigrations")
    assert (
        manage(database, "shell", "-v0", "-c", "from wagtail.models import Locale; print(Locale.objects.count())")
        == "4\n"
    )
