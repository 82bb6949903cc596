"""One endpoint for each kind of snippet. The docstrings are what readers of the API are told."""

from blog.models import Series
from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter
from itp_cms.api.search import SearchFilter
from itp_cms.core.models import Country, Institution, Person, Sponsor, Testimonial


class PeopleViewSet(PublicViewSet):
    """The people of the network: fellows, members of staff, colleagues at partners. Pages refer to them."""

    name = "people"
    model = Person


class InstitutionsViewSet(PublicViewSet):
    """Museums, universities and other bodies, and where they are."""

    name = "institutions"
    model = Institution


class TestimonialsViewSet(PublicViewSet):
    """What people say of the programme."""

    name = "testimonials"
    model = Testimonial


class SponsorsViewSet(PublicViewSet):
    """Who pays for a fellow, a project or the programme."""

    name = "sponsors"
    model = Sponsor


class SeriesViewSet(PublicViewSet):
    """Posts that belong together and recur. The slug of a series is the same in every language."""

    name = "series"
    model = Series


class CountriesViewSet(PublicViewSet):
    """Countries by ISO code. `?locale=` chooses the language of their names."""

    name = "countries"
    model = Country
    filter_backends = (FieldsFilter, OrderingFilter, SearchFilter)
