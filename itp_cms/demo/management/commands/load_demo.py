"""`load_demo`: fills the database with the demo site."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from itp_cms.demo.accounts import accounts_are_allowed
from itp_cms.demo.files import DATA, Files
from itp_cms.demo.loading import Load
from itp_cms.demo.places import DataError


class Command(BaseCommand):
    help = "Fills the database with the demo site. What is there already is left as it is; what is missing is made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=DATA, help="The folder of the data files.")
        parser.add_argument(
            "--scale", type=int, default=1, help="So many posts for each of the data's, for load tests."
        )
        parser.add_argument(
            "--picture-scale", type=float, default=1, help="Draw pictures in this share of their size, for tests."
        )

    def handle(self, *args: Any, data: Path, scale: int, picture_scale: float, **options: Any) -> None:
        if not accounts_are_allowed():
            raise CommandError(
                "The demo's passwords are published: it is loaded with the settings of development only."
            )
        if scale < 1:
            raise CommandError("--scale is how often each post is there: 1 or more.")
        try:
            files = Files(data.resolve())
            files.check()
            with tqdm(unit="steps", disable=options["verbosity"] == 0, file=self.stderr) as bar:
                load = Load(files, bar.update, picture_scale, scale)
                bar.reset(load.steps)
                with _quiet("wagtail"):
                    load.run()
        except DataError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error


@contextmanager
def _quiet(logger: str) -> Iterator[None]:
    """Without the line that is logged for each page, which would tear the progress bar."""
    logged = logging.getLogger(logger)
    level = logged.level
    logged.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logged.setLevel(level)
