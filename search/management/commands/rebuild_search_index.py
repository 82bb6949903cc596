from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search import index


class Command(BaseCommand):
    help = "Go through everything and write what the search index has of it. Search answers meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        with tqdm(total=index.count_all(), unit=" objects", disable=quiet, file=self.stderr) as bar:
            index.rebuild(bar.update)
