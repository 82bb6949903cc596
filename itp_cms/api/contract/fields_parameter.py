"""`?fields=`: the names that stand in it, as a pattern for the document.

Of brackets within brackets, which are understood as well, the pattern says nothing.
"""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.models import Page

from itp_cms.api.contract.operations import Schema
from itp_cms.core.representation.shapes import Shape, page_models, shape_of


def fields_schema(models: Iterable[type[Model]]) -> Schema:
    """What the parameter takes for objects that are each of one of the models."""
    return {"type": "string", "pattern": f"^({_choice(_shapes(models), nested=True)})?$"}


def _shapes(models: Iterable[type[Model]]) -> list[Shape]:
    return [shape_of(model) for model in models]


def _choice(shapes: list[Shape], *, nested: bool) -> str:
    """The pattern of a list of fields, as Wagtail reads it; `nested` with brackets."""
    names = sorted({name for shape in shapes for name in shape.available})
    name = f"({'|'.join(names)})"
    brackets = _brackets(shapes) if nested else ""
    added = f"({name}|{brackets})" if brackets else name
    beside_all = f"(-{name}|{brackets})" if brackets else f"-{name}"
    any_of = f"(-?{name}|{brackets})" if brackets else f"-?{name}"
    return rf"\*(,{beside_all})*|_(,{added})*|{any_of}(,{any_of})*"


def _brackets(shapes: list[Shape]) -> str:
    """The pattern of a field with fields of what it refers to, by the model that it refers to."""
    by_model: dict[type[Model], set[str]] = {}
    for shape in shapes:
        for name, field in shape.fields.items():
            if (related := field.related_model(shape.model, name)) is not None:
                by_model.setdefault(related, set()).add(name)
    return "|".join(
        rf"({'|'.join(sorted(names))})\(({_choice(_related_shapes(model), nested=False)})\)"
        for model, names in sorted(by_model.items(), key=lambda item: item[0].__name__)
    )


def _related_shapes(model: type[Model]) -> list[Shape]:
    return _shapes(page_models()) if model is Page else [shape_of(model)]
