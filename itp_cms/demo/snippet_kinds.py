"""The snippets of the data files."""

from blog.models import Series
from itp_cms.core import models as core
from itp_cms.demo.blocks import FOOTER, NAVIGATION
from itp_cms.demo.kinds import POSITION, Kind, refs
from itp_cms.demo.structures import Struct
from itp_cms.demo.values import Choice, Name, Prose, Ref, Text, Whole

SPONSORS = Kind(
    "sponsors",
    core.Sponsor,
    Struct(
        fields={
            "name": Text(required=True, longest=255),
            "kind": Choice(required=True, options=core.Sponsor.Kind.values),
            "url": Name(),
            "description": Text(),
        }
    ),
    many=True,
)
INSTITUTIONS = Kind(
    "institutions",
    core.Institution,
    Struct(
        fields={
            "name": Text(required=True, longest=255),
            "kind": Choice(required=True, options=core.Institution.Kind.values),
            "city": Text(longest=100),
            "country": Ref(kind="countries"),
            "url": Name(),
            "description": Text(),
            **POSITION,
        }
    ),
    many=True,
)
PEOPLE = Kind(
    "people",
    core.Person,
    Struct(
        fields={
            "kind": Choice(required=True, options=core.Person.Kind.values),
            "name": Text(required=True, longest=255),
            "name_in_own_script": Name(),
            "job_title": Text(longest=255),
            "institution": Ref(kind="institutions"),
            "country": Ref(kind="countries"),
            "cohort_year": Whole(),
            "biography": Prose(),
            "portrait": Ref(kind="images"),
            "placement_department": Text(longest=255),
            "placement_partner": Ref(kind="institutions"),
            "sponsor": Ref(kind="sponsors"),
        }
    ),
    many=True,
)
SERIES = Kind(
    "series",
    Series,
    Struct(fields={"name": Text(required=True, longest=100), "description": Text()}),
    many=True,
    extras=lambda key, _number, _data: {"slug": key},
)
TESTIMONIALS = Kind(
    "testimonials",
    core.Testimonial,
    Struct(
        fields={
            "quote": Text(required=True),
            "person": Ref(kind="people"),
            "attribution": Text(longest=255),
            "country": Ref(kind="countries"),
            "year": Whole(),
        }
    ),
    many=True,
)
CHANNELS = Kind(
    "channels",
    core.Channel,
    Struct(
        fields={
            "kind": Choice(required=True, options=core.Channel.Kind.values),
            "name": Text(required=True, longest=100),
            "handle": Name(),
            "url": Name(),
            "how_to_join": Prose(),
            "locales": refs(core.ChannelLocale, "shown_locale", "locales", into="shown_in"),
        }
    ),
    many=True,
    extras=lambda _key, number, _data: {"position": number},
)
SITE = Kind(
    "site",
    core.SiteContent,
    Struct(
        fields={
            "name": Text(required=True, longest=100),
            "tagline": Text(longest=255),
            "navigation": NAVIGATION,
            "footer": FOOTER,
            "footer_text": Prose(),
            "support_heading": Text(longest=255),
            "support_text": Prose(),
        }
    ),
)

# Each after those it refers to. The site's texts refer to pages and come after these.
SNIPPETS = (SPONSORS, INSTITUTIONS, PEOPLE, SERIES, TESTIMONIALS, CHANNELS)
