"""`strip_locations`: photographs that were stored before uploads lost their position."""

import hashlib
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from itp_cms.core.models import CustomImage
from tests.storage.conftest import picture
from tests.storage.test_location import DAY, shot
from tests.storage.test_media import body

pytestmark = pytest.mark.django_db


def stored_before(name: str = "shot.jpg", kind: str = "JPEG") -> CustomImage:
    """An image whose file has a position, as it was stored when none was taken out."""
    image = CustomImage.objects.create(title=name, file=picture(name))
    file = default_storage.save(f"original_images/{name}", ContentFile(shot(kind)))
    CustomImage.objects.filter(pk=image.pk).update(file=file, file_hash="x" * 40)
    image.refresh_from_db()
    return image


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("strip_locations", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def tells(image: CustomImage) -> bool:
    image.refresh_from_db()
    with image.file.open() as file:
        return DAY.encode() in file.read()


def test_the_position_is_taken_out_of_what_is_stored(client: Client, storage: str, django_capture_on_commit_callbacks):
    image, other = stored_before(), CustomImage.objects.create(title="Drawn", file=picture())
    before, kept = image.file.name, other.file.name
    assert tells(image)
    with django_capture_on_commit_callbacks(execute=True):
        assert "2 images, 1 told" in run()
    assert not tells(image)
    assert image.file_size == image.file.size
    with image.file.open() as file:
        assert image.file_hash == hashlib.sha1(file.read(), usedforsecurity=False).hexdigest()
    assert (image.width, image.height) == (480, 640)
    assert DAY.encode() not in body(client.get(image.file.url))
    # The old address, which caches may still have, is gone with the file.
    assert image.file.name != before
    assert not default_storage.exists(before)
    assert client.get(f"/media/{before}").status_code == 404
    other.refresh_from_db()
    assert other.file.name == kept
    assert "2 images, 0 told" in run()


def test_a_dry_run_changes_nothing(db):
    image = stored_before()
    assert "1 told" in run("--dry-run")
    assert tells(image)


def test_it_goes_on_where_it_was(db):
    first, second = stored_before("one.jpg"), stored_before("two.jpg")
    assert "1 images, 1 told" in run("--after", str(first.pk))
    assert tells(first)
    assert not tells(second)


def test_it_says_where_to_go_on(db, monkeypatch: pytest.MonkeyPatch):
    first, second = stored_before("one.jpg"), stored_before("two.jpg")
    opened = default_storage.open

    def full(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == second.file.name:
            raise OSError("the disk is full")
        return opened(name, *args, **kwargs)

    monkeypatch.setattr(CustomImage.file.field.storage, "open", full)
    with pytest.raises(CommandError, match=f"--after {first.pk}$"):
        run()
    monkeypatch.undo()
    assert not tells(first)
    run("--after", str(first.pk))
    assert not tells(second)


def test_a_file_that_is_missing_stops_nothing(db):
    missing, image = stored_before("missing.jpg"), stored_before()
    default_storage.delete(missing.file.name)
    assert f"no file: {missing.pk}" in run()
    assert not tells(image)
