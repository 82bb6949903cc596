"""Which fields the objects of a model have in the API, and what they are by default.

The envelope is that of Wagtail's API v2: `{"id", "meta": {…}, …}`. A shape is read off the model's declarations
(`api_fields`, `teaser_fields`) once.
"""

from itp_cms.core.representation.shapes.base import META, Meta, Shape, selection_for
from itp_cms.core.representation.shapes.kinds import (
    any_page_schema,
    page_models,
    reference_schema,
    shape_of,
    validate_for_any,
)
from itp_cms.core.representation.shapes.rows import RowShape, row_shape_of

__all__ = [
    "META",
    "Meta",
    "RowShape",
    "Shape",
    "any_page_schema",
    "page_models",
    "reference_schema",
    "row_shape_of",
    "selection_for",
    "shape_of",
    "validate_for_any",
]
