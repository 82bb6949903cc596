from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from wagtail.contrib.redirects.models import Redirect

from itp_cms.api.base import PublicViewSet
from itp_cms.api.filters import FieldsFilter, OrderingFilter
from itp_cms.core.representation.pages import public_pages


class RedirectsViewSet(PublicViewSet):
    """Old addresses and where they lead now; none whose target is not public."""

    name = "redirects"
    model = Redirect
    filter_backends = (FieldsFilter, OrderingFilter)
    find_query_parameters = PublicViewSet.find_query_parameters | {"html_path"}

    def get_queryset(self) -> QuerySet[Redirect]:
        targets = public_pages(self.context).order_by()
        return Redirect.objects.filter(
            Q(site=self.context.site) | Q(site=None),
            Q(redirect_page__in=targets) | Q(redirect_page=None) & ~Q(redirect_link=""),
        ).order_by("id")

    def find_object(self, queryset: QuerySet[Redirect], request: Request) -> Any:
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        try:
            path = Redirect.normalise_path(request.GET["html_path"])
        except ValueError:  # of what only begins like an address
            return None
        if "\0" in path:
            return None
        # A redirect of the site goes before one of all sites.
        return queryset.filter(old_path=path).order_by("site_id").last()
