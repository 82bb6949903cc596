"""A site's names, navigation and texts, in the language asked for or else in the default one."""

from django.conf import settings

from itp_cms.core.models import SiteContent
from itp_cms.core.representation.context import Context


def find_site_content(context: Context, language: str) -> SiteContent | None:
    """None as long as none are public in either language."""
    contents = {
        context.locales[content.locale_id]: content
        for content in context.boundary.public(SiteContent).filter(site=context.site)
    }
    chain = (*context.chain(language), settings.LANGUAGE_CODE)
    return next((contents[code] for code in chain if code in contents), None)


def site_name(context: Context, content: SiteContent | None) -> str:
    """What the site calls itself; its host where nobody has said."""
    return content.name if content else context.site.site_name or context.site.hostname
