from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from itp_cms.core.blocks.identifiers import AnchorBlock
from itp_cms.core.blocks.structs import StructBlock

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(StructBlock):
    """A section's heading, levels 2 to 4, with an anchor that does not change when its words do."""

    text = blocks.CharBlock(label=_("Text"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Section")), ("3", _("Subsection")), ("4", _("Paragraph heading"))],
        default="2",
    )
    anchor = AnchorBlock(
        label=_("Anchor"),
        help_text=_("Made from the text when left empty, and kept from then on, so that links to it stay right."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "core/blocks/heading.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["text"] and not value["anchor"]:
            value["anchor"] = slugify(value["text"], allow_unicode=True)[:100]
        return value


class TextBlock(blocks.RichTextBlock):
    """Prose: paragraphs, lists, links."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class CalloutBlock(StructBlock):
    """A boxed passage: a note, a deadline, an opportunity."""

    style = blocks.ChoiceBlock(
        label=_("Style"),
        choices=[("note", _("Note")), ("deadline", _("Deadline")), ("opportunity", _("Opportunity"))],
        default="note",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "core/blocks/callout.html"


class QuestionBlock(StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=300)
    answer = TextBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class FAQBlock(StructBlock):
    """Questions and answers, shown as an accordion."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "core/blocks/faq.html"
