"""Pictures as readers get them: in which widths, cuts and formats, and what is not given away with them."""

from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection

from itp_cms.core.models import CustomImage
from tests.factories.core import ImageFactory
from tests.storage.test_media import body

pytestmark = pytest.mark.django_db

# What the browsers of 2025 send for an <img>.
CHROMIUM = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
SAFARI = "image/webp,image/avif;q=0,image/png,image/*;q=0.8,*/*;q=0.5"
GPS, MAKER = 0x8825, 0x010F


def encoded(picture: Image.Image, kind: str, **options: object) -> ContentFile:
    content = BytesIO()
    picture.save(content, kind, **options)
    return ContentFile(content.getvalue(), name=f"picture.{kind.lower()}")


def half_red(size: tuple[int, int]) -> ContentFile:
    """A picture, the left half red, the right half blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    return encoded(picture, "PNG")


@pytest.fixture
def picture(storage: str) -> CustomImage:
    return CustomImage.objects.create(title="Halves", file=half_red((1800, 900)))


def ask(client: Client, image: CustomImage, accept: str | None = None, **parameters: Any) -> Any:
    headers = {"accept": accept} if accept else {}
    return client.get(f"/api/v2/images/{image.pk}/rendition/", parameters, headers=headers)


def shown(client: Client, response: Any) -> Any:
    """The picture that the answer leads to."""
    assert response.status_code == HTTPStatus.FOUND, response.content
    file = client.get(urlsplit(response.headers["Location"]).path)
    assert file.status_code == HTTPStatus.OK
    return Image.open(BytesIO(body(file)))


@pytest.mark.parametrize(
    ("parameters", "size"),
    [
        ({"width": 400}, (400, 200)),
        ({"width": 1600}, (1600, 800)),
        ({"width": 800, "ratio": "16:9"}, (800, 450)),
        ({"width": 800, "ratio": "1:1"}, (800, 800)),
        ({"width": 1600, "ratio": "1:1"}, (900, 900)),
        ({"width": 1200, "ratio": "4:3"}, (1200, 900)),
    ],
)
@pytest.mark.parametrize("kind", ["webp", "avif", "jpeg"])
def test_width_ratio_and_format(client: Client, picture: CustomImage, parameters: dict, size: tuple, kind: str):
    made = shown(client, ask(client, picture, format=kind, **parameters))
    assert made.size == size
    assert made.format == kind.upper()


def test_nothing_is_drawn_larger_than_it_is(client: Client):
    small = CustomImage.objects.create(title="Small", file=half_red((300, 200)))
    assert shown(client, ask(client, small, width=1600, format="webp")).size == (300, 200)
    assert shown(client, ask(client, small, width=800, ratio="1:1", format="webp")).size == (200, 200)


def test_a_cut_keeps_the_focal_point(client: Client, picture: CustomImage):
    picture.focal_point_x, picture.focal_point_y, picture.focal_point_width, picture.focal_point_height = (
        1700,
        450,
        100,
        100,
    )
    picture.save()
    cut = shown(client, ask(client, picture, width=400, ratio="1:1", format="jpeg")).convert("RGB")
    assert cut.getpixel((350, 200))[2] > 200
    assert cut.getpixel((200, 200))[2] > 200

    described = client.get(f"/api/v2/images/{picture.pk}/").json()["focal_point"]
    assert described == {"x": 0.9444, "y": 0.5, "width": 0.0556, "height": 0.1111}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (CHROMIUM, "AVIF"),
        (SAFARI, "WEBP"),
        ("*/*", "JPEG"),
        (None, "JPEG"),
        ("image/*", "JPEG"),
        ("application/json", "JPEG"),
        ("nonsense;;;q=x,,/", "JPEG"),
    ],
)
def test_format_by_accept(client: Client, picture: CustomImage, accept: str | None, kind: str):
    response = ask(client, picture, accept, width=400)
    assert "Accept" in response.headers["Vary"].split(", ")
    assert response.headers["Cache-Control"] == "public, max-age=600"
    assert shown(client, response).format == kind


def test_a_named_format_does_not_depend_on_accept(client: Client, picture: CustomImage):
    response = ask(client, picture, CHROMIUM, width=400, format="webp")
    assert "Accept" not in response.headers.get("Vary", "").split(", ")
    assert shown(client, response).format == "WEBP"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "width"),
        ("width=401", "width"),
        ("width=-400", "width"),
        ("width=x", "width"),
        ("width=" + "9" * 5000, "width"),
        ("width=400&ratio=2:1", "ratio"),
        ("width=400&ratio=", "ratio"),
        ("width=400&format=png", "format"),
        ("width=400&format=json", "format"),
    ],
)
def test_what_is_not_listed_is_refused_and_not_made(client: Client, query: str, field: str, settings):
    image = ImageFactory()
    before = image.renditions.count()
    response = client.get(f"/api/v2/images/{image.pk}/rendition/?{query}", headers={"accept": CHROMIUM})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.json()["field"] == field
    allowed = {"width": [str(width) for width in settings.IMAGE_WIDTHS], "ratio": settings.IMAGE_RATIOS}
    assert response.json()["allowed"] == allowed.get(field, ["webp", "avif", "jpeg"])
    assert image.renditions.count() == before


@pytest.mark.parametrize("query", ["width=400&height=3", "width=400&%00=1", "width=400%00"])
def test_other_parameters_are_refused(client: Client, query: str):
    assert client.get(f"/api/v2/images/{ImageFactory().pk}/rendition/?{query}").status_code == HTTPStatus.BAD_REQUEST


def test_the_number_of_files_of_an_image_is_bounded(client: Client, settings):
    settings.IMAGE_WIDTHS, settings.IMAGE_RATIOS = [100, 200], ["1:1", "2:1"]
    image = CustomImage.objects.create(title="Halves", file=half_red((600, 400)))
    for width in (*range(90, 210, 10), 10_000):
        for ratio in (None, "1:1", "2:1", "3:1", "1:3"):
            for kind in (None, "webp", "avif", "jpeg", "png", "gif"):
                chosen = {name: value for name, value in (("ratio", ratio), ("format", kind)) if value}
                ask(client, image, width=width, **chosen)
    assert image.renditions.count() == 2 * 3 * 3


def test_an_image_is_made_once(client: Client, picture: CustomImage):
    first = ask(client, picture, width=400, ratio="1:1", format="webp")
    again = ask(client, picture, width=400, ratio="1:1", format="webp")
    assert first.headers["Location"] == again.headers["Location"]


def test_a_private_image_is_not_there(client: Client, picture: CustomImage, private_collection: Collection):
    ask(client, picture, width=400)
    picture.collection = private_collection
    picture.save()
    response = ask(client, picture, width=400)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.json()["code"] == "not_found"
    assert ask(client, picture, width=401).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"no picture", None])
def test_an_image_that_cannot_be_read_is_not_there(client: Client, content: bytes | None):
    image = ImageFactory()
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    if content is not None:
        image.file.storage.save(image.file.name, ContentFile(content))
    response = ask(client, image, width=400)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.json()["message"] == "the image cannot be read"


def test_too_high_for_a_format(client: Client):
    scroll = CustomImage.objects.create(title="Scroll", file=encoded(Image.new("RGB", (90, 17000)), "PNG"))
    response = ask(client, scroll, width=400, format="webp")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response.json()["allowed"] == ["avif", "jpeg"]
    assert shown(client, ask(client, scroll, "image/webp", width=400)).format == "JPEG"


def test_a_drawing_is_given_as_it_is(client: Client):
    drawing = CustomImage.objects.create(
        title="Drawing",
        file=ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', name="drawing.svg"),
    )
    response = ask(client, drawing, width=400)
    assert response.headers["Location"] == f"http://testserver{drawing.file.url}"
    assert ask(client, drawing, width=400, ratio="1:1").status_code == HTTPStatus.BAD_REQUEST
    described = client.get(f"/api/v2/images/{drawing.pk}/").json()
    assert (described["renditions"], described["crops"]) == ([], {})


def test_an_animation_says_that_it_moves(client: Client):
    frames = [Image.new("RGB", (500, 300), colour) for colour in ("red", "blue")]
    moving = CustomImage.objects.create(
        title="Moving", file=encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    )
    described = client.get(f"/api/v2/images/{moving.pk}/").json()
    assert described["animated"] is True
    assert client.get(f"/api/v2/images/{ImageFactory().pk}/").json()["animated"] is False
    assert not getattr(shown(client, ask(client, moving, width=400, format="webp")), "is_animated", False)
    original = client.get(urlsplit(described["meta"]["download_url"]).path)
    frames_kept: Any = Image.open(BytesIO(body(original)))
    assert frames_kept.n_frames == 2


def test_addresses_of_crops_lead_to_pictures_of_their_width(client: Client, picture: CustomImage, settings):
    crops = client.get(f"/api/v2/images/{picture.pk}/").json()["crops"]
    assert list(crops) == settings.IMAGE_RATIOS
    for candidate in crops["1:1"]["webp"].split(", "):
        address, width = candidate.split(" ")
        parts = urlsplit(address)
        assert f"{shown(client, client.get(f'{parts.path}?{parts.query}')).width}w" == width


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("uploaded", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_renditions_do_not_tell_where_a_photograph_was_taken(client: Client, uploaded: str, kind: str):
    shot = Image.new("RGB", (900, 600), "teal")
    exif = shot.getexif()
    exif[MAKER], exif[GPS] = "A camera", {1: "N", 2: (51.0, 31.0, 9.0)}
    image = CustomImage.objects.create(title="Shot", file=encoded(shot, uploaded, exif=exif))

    for ratio in ({}, {"ratio": "1:1"}):
        made = shown(client, ask(client, image, width=400, format=kind, **ratio))
        assert not made.getexif()
    with Image.open(image.get_rendition("max-300x300").file) as made:  # as the reading page has it
        assert not made.getexif()


def test_bytes_are_those_of_the_file(client: Client, picture: CustomImage):
    described = client.get(f"/api/v2/images/{picture.pk}/").json()
    assert described["bytes"] == picture.file.size
    for rendition in described["renditions"]:
        file = client.get(urlsplit(rendition["url"]).path)
        assert len(body(file)) == rendition["bytes"]
