from django.db.models import QuerySet
from wagtail.models import Locale

from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter


class LocalesViewSet(PublicViewSet):
    """The languages of the site."""

    name = "locales"
    model = Locale
    filter_backends = (FieldsFilter, OrderingFilter)

    def get_all_public(self) -> QuerySet[Locale]:
        return Locale.all_objects.all()
