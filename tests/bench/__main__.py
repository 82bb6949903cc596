"""`make bench`: queries and milliseconds of each request of the catalog, on a demo site made for it.

The answers are checked before anything is measured. `DATABASE_URL` chooses another database than a SQLite of the
bench's own.
"""

import os
import platform
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

import django

REPETITIONS = 20
ROOT = Path(__file__).resolve().parents[2]


def prepare() -> None:
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{ROOT}/var/bench.sqlite3")
    os.environ.setdefault("MEDIA_ROOT", f"{ROOT}/var/bench-media")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itp_cms.settings.dev")
    django.setup()

    from django.core.management import call_command

    from itp_cms.demo.accounts import demo_is_loaded

    call_command("migrate", interactive=False, verbosity=0)
    if not demo_is_loaded():
        call_command("load_demo")


def main() -> int:
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from tests.bench.catalog import CASES

    client = Client(headers={"host": "localhost"})
    database = f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}"
    print(f"Wagtail {version('wagtail')}, Python {platform.python_version()}, {database}, {REPETITIONS} repetitions")
    print(f"{'request':<34}{'queries':>8}{'median ms':>11}{'best ms':>9}{'bytes':>9}")
    with override_settings(DEBUG=False):
        for case in CASES:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(case.path)
            if response.status_code != 200 or len(response.json()["items"]) < case.at_least:
                print(f"{case.name}: {case.path} does not answer with {case.at_least} items", file=sys.stderr)
                return 1
            times = []
            for _repetition in range(REPETITIONS):
                start = time.perf_counter()
                client.get(case.path)
                times.append(1000 * (time.perf_counter() - start))
            size = len(response.content)
            print(
                f"{case.name:<34}{len(queries):>8}{statistics.median(times):>11.1f}{min(times):>9.1f}{size:>9}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    prepare()
    sys.exit(main())
