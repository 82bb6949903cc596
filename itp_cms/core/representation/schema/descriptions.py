"""What readers of the API are told of a thing: what its model, form or code already says of it.

Help texts and labels are in the active language: whoever makes a document chooses one.
"""

import inspect
import re
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from wagtail import blocks

from itp_cms.core.representation.schema.keywords import Schema


def described(schema: Schema, description: str) -> Schema:
    """The schema with a description, before the one that it has."""
    if not description:
        return schema
    return {**schema, "description": " ".join(filter(None, [description, schema.get("description", "")]))}


def attribute_description(model: type[models.Model], name: str) -> str:
    """Of a field, its help text, or its label where that says more than the name; of a property, its docstring."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        attribute = inspect.getattr_static(model, name, None)
        return first_paragraph(function_of(attribute)) if attribute else ""
    return str(getattr(field, "help_text", "")) or label_description(name, getattr(field, "verbose_name", ""))


def block_description(name: str, block: blocks.Block) -> str:
    """Of a block within another: its help text, or its label where that says more than the name."""
    help_text = getattr(getattr(block, "field", None), "help_text", "") or getattr(block.meta, "help_text", "")
    return str(help_text) or label_description(name, block.label)


def kind_of_block_description(block: blocks.Block) -> str:
    """Of a type of block: its docstring, or its label where the type is one of Wagtail's own."""
    is_own = not type(block).__module__.startswith("wagtail.")
    return (first_paragraph(type(block)) if is_own else "") or f"{block.label}."


def model_description(model: type[models.Model]) -> str:
    """The first paragraph of the model's docstring, or what it is called where it has none."""
    written = first_paragraph(model)
    made_by_django = written.startswith(f"{model.__name__}(")
    return f"{capfirst(str(model._meta.verbose_name))}." if made_by_django or not written else written


def label_description(name: str, label: Any) -> str:
    """The label as a sentence; nothing where the name has all of its words."""
    words, known = (set(re.findall(r"\w+", text.lower())) for text in (str(label), name.replace("_", " ")))
    return f"{capfirst(str(label))}." if words - known else ""


def first_paragraph(thing: Any) -> str:
    """Of the docstring that the thing itself has."""
    text = inspect.cleandoc(vars(thing).get("__doc__") or "" if isinstance(thing, type) else thing.__doc__ or "")
    return " ".join(text.partition("\n\n")[0].split())


def function_of(attribute: Any) -> Any:
    """What a property or method is made of."""
    return getattr(attribute, "fget", None) or getattr(attribute, "func", None) or attribute
