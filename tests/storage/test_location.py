"""Photographs tell nobody where they were taken, neither as uploaded nor in any size."""

import random
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from itp_cms.core.location import without_location
from itp_cms.core.models import CustomImage
from tests.storage.test_media import body

pytestmark = pytest.mark.django_db

GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,31.152N">'
    b"<exif:GPSLongitude>0,7.62W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>"
)
DAY = "2026:06:21"


def shot(kind: str, order: str = "MM") -> bytes:
    """A photograph with camera, orientation, position and day."""
    picture = Image.new("RGB", (640, 480), "teal")
    exif = picture.getexif()
    exif.endian = "<" if order == "II" else ">"
    exif[MAKER], exif[ORIENTATION] = "A camera", 6
    exif[GPS] = {1: "N", 2: (51.0, 31.0, 9.12), 3: "W", 4: (0.0, 7.0, 37.2), 29: DAY}
    content = BytesIO()
    picture.save(content, kind, exif=exif.tobytes(), xmp=XMP) if kind != "PNG" else picture.save(
        content, kind, exif=exif.tobytes()
    )
    return content.getvalue()


@pytest.mark.parametrize("order", ["MM", "II"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_the_position_is_gone_and_all_else_is_there(kind: str, order: str):
    taken = shot(kind, order)
    assert DAY.encode() in taken

    kept = without_location(taken)

    assert len(kept) == len(taken)
    for told in (DAY.encode(), b"51,31.152N", b"0,7.62W"):
        assert told not in kept
    with Image.open(BytesIO(taken)) as before, Image.open(BytesIO(kept)) as after:
        assert not after.getexif().get_ifd(GPS)
        assert after.getexif()[MAKER] == "A camera"
        assert after.getexif().get(ORIENTATION) == before.getexif().get(ORIENTATION)
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_without_a_position_is_kept_as_it_is(kind: str):
    content = BytesIO()
    Image.effect_noise((300, 200), 50).save(content, kind)
    assert without_location(content.getvalue()) == content.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"II*\x00\x08\x00\x00\x00", b"MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x88\x25" * 99]
)
def test_what_is_no_exif_is_kept_as_it_is(content: bytes):
    assert without_location(content) == content


def test_broken_exif_never_makes_an_upload_fail():
    taken = bytearray(shot("JPEG"))
    start, order = taken.index(b"Exif"), random.Random(4)
    for _ in range(300):
        broken = bytearray(taken)
        for _ in range(4):
            broken[start + order.randrange(6, 250)] = order.randrange(256)
        assert len(without_location(bytes(broken))) == len(taken)


def test_an_upload_does_not_tell(admin_client: Client, client: Client, storage: str):
    file = SimpleUploadedFile("shot.jpg", shot("JPEG"), content_type="image/jpeg")
    admin_client.post(reverse("wagtailimages:add"), {"title": "Shot", "file": file, "collection": "1"})
    image = CustomImage.objects.get()

    assert (image.width, image.height) == (480, 640)
    described = client.get(f"/api/v2/images/{image.pk}/").json()
    original = body(client.get(urlsplit(described["meta"]["download_url"]).path))
    assert DAY.encode() not in original
    assert len(original) == described["bytes"]
    for rendition in described["renditions"]:
        assert DAY.encode() not in body(client.get(urlsplit(rendition["url"]).path))


def test_a_picture_stored_by_code_does_not_tell():
    image = CustomImage.objects.create(title="Shot", file=ContentFile(shot("JPEG"), name="shot.jpg"))
    assert DAY.encode() not in CustomImage.objects.get(pk=image.pk).file.read()
