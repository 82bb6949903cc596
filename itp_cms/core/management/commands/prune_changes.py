"""`prune_changes`: forgets the change log's old rows."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from itp_cms.core.changes import prune


class Command(BaseCommand):
    help = "Forgets the change log's old rows, as the worker does once a day. Who is further behind starts afresh."

    def add_arguments(self, parser: CommandParser) -> None:
        days = settings.CHANGE_LOG_DAYS
        parser.add_argument("--days", type=int, default=days, help=f"How old they have to be; by default {days}.")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        self.stdout.write(f"{prune(days)} changes of more than {days} days ago are forgotten.")
