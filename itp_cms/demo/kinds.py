"""What a kind of content is, and what kinds share."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.contrib.forms.models import FORM_FIELD_CHOICES
from wagtail.contrib.forms.utils import get_field_clean_name

from itp_cms.core import models as core
from itp_cms.demo.places import Place
from itp_cms.demo.structures import Children, Lines, Struct, Tags
from itp_cms.demo.values import Building, Choice, Field, Flag, Name, Number, Ref, Text

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of content and where its records stand.

    `name.yaml` is one record, or with `many` a mapping of records by their keys; in a `folder` each file is one;
    the record of an `entry` stands under the kind's name in the shared file of that name. `extras` gives attributes
    of the model that follow from the record's key, its number and its data.
    """

    name: str
    model: Any
    fields: Struct
    many: bool = False
    folder: bool = False
    entry: str = ""
    extras: Callable[[str, int, Data], dict[str, Any]] = lambda _key, _number, _data: {}


@dataclass(frozen=True)
class PageKind(Kind):
    """`parent` gives the key of the page above, `date` when the page was published if not with the site itself."""

    parent: Callable[[Data], str | None] = lambda _data: "home"
    date: Callable[[Data], datetime.date | None] = lambda _data: None


@dataclass(frozen=True)
class FormFields(Children):
    def build(self, value: Any, at: Place, building: Building) -> list[Any]:
        fields = super().build(value, at, building)
        for form_field in fields:
            form_field.clean_name = get_field_clean_name(form_field.label)
        return fields


def refs(model: Any, attribute: str, kind: str, into: str | None = None) -> Children:
    """Inline children that are references and nothing else."""
    return Children(model=model, attribute=attribute, item=Ref(kind=kind), into=into)


def page_fields(**own: Field | None) -> Struct:
    """What every page file may give, and what those of its kind may besides; None for what they may not."""
    common: dict[str, Field | None] = {
        "title": Text(required=True, longest=255),
        "slug": Text(stored=False, longest=255),
        "seo_title": Text(longest=255),
        "search_description": Text(),
        "teaser_text": Text(longest=300),
        "teaser_image": Ref(kind="images"),
        "social_image": Ref(kind="images"),
        "table_of_contents": Flag(),
        "tags": Tags(item=Name()),
        "countries": refs(core.PageCountry, "country", "countries", into="page_countries"),
        "people": refs(core.PagePerson, "person", "people", into="page_people"),
        "introduction": Text(),
        "later_addition": Text(stored=False),
    }
    return Struct(fields={name: of for name, of in (common | own).items() if of})


def form_fields(model: Any) -> FormFields:
    fields: dict[str, Field] = {
        "label": Text(required=True, longest=255),
        "type": Choice(required=True, into="field_type", options=[name for name, _label in FORM_FIELD_CHOICES]),
        "required": Flag(),
        "help_text": Text(longest=255),
        "choices": Lines(item=Text()),
    }
    return FormFields(required=True, into="form_fields", model=model, item=Struct(fields=fields))


POSITION: dict[str, Field] = {"latitude": Number(), "longitude": Number()}
FIGURE: dict[str, Field] = {
    "label": Text(required=True, longest=255),
    "value": Number(required=True),
    "unit": Text(longest=50),
}
