from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction


def picture(name: str = "harbour.png", size: tuple[int, int] = (640, 480)) -> ImageFile:
    """A PNG file as an upload brings it; (width, height) in pixels."""
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG")
    content.seek(0)
    return ImageFile(content, name=name)


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest) -> str:
    """Each test that asks for this runs with files on disk and with files in a bucket."""
    if request.param == "s3":
        request.getfixturevalue("s3_storage")
    return request.param


@pytest.fixture
def image(db, storage: str):
    return get_image_model().objects.create(title="Harbour", file=picture())


@pytest.fixture
def document(db, storage: str):
    return get_document_model().objects.create(title="Notes", file=ContentFile(b"Low tide at six.", name="notes.txt"))


@pytest.fixture
def private_collection(db) -> Collection:
    """A collection below one that asks for a login."""
    restricted = Collection.get_first_root_node().add_child(name="Restricted")
    CollectionViewRestriction.objects.create(collection=restricted, restriction_type=CollectionViewRestriction.LOGIN)
    return restricted.add_child(name="Below it")
