"""`?site=`: of which site something is given, where a server has several."""

from django.http import Http404
from wagtail.models import Site

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest

SITE = Parameter("site", "The site: its host name, or with its port, `www.example.org:8000`.")


class OfSiteViewSet(PublicViewSet):
    """An endpoint whose answers are of one site: that of `?site=`, else of the host that was asked."""

    def answer_parameters(self) -> list[Parameter]:
        return [*super().answer_parameters(), SITE]

    def get_site(self) -> Site:
        if "site" not in self.request.GET:
            return super().get_site()
        hostname, _, port = self.request.GET["site"].partition(":")
        sites = Site.objects.filter(hostname=hostname)
        if port:
            sites = sites.filter(port=port) if port.isdecimal() and len(port) <= 5 else sites.none()
        try:
            return sites.get()
        except Site.DoesNotExist:
            raise Http404("No Site matches the given query.") from None
        except Site.MultipleObjectsReturned:
            raise BadRequest(
                "Your query returned multiple sites. Try adding a port number to your site filter.", "ambiguous", "site"
            ) from None
