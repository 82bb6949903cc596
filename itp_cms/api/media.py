from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter
from itp_cms.api.search import SearchFilter


class MediaViewSet(PublicViewSet):
    """Files. They have no language: `?locale=` chooses that of their words."""

    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)


class ImagesViewSet(MediaViewSet):
    name = "images"
    model = get_image_model()


class DocumentsViewSet(MediaViewSet):
    name = "documents"
    model = get_document_model()
