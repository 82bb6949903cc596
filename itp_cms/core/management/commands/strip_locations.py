import argparse
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from itp_cms.core.location import without_location


class Command(BaseCommand):
    help = (
        "Take out of photographs where they were taken, as uploads do: for originals that were stored before they did. "
        "Can be stopped and run again at any time."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count the photographs that tell.")
        parser.add_argument("--after", type=int, default=0, metavar="ID", help="Go on after the image of this id.")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(
            get_image_model().objects.filter(pk__gt=options["after"]).order_by("pk").values_list("pk", flat=True)
        )
        told, last = 0, options["after"]
        for pk in tqdm(ids, unit="image"):
            try:
                told += _strip(pk, dry_run=options["dry_run"])
            except FileNotFoundError:
                self.stderr.write(_("no file: %d") % pk)
            except (Exception, KeyboardInterrupt) as error:
                reason = str(error) or type(error).__name__
                raise CommandError(
                    _("%(reason)s. To go on: manage.py strip_locations --after %(id)d") % {"reason": reason, "id": last}
                ) from error
            last = pk
        message = _("%(images)d images, %(told)d told where they were taken.")
        self.stdout.write(message % {"images": len(ids), "told": told})


@transaction.atomic
def _strip(pk: int, *, dry_run: bool) -> bool:
    """Whether the image told. Its file is stored anew under another name, so that no cache has it by its address."""
    image = get_image_model().objects.select_for_update().filter(pk=pk).first()
    if image is None:  # deleted meanwhile
        return False
    with image.file.open() as file:
        content = file.read()
    kept = without_location(content)
    if kept == content:
        return False
    if not dry_run:
        storage, name = image.file.storage, image.file.name
        image.file = ContentFile(kept, name=PurePosixPath(name).name)
        image.file_hash = hash_filelike(BytesIO(kept))
        image.save()
        transaction.on_commit(lambda: storage.delete(name))
    return True
