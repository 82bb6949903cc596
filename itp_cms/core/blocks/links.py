from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from itp_cms.core.blocks.structs import StructBlock


class RelatedPagesBlock(StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    pages = blocks.ListBlock(blocks.PageChooserBlock(), label=_("Pages"), min_num=1)

    class Meta:
        icon = "link"
        label = _("Related pages")
        template = "core/blocks/related_pages.html"


class LinkBlock(StructBlock):
    """A link to a page of the site or to an address elsewhere: one of the two."""

    label = blocks.CharBlock(
        label=_("Label"), required=False, max_length=100, help_text=_("Left empty, the page's title is shown.")
    )
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Address"), required=False)

    needs_one_of = ("page", "url")

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors = {}
        if value["page"] and value["url"]:
            errors["url"] = ValidationError(gettext("Choose a page or type an address, not both."))
        elif not value["page"] and not value["url"]:
            errors["page"] = ValidationError(gettext("Choose a page or type an address."))
        elif value["url"] and not value["label"]:
            errors["label"] = ValidationError(gettext("An address needs a label."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value


class MenuItemBlock(LinkBlock):
    """An entry of the navigation, with the entries below it."""

    children = blocks.ListBlock(LinkBlock(), label=_("Entries below"), default=[])

    class Meta:
        icon = "list-ul"
        label = _("Menu entry")


class LinkGroupBlock(StructBlock):
    """A column of the footer."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=100)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), default=[])

    class Meta:
        icon = "list-ul"
        label = _("Group of links")
