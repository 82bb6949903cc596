from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from itp_cms.core.blocks.structs import StructBlock
from itp_cms.core.representation.words import quoted
from itp_cms.core.translation import WithoutSegments


class PersonChooserBlock(WithoutSegments, SnippetChooserBlock):
    """A person; the translation of the person is looked up when the block is shown."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.pop("target_model", None)
        super().__init__("core.Person", **kwargs)


class QuoteBlock(StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    person = PersonChooserBlock(label=_("Person"), required=False)
    attribution = blocks.CharBlock(
        label=_("Attribution"),
        required=False,
        max_length=255,
        help_text=_("For somebody who is not among the people here."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "core/blocks/quote.html"

    def as_text(self, value: dict[str, Any], texts: dict[str, str]) -> str:
        said_by = texts["person"] or texts["attribution"]
        return quoted(texts["text"]) + (f"\n— {said_by}" if said_by else "")


class PeopleBlock(StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    people = blocks.ListBlock(PersonChooserBlock(), label=_("People"), min_num=1)

    class Meta:
        icon = "group"
        label = _("People")
        template = "core/blocks/people.html"
