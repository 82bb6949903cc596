from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.elasticsearch import indexes
from search.elasticsearch.connection import Unavailable, for_commands, is_configured

SHOWN = 20


class Command(BaseCommand):
    help = "Compare what Elasticsearch has with the index in the database; fails, and names what differs, if they do."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_configured():
            raise CommandError("ELASTICSEARCH_URL is not set: there is one index only, the database's")
        try:
            with for_commands():
                different = indexes.differences()
        except Unavailable as error:
            raise CommandError(str(error)) from error
        if different:
            named = ", ".join(different[:SHOWN])
            raise CommandError(f"{len(different)} differ: {named}{'…' if len(different) > SHOWN else ''}")
        self.stdout.write("The two indexes are equal.")
