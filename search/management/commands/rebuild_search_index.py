from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import index, pdf
from search.elasticsearch import indexes
from search.elasticsearch.connection import Unavailable, for_commands, is_configured
from search.models import Entry


class Command(BaseCommand):
    help = "Go through everything and make the search indexes anew. Search answers meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        with tqdm(desc="database", total=index.count_all(), unit=" objects", disable=quiet, file=self.stderr) as bar:
            index.rebuild(bar.update)
        index.tell_of_rebuild()
        pdf.schedule_all()
        if is_configured():
            total = Entry.objects.filter(is_public=True).count()
            bar = tqdm(desc="Elasticsearch", total=total, unit=" objects", disable=quiet, file=self.stderr)
            try:
                with bar, for_commands():
                    indexes.rebuild(bar.update)
            except Unavailable as error:
                raise CommandError(f"The database's index is made. {error}") from error
