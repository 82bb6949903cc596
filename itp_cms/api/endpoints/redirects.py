from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import Parameter
from itp_cms.api.filters import FieldsFilter, OrderingFilter, locale_id
from itp_cms.api.filters.base import Filter
from itp_cms.core.addresses import Addresses
from itp_cms.core.redirects import TYPED, old_paths, with_hidden_links
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.pages import public_pages
from itp_cms.core.representation.schema import locale_schema


class TargetLocaleFilter(Filter):
    """`?locale=zh-hans`: redirects that lead to pages of that language."""

    def parameters(self, view: Any) -> list[Parameter]:
        return [Parameter("locale", "Redirects that lead to pages of this language.", locale_schema())]

    def filter_queryset(self, request: Request, queryset: QuerySet[Redirect], view: Any) -> QuerySet[Redirect]:
        if "locale" not in request.GET:
            return queryset
        return queryset.filter(redirect_page__locale=locale_id(view.context.locales, request.GET["locale"]))


class RedirectsViewSet(PublicViewSet):
    """Old addresses and where they lead now; none whose target is not public."""

    name = "redirects"
    model = Redirect
    filter_backends = (FieldsFilter, TargetLocaleFilter, OrderingFilter)

    @property
    def listed(self) -> tuple[type[Model], ...]:
        return Redirect, Page  # to which they lead, if these are public

    def get_all_public(self) -> QuerySet[Redirect]:
        # On any of which it depends whether an address that was typed is given.
        self.context.keys.add_types(Page, get_document_model(), get_image_model())
        return public_redirects(self.context)

    def find_parameters(self) -> list[Parameter]:
        return [*super().find_parameters(), Parameter("html_path", "The old address, or its path.", may_be_empty=True)]

    def find_object(self, queryset: QuerySet[Redirect], request: Request) -> Any:
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        return redirect_from(queryset, request.GET["html_path"], self.context.addresses)


def public_redirects(context: Context) -> QuerySet[Redirect]:
    """The site's redirects that lead anywhere public."""
    redirects = Redirect.objects.filter(Q(site=context.site) | Q(site=None))
    targets = public_pages(context).order_by()
    hidden = context.known.recall_for_now(
        ("redirects to what is hidden", context.site.pk),
        context.now,
        lambda: with_hidden_links(redirects, context.addresses, context.boundary),
    )
    return redirects.filter(Q(redirect_page__in=targets) | TYPED).exclude(pk__in=hidden)


def redirect_from(
    redirects: QuerySet[Redirect], address: str, addresses: Addresses, *, whole: bool = False
) -> Redirect | None:
    """The redirect of an old address or path; unless it must be that of the `whole`, else of what a `?` ends."""
    try:
        paths = old_paths(address, addresses)
        if not whole:
            paths += old_paths(urlsplit(address).path, addresses)
    except ValueError:  # of what only begins like an address
        return None
    found = redirects.filter(old_path__in=[path for path in paths if "\0" not in path])
    # A redirect of the site goes before one of all sites.
    return min(found, key=lambda old: (paths.index(old.old_path), old.site_id is None), default=None)
