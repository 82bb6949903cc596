"""Links and pictures in rich text that Wagtail's templates show: as in the API, none that is not public.

Wagtail's own handlers give away the address of a draft page or of a private document or image.
"""

from typing import Any

from django.db.models import Model
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import TranslatableMixin
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from itp_cms.core.public import is_public


def shown(thing: Any) -> Any:
    """What to show for a page, snippet, image or document that is referred to.

    Its translation into the active language, else itself; None where neither is public.
    """
    if not isinstance(thing, Model) or thing.pk is None:
        return None
    candidates = [thing.localized, thing] if isinstance(thing, TranslatableMixin) else [thing]
    return next((candidate for candidate in candidates if is_public(candidate)), None)


class PublicPageLinkHandler(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [_opening_tag(shown(page)) for page in cls.get_many(attrs_list)]


class PublicDocumentLinkHandler(DocumentLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [_opening_tag(shown(document)) for document in cls.get_many(attrs_list)]


class PublicImageEmbedHandler(ImageEmbedHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        return [shown(image) for image in super().get_many(attrs_list)]


def register_handlers(features: FeatureRegistry) -> None:
    """In the place of Wagtail's own, of the same names."""
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
    features.register_embed_type(PublicImageEmbedHandler)


def _opening_tag(target: Any) -> str:
    address = target.url if target else None  # None of a page outside of every site, too
    return f'<a href="{escape(address)}">' if address else "<a>"
