"""Values that are typed but are no words: never extracted for translation."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.blocks import FieldBlock


class AnchorBlock(FieldBlock):
    """A heading's anchor (the part of an address behind `#`): Unicode letters, digits, hyphens, underscores."""

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        return forms.SlugField(allow_unicode=True, max_length=100, **self.field_options)


class VideoIdBlock(FieldBlock):
    """A provider's id of a film, or the address of its page, from which the id is taken."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        return forms.CharField(max_length=500, **self.field_options)
