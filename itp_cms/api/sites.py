"""`?site=`: of which site something is given, where a server has several."""

from wagtail.models import Page, Site

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, NotFound
from itp_cms.core.public import public

SITE = Parameter("site", "The site: its host name, or with its port, `www.example.org:8000`.")


class OfSiteViewSet(PublicViewSet):
    """An endpoint whose answers are of one site: that of `?site=`, else of the host that was asked."""

    def answer_parameters(self) -> list[Parameter]:
        return [*super().answer_parameters(), SITE]

    def get_site(self) -> Site:
        return site_at(self.request.GET["site"]) if "site" in self.request.GET else super().get_site()


def site_at(host: str) -> Site:
    """The site of a host, with or without its port. Raises `NotFound` for none, `BadRequest` for several."""
    hostname, _, port = host.partition(":")
    sites = Site.objects.filter(hostname=hostname)
    if port:
        sites = sites.filter(port=port) if port.isdecimal() and len(port) <= 5 else sites.none()
    try:
        return sites.get()
    except Site.DoesNotExist:
        raise NotFound("No Site matches the given query.", SITE.name, public_hosts()) from None
    except Site.MultipleObjectsReturned:
        raise BadRequest(
            "Your query returned multiple sites. Try adding a port number to your site filter.",
            ErrorCode.AMBIGUOUS,
            SITE.name,
        ) from None


def public_hosts() -> list[str]:
    """The hosts of the sites whose home pages anybody may see."""
    homes = public(Page).order_by()
    return sorted(set(Site.objects.filter(root_page__in=homes).values_list("hostname", flat=True)))
