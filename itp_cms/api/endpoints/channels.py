"""Where the network keeps in touch, and who is told of it."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter, locale_id
from itp_cms.core.models import Channel
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.translations import best_translations


class ChannelsViewSet(PublicViewSet):
    """The channels that readers of one language (`?locale=`, else the default) are offered, best first.

    Each is given in that language where it is translated.
    """

    name = "channels"
    model = Channel
    filter_backends = (FieldsFilter, OrderingFilter)
    usual_order = "position"

    def get_queryset(self) -> QuerySet[Channel]:
        channels = self.context.boundary.public(Channel).order_by("position", "pk")
        if self.action != "listing_view":
            return channels
        wanted = [(pk, self.language) for pk in channel_ids(self.context, self.language)]
        found = best_translations(channels, wanted, self.context)
        return channels.filter(pk__in={channel.pk for channel in found.values()})


def channel_ids(context: Context, language: str) -> list[int]:
    """The channels for readers of a language, in order; who sees one is said by its source."""
    shown = locale_id(context.locales, language)
    default = locale_id(context.locales, settings.LANGUAGE_CODE)
    sources = Channel.objects.filter(translation_key=OuterRef("translation_key"), locale=default)
    channels = Channel.objects.filter(Q(locale=default) | Q(locale=shown) & ~Exists(sources))
    channels = channels.filter(Q(shown_in=None) | Q(shown_in__shown_locale=shown))
    return list(channels.order_by("position", "pk").distinct().values_list("pk", flat=True))
