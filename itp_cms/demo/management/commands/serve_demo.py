"""`serve_demo`: what `make run` does once the environment is installed."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from itp_cms.demo.accounts import ACCOUNTS, PASSWORD, demo_is_loaded
from itp_cms.demo.pages import serve_at


class Command(BaseCommand):
    help = "Migrates the database, loads the demo site if it is not there yet, and serves it for development."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=8000, type=int)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo's passwords are published: it is served with the settings of development only."
            )
        call_command("migrate", interactive=False, verbosity=0)
        if not demo_is_loaded():
            call_command("load_demo")
        address = f"http://{_reachable(host)}:{port}"
        serve_at(address)
        self.stdout.write(self.introduction(address))
        self.stdout.flush()
        os.environ.setdefault("WAGTAILADMIN_BASE_URL", address)
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        # A process of its own: the server starts itself anew whenever the code changes.
        os.execv(
            sys.executable,
            [sys.executable, sys.argv[0], "runserver", "--worker", "--skip-checks", f"{_bracketed(host)}:{port}"],
        )

    def introduction(self, address: str) -> str:
        width = max(len(account.email) for account in ACCOUNTS)
        logins = [f"  {account.email:<{width}}  {PASSWORD}  ({account.label})" for account in ACCOUNTS]
        return "\n".join(["", f"Admin  {address}/admin/", f"API    {address}/api/v2/", "Logins", *logins, ""])


def _reachable(host: str) -> str:
    """The name by which a browser on this machine reaches a server that listens on the host."""
    return "localhost" if host in {"0.0.0.0", "127.0.0.1", "::", "::1"} else _bracketed(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
