"""What every content app stands on."""

from itp_cms.core.models.changes import Change, ContentVersion
from itp_cms.core.models.countries import Country
from itp_cms.core.models.institutions import Institution, Sponsor
from itp_cms.core.models.links import BrokenLink
from itp_cms.core.models.media import CustomDocument, CustomImage, CustomRendition
from itp_cms.core.models.pages import BasePage, IndexPage, PageCountry, PagePerson, PageTag
from itp_cms.core.models.people import Person
from itp_cms.core.models.previews import NoPreviewError, PreviewLink
from itp_cms.core.models.roles import GroupLocale
from itp_cms.core.models.site import Channel, ChannelLocale, SiteContent, SiteSettings
from itp_cms.core.models.snippets import TranslatableSnippet
from itp_cms.core.models.testimonials import Testimonial
from itp_cms.core.models.unique import UniquePerLocale
from itp_cms.core.models.users import User
from itp_cms.core.models.work import ChoreState, FollowerState, Lease

__all__ = [
    "BasePage",
    "BrokenLink",
    "Change",
    "Channel",
    "ChannelLocale",
    "ChoreState",
    "ContentVersion",
    "Country",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "FollowerState",
    "GroupLocale",
    "IndexPage",
    "Institution",
    "Lease",
    "NoPreviewError",
    "PageCountry",
    "PagePerson",
    "PageTag",
    "Person",
    "PreviewLink",
    "SiteContent",
    "SiteSettings",
    "Sponsor",
    "Testimonial",
    "TranslatableSnippet",
    "UniquePerLocale",
    "User",
]
