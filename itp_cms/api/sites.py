"""`?site=`: of which site something is given, where a server has several."""

from collections.abc import Iterable

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
        if "site" in self.request.GET:
            return site_at(self.request.GET["site"], self.sites)
        return super().get_site()


def site_at(host: str, sites: Iterable[Site]) -> Site:
    """The site of a host, with or without its port. Raises `NotFound` for none, `BadRequest` for several."""
    hostname, _, port = host.partition(":")
    found = [site for site in sites if site.hostname == hostname and (not port or str(site.port) == port)]
    if not found:
        raise NotFound("No Site matches the given query.", SITE.name, public_hosts())
    if len(found) > 1:
        raise BadRequest(
            "Your query returned multiple sites. Try adding a port number to your site filter.",
            ErrorCode.AMBIGUOUS,
            SITE.name,
        )
    return found[0]


def public_hosts() -> list[str]:
    """The hosts of the sites whose home pages anybody may see."""
    homes = public(Page).order_by()
    return sorted(set(Site.objects.filter(root_page__in=homes).values_list("hostname", flat=True)))
