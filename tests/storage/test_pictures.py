"""Pictures that are odd: turned, tall, broken."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from itp_cms.core import renditions
from itp_cms.core.models import CustomImage
from itp_cms.core.renditions import renditions_of, specs_of, widths_of
from tests.factories.core import ImageFactory
from tests.storage.conftest import picture

pytestmark = pytest.mark.django_db

ORIENTATION = 0x0112
TURNED_BY_90_DEGREES = 6


def photograph(size: tuple[int, int] = (1000, 750), orientation: int = TURNED_BY_90_DEGREES) -> ImageFile:
    """A JPEG file of a camera that says how it was held; `size` as it lies in the file. Its left half is red."""
    shot = Image.new("RGB", size, "blue")
    shot.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = shot.getexif()
    exif[ORIENTATION] = orientation
    content = BytesIO()
    shot.save(content, "JPEG", exif=exif)
    content.seek(0)
    return ImageFile(content, name="photograph.jpg")


def truncated() -> SimpleUploadedFile:
    whole = photograph().read()
    return SimpleUploadedFile("photograph.jpg", whole[: len(whole) // 2], content_type="image/jpeg")


def test_a_photograph_is_measured_upright(storage: str):
    image = CustomImage.objects.create(title="Photograph", file=photograph())

    for known in (image, CustomImage.objects.get()):
        assert (known.width, known.height) == (750, 1000)
        assert widths_of(known) == [400, 750]
    image.refresh_from_db()
    assert (image.width, image.height) == (750, 1000)
    made = renditions_of([image])[image.pk]
    assert [(rendition.width, rendition.height) for rendition in made] == [(400, 533), (750, 1000)] * 2


@pytest.mark.parametrize(("orientation", "size"), [(1, (1000, 750)), (3, (1000, 750)), (8, (750, 1000))])
def test_a_photographs_size_by_orientation(orientation: int, size: tuple[int, int]):
    image = CustomImage.objects.create(title="Photograph", file=photograph(orientation=orientation))
    assert (image.width, image.height) == size


def test_the_focal_point_of_a_turned_photograph_is_where_it_is_seen():
    image = CustomImage(title="Photograph", file=photograph())
    image.focal_point_x, image.focal_point_y = 375, 150  # upright, red is above
    image.focal_point_width = image.focal_point_height = 100
    image.save()

    with Image.open(image.get_rendition("fill-100x100-c100|format-png").file) as shown:
        red, _green, blue = shown.convert("RGB").crop((50, 50, 51, 51)).tobytes()
    assert red > 200
    assert blue < 100


def test_a_new_file_is_measured_upright():
    image = ImageFactory()
    image.file = photograph()
    image.save()
    image.refresh_from_db()
    assert (image.width, image.height) == (750, 1000)


def test_a_picture_too_tall_for_a_format_is_given_in_the_others():
    image = CustomImage.objects.create(title="Scroll", file=picture(size=(90, 17000)))

    made = renditions_of([image])[image.pk]

    assert [rendition.filter_spec for rendition in made] == specs_of(image)
    assert [(rendition.file.rpartition(".")[2], rendition.height) for rendition in made] == [("avif", 17000)]


def test_a_tall_picture_keeps_the_sizes_that_fit():
    image = CustomImage(width=900, height=17000)
    image.file.name = "scroll.png"
    assert [spec.partition("|")[0] for spec in specs_of(image) if "webp" in spec] == ["width-400", "width-800"]


@pytest.mark.parametrize("error", [ValueError("encoding error 5"), MemoryError(), Image.DecompressionBombError()])
def test_a_format_that_cannot_be_encoded_does_not_take_the_other_along(error, monkeypatch, caplog):
    image = ImageFactory()
    make = CustomImage.generate_rendition_file

    def fail_on_webp(self, made_by, **kwargs):
        if "webp" in made_by.spec:
            raise error
        return make(self, made_by, **kwargs)

    monkeypatch.setattr(CustomImage, "generate_rendition_file", fail_on_webp)

    made = renditions_of([image])[image.pk]

    assert {rendition.filter_spec.split("|")[1] for rendition in made} == {"format-avif"}
    assert [(record.name, record.levelname) for record in caplog.records] == [(renditions.__name__, "WARNING")]


def test_a_broken_original_has_no_renditions(caplog):
    image = ImageFactory()
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(truncated().read()))
    assert renditions_of([CustomImage.objects.get()]) == {image.pk: []}
    assert "No webp renditions" in caplog.text


def test_a_truncated_upload_is_said_in_the_form(admin_client):
    response = admin_client.post(
        reverse("wagtailimages:add"), {"title": "Photograph", "file": truncated(), "collection": "1"}
    )
    assert response.status_code == 200
    assert response.context["form"].errors["file"].as_data()[0].code == "invalid_image"
    assert not CustomImage.objects.exists()


def test_a_truncated_upload_among_several_is_said(admin_client):
    response = admin_client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": truncated(), "title": "Photograph", "collection": "1"}
    )
    assert response.status_code == 200
    assert response.json()["success"] is False
    assert "corrupted" in response.json()["error_message"]


def test_a_truncated_upload_in_the_chooser_is_said(admin_client):
    response = admin_client.post(
        reverse("wagtailimages_chooser:create"),
        {"image-chooser-upload-title": "Photograph", "image-chooser-upload-file": truncated()},
    )
    assert response.status_code == 200
    assert response.json()["step"] == "reshow_creation_form"
    assert "corrupted" in response.json()["htmlFragment"]


def test_the_form_still_takes_a_file_or_leaves_the_one_there_is(admin_client):
    image = ImageFactory()
    edit = reverse("wagtailimages:edit", args=[image.pk])
    assert 'data-w-sync-target-value="#id_title"' in admin_client.get(reverse("wagtailimages:add")).content.decode()

    assert admin_client.post(edit, {"title": "Same file"}).status_code == 302
    assert admin_client.post(edit, {"title": "New file", "file": photograph()}).status_code == 302

    (changed,) = CustomImage.objects.filter(pk=image.pk).values_list("title", "width", "height")
    assert changed == ("New file", 750, 1000)


def test_a_name_with_a_nul_is_not_there(client):
    assert client.get("/media/%00").status_code == 404
    assert client.get("/media/a%00.png?expires=1&signature=x").status_code == 404
