"""`?site=`: of which site something is given, where a server has several."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from wagtail.models import Page, Site

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, NotFound
from itp_cms.core.addresses import all_sites, site_for
from itp_cms.core.memory import Memory
from itp_cms.core.public import public

SITE = Parameter(
    "site",
    "The site: its host name, or with its port, `www.example.org:8000`. Without it, that of the host that is asked."
    " Addresses in the answer name the site as well, where it is needed.",
)


def site_asked(request: Any, known: Memory) -> Site:
    """The site that `?site=` names, else that of the host that is asked. Raises as `site_at` and `site_of_host`."""
    sites = all_sites(known)
    return site_at(request.GET[SITE.name], sites) if SITE.name in request.GET else site_of_host(request, sites)


def site_of_host(request: Any, sites: Sequence[Site]) -> Site:
    """The site whose host is asked. Raises `Http404` where there is none, nor a default one."""
    site = site_for(request, sites)
    if site is None:
        raise Http404("no site is configured")
    return site


def site_at(host: str, sites: Sequence[Site]) -> Site:
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
