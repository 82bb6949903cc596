"""Mistakes in the data files: each is named, with file and key, before anything is loaded."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from wagtail.models import Page

from itp_cms.demo.files import DATA

pytestmark = pytest.mark.project

Edit = Callable[[str, Callable[[dict], object]], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture
def edit(data: Path) -> Edit:
    def change(name: str, how: Callable[[dict], object]) -> None:
        path = data / name
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        how(content)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    return change


def refused(data: Path) -> str:
    pages = Page.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("load_demo", data=data, picture_scale=0.05, verbosity=0)
    assert Page.objects.count() == pages
    return str(error.value)


POST = "en/blog/be-brave.yaml"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (POST, {"titel": "x"}, "en/blog/be-brave.yaml: 'titel' is no key of this: use one of title, slug"),
        (POST, {"title": None}, "en/blog/be-brave.yaml: title is missing: add it"),
        (POST, {"title": 2018}, "en/blog/be-brave.yaml: title: 2018 is not text: put it in quotation marks"),
        (POST, {"date": "soon"}, "en/blog/be-brave.yaml: date: 'soon' is not a date such as 2018-07-23"),
        (POST, {"series": "none"}, "series: there is no 'none' among the series: correct the key"),
        (POST, {"teaser_text": "x" * 301}, "teaser_text: 301 characters, at most 300 fit: shorten it"),
        (POST, {"body": [{"video": {}}]}, "body[0]: 'video' is no kind of block here: use one of heading, text"),
        (POST, {"body": [{"text": "[x](page:blog/none)"}]}, "the link goes to page:blog/none, which does not exist"),
        (POST, {"body": [{"image": {"image": "none", "alt": "x"}}]}, "body[0].image.image: there is no 'none'"),
        ("en/people.yaml", {"new": {"kind": "friend", "name": "X"}}, "people.yaml: new: kind: 'friend' is none of"),
        ("images.yaml", {"new": {"motif": "cat"}}, "images.yaml: new: motif: 'cat' is none of the choices"),
        ("zh-hans/home.yaml", {"hero_image": "stars-night"}, "hero_image: this is not translated: remove it"),
        ("zh-hans/home.yaml", {"body": [{"text": "x"}]}, "body[0]: the source has a block 'heading' here, not 'text'"),
        ("zh-hans/home.yaml", {"_translation": "late"}, "_translation: 'late' is not one of draft, outdated"),
        ("zh-hans/site.yaml", {"footer_text": "一\n\n二"}, "footer_text: its paragraphs and lists are not those of"),
        ("zh-hans/site.yaml", {"support_text": "一"}, "support_text: its links are not those of the source"),
    ],
)
def test_value(db, data: Path, edit: Edit, name: str, change: dict, message: str):
    edit(name, lambda content: content.update(change))

    assert message in refused(data)


def test_every_mistake_is_told_at_once(db, data: Path, edit: Edit):
    edit(POST, lambda content: content.update(titel="x", date="soon"))

    said = refused(data)

    assert "'titel'" in said
    assert "'soon'" in said


def test_translation_of_nothing(db, data: Path):
    (data / "zh-hans" / "blog" / "nothing.yaml").write_text("title: 无\n", encoding="utf-8")

    assert "zh-hans/blog/nothing.yaml: the source has no blog/nothing" in refused(data)


def test_file_of_no_kind(db, data: Path):
    (data / "en" / "persons.yaml").write_text("{}\n", encoding="utf-8")

    assert "en/persons.yaml: there is no such kind of content" in refused(data)


def test_no_yaml(db, data: Path):
    (data / "en" / "site.yaml").write_text("name: [", encoding="utf-8")

    assert "en/site.yaml: this is no YAML" in refused(data)


def test_key_given_twice(db, data: Path):
    (data / "en" / "series.yaml").write_text("one: {name: A}\none: {name: B}\n", encoding="utf-8")

    assert "the key 'one' is given twice" in refused(data)


def test_two_pages_with_one_address(db, data: Path, edit: Edit):
    edit("en/pages/privacy.yaml", lambda content: content.update(slug="accessibility"))

    assert "has the slug 'accessibility' below the same page" in refused(data)


def test_page_above_itself(db, data: Path, edit: Edit):
    edit("en/pages/privacy.yaml", lambda content: content.update(parent="pages/privacy"))

    assert "the page is above itself" in refused(data)


def test_missing_folder(db, tmp_path: Path):
    assert "there is no folder 'en'" in refused(tmp_path)


def test_what_only_the_models_know(db, data: Path, edit: Edit):
    edit("en/evaluations/2018.yaml", lambda content: content.update(responses=24))

    assert "en/evaluations/2018.yaml: responses: There are more responses than people asked." in refused(data)
