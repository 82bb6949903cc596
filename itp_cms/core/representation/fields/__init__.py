"""How each kind of field is represented: what models name in `api_fields`.

Without a serializer, a field is represented by its kind (`field_for`); naming one states it openly, or chooses
another. None of them loads a related object: they hand out `Deferred` values (see `context`), which are looked up
together once all objects have been represented.
"""

from itp_cms.core.representation.fields.base import ComputedField, Representer, StoredField, plain
from itp_cms.core.representation.fields.kinds import field_for
from itp_cms.core.representation.fields.references import (
    DocumentField,
    FallbackImageField,
    ImageField,
    LinkLabelField,
    ObjectField,
    PageField,
    PagesField,
)
from itp_cms.core.representation.fields.rows import CountsField, InlineField, ObjectListField, PageListField, TagsField
from itp_cms.core.representation.fields.texts import RichTextFieldSerializer, StreamFieldSerializer
from itp_cms.core.representation.fields.tree import ChildrenField, ParentPageField, child_page_model

__all__ = [
    "ChildrenField",
    "ComputedField",
    "CountsField",
    "DocumentField",
    "FallbackImageField",
    "ImageField",
    "InlineField",
    "LinkLabelField",
    "ObjectField",
    "ObjectListField",
    "PageField",
    "PageListField",
    "PagesField",
    "ParentPageField",
    "Representer",
    "RichTextFieldSerializer",
    "StoredField",
    "StreamFieldSerializer",
    "TagsField",
    "child_page_model",
    "field_for",
    "plain",
]
