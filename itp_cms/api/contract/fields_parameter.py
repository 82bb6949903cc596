"""`?fields=`: the names that stand in it, as a pattern for the document.

Of brackets within brackets, which are understood as well, the pattern says nothing.
"""

from collections.abc import Iterable

from django.db.models import Model

from itp_cms.api.contract.operations import Schema
from itp_cms.api.fields import related_shapes
from itp_cms.core.representation.shapes import Shape, shape_of


def fields_schema(models: Iterable[type[Model]], *, in_list: bool = False) -> Schema:
    """What the parameter takes for objects that are each of one of the models."""
    shapes = [shape_of(model) for model in models]
    brackets = _brackets(shapes, frozenset({"children"} if in_list else ()))
    return {"type": "string", "pattern": f"^({_choice(shapes, brackets)})?$"}


def _choice(shapes: list[Shape], brackets: str = "") -> str:
    """The pattern of a list of fields, as Wagtail reads it."""
    names = sorted({name for shape in shapes for name in shape.available})
    name = f"({'|'.join(names)})"
    added = f"({name}|{brackets})" if brackets else name
    beside_all = f"(-{name}|{brackets})" if brackets else f"-{name}"
    any_of = f"(-?{name}|{brackets})" if brackets else f"-?{name}"
    return rf"\*(,{beside_all})*|_(,{added})*|{any_of}(,{any_of})*"


def _brackets(shapes: list[Shape], without: frozenset[str]) -> str:
    """The pattern of a field with fields of what it refers to, by the model that it refers to."""
    by_model: dict[type[Model], set[str]] = {}
    for shape in shapes:
        for name, field in shape.fields.items():
            if name not in without and (related := field.related_model(shape.model, name)) is not None:
                by_model.setdefault(related, set()).add(name)
    return "|".join(
        rf"({'|'.join(sorted(names))})\(({_choice(related_shapes(model))})\)"
        for model, names in sorted(by_model.items(), key=lambda item: item[0].__name__)
    )
