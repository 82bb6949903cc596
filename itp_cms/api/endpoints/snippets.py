"""One endpoint for each kind of snippet."""

from blog.models import Series
from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter
from itp_cms.api.search import SearchFilter
from itp_cms.core.models import Country, Institution, Person, Sponsor, Testimonial


class PeopleViewSet(PublicViewSet):
    name = "people"
    model = Person


class InstitutionsViewSet(PublicViewSet):
    name = "institutions"
    model = Institution


class TestimonialsViewSet(PublicViewSet):
    name = "testimonials"
    model = Testimonial


class SponsorsViewSet(PublicViewSet):
    name = "sponsors"
    model = Sponsor


class SeriesViewSet(PublicViewSet):
    name = "series"
    model = Series


class CountriesViewSet(PublicViewSet):
    """Countries by ISO code. `?locale=` chooses the language of their names."""

    name = "countries"
    model = Country
    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)
