"""What pages refer to: images with renditions, documents, people, institutions, countries, series, tags."""

import random
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from PIL import Image
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction, Locale

from blog.models import Series
from itp_cms.core.models import Country, CustomDocument, CustomImage, CustomRendition, Institution, Person
from itp_cms.core.renditions import specs_of
from tests.bench.databases.words import Dice

WIDTH, HEIGHT = 1600, 1067
CODES = ["EG", "CN", "IN", "KE", "SD", "TR", "MX", "NP", "GR", "HR", "LB", "OM", "PH", "RW", "UG", "MM", "AZ", "BR"]
TAGS = 200
IMAGES_TO_RENDER = 60
"""Images whose renditions nobody has made yet, one for each publishing that is measured."""


@dataclass
class Library:
    """The ids of what there is; snippets as those of the source language, which pages of all languages refer to."""

    images: list[int]
    private_images: list[int]
    documents: list[int]
    people: list[int]
    countries: list[int]
    series: list[int]
    tags: list[int]
    locales: dict[str, int] = field(default_factory=dict)


def make_library(pages: int, seed: int) -> Library:
    """A library for so many pages; one image to five pages, a person and a document to fifty."""
    source = Dice(f"{seed} library")
    locales = dict(Locale.objects.values_list("language_code", "pk"))
    public, private = _collections()
    images = _images(max(40, pages // 5), source, public.pk)
    _image_rows(IMAGES_TO_RENDER, public.pk, "Image to render")
    private_images = _images(max(4, pages // 100), source, private.pk)
    countries = Country.objects.bulk_create([Country(code=code) for code in CODES])
    institutions = _translated(Institution, locales, 20, lambda number: {"name": f"House {number}", "city": "Cairo"})
    people = _translated(
        Person,
        locales,
        max(20, pages // 50),
        lambda number: {
            "name": f"Person {number}",
            "job_title": "Curator",
            "cohort_year": 2006 + number % 18,
            "country_id": countries[number % len(countries)].pk,
            "institution_id": institutions[number % len(institutions)],
            "portrait_id": images[number % len(images)],
            "biography": "<p>Keeper of things.</p>",
        },
    )
    series = _translated(Series, locales, 10, lambda number: {"name": f"Series {number}", "slug": f"series-{number}"})
    tags = Tag.objects.bulk_create([Tag(name=f"tag {number}", slug=f"tag-{number}") for number in range(TAGS)])
    return Library(
        images=images,
        private_images=private_images,
        documents=_documents(max(10, pages // 50), public.pk),
        people=people,
        countries=[country.pk for country in countries],
        series=series,
        tags=[tag.pk for tag in tags],
        locales=locales,
    )


def _collections() -> tuple[Collection, Collection]:
    root = Collection.get_first_root_node()
    private = root.add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    return root, private


def _images(number: int, source: random.Random, collection: int) -> list[int]:
    pks = _image_rows(number, collection, "Image", credit=source.choice(["", "A photographer"]))
    image = CustomImage(width=WIDTH, height=HEIGHT)
    specs = specs_of(image)
    rows = (
        CustomRendition(
            image_id=pk,
            filter_spec=spec,
            focal_point_key="",
            file=f"images/bench-{pk}.{spec.split('|')[0]}.{spec.split('format-')[1].split('|')[0]}",
            width=(width := int(spec.split("|")[0].removeprefix("width-"))),
            height=width * HEIGHT // WIDTH,
            file_size=width * 60,
        )
        for pk in pks
        for spec in specs
    )
    CustomRendition.objects.bulk_create(rows, batch_size=2000)
    return pks


def _image_rows(number: int, collection: int, title: str, credit: str = "") -> list[int]:
    """All images have the same file, which is there."""
    file = _photograph()
    size = (Path(settings.MEDIA_ROOT) / file).stat().st_size
    rows = [
        CustomImage(
            title=f"{title} {index}",
            description=f"What is to be seen in image {index}",
            credit=credit,
            file=file,
            width=WIDTH,
            height=HEIGHT,
            file_size=size,
            collection_id=collection,
        )
        for index in range(number)
    ]
    return [image.pk for image in CustomImage.objects.bulk_create(rows, batch_size=2000)]


def _photograph() -> str:
    """The name of a picture that takes some work to shrink, as a photograph does."""
    name = "original_images/bench.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        noise = Image.effect_noise((WIDTH // 4, HEIGHT // 4), 60).resize((WIDTH, HEIGHT))
        Image.merge("RGB", (noise, noise.rotate(90).resize(noise.size), noise.rotate(180))).save(path, quality=85)
    return name


def _documents(number: int, collection: int) -> list[int]:
    rows = [
        CustomDocument(
            title=f"Report {index}",
            file=f"documents/report-{index}.pdf",
            file_size=200_000,
            page_count=30,
            collection_id=collection,
        )
        for index in range(number)
    ]
    return [document.pk for document in CustomDocument.objects.bulk_create(rows)]


def _translated(model: type[Model], locales: dict[str, int], number: int, values: Any) -> list[int]:
    """Objects in English and their translations, of every second one; gives the ids of the English ones."""
    rows = [
        model(locale_id=pk, translation_key=_key(model, index), live=True, **values(index))
        for index in range(number)
        for code, pk in locales.items()
        if code == "en" or index % 2 == 0
    ]
    made = model._default_manager.bulk_create(rows)
    return [row.pk for row in made if row.locale_id == locales["en"]]  # type: ignore[attr-defined]


def _key(model: type[Model], index: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{model._meta.label} {index}")
