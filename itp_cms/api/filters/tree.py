"""Filters by the place of pages in the tree.

With a fallback, a page named here stands for all of its languages: what is below it in any of them is meant.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from wagtail.models import Page

from itp_cms.api.contract.operations import WHOLE_NUMBER, Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, whole_number
from itp_cms.api.filters.base import Filter, any_of, narrow, one_of_many
from itp_cms.core.representation.pages import public_pages
from legacy_projects.models import StrandPage

_PAGE_OR_ROOT = {"anyOf": [WHOLE_NUMBER, {"type": "string", "const": "root"}]}


class PlaceFilter(Filter):
    """A filter by one page. `root` is the site's home page where `takes_root`."""

    parameter: str
    description: str
    takes_root = True

    def parameters(self, view: Any) -> list[Parameter]:
        return [Parameter(self.parameter, self.description, _PAGE_OR_ROOT if self.takes_root else WHOLE_NUMBER)]

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if self.parameter not in request.GET:
            return queryset
        page = self.page(view, request.GET[self.parameter])
        return queryset.filter(any_of(map(self.condition, self.in_all_languages(view, page))))

    def page(self, view: Any, value: str) -> Page:
        if self.takes_root and value == "root":
            return view.context.site.root_page
        page = public_pages(view.context).filter(pk=whole_number(self.parameter, value)).first()
        if page is None:
            raise BadRequest(f"{self.parameter}: there is no such page", ErrorCode.INVALID_CHOICE, self.parameter)
        return page

    def in_all_languages(self, view: Any, page: Page) -> Iterable[Page]:
        """The page; where a fallback is asked, and its translations, public or not: they only say where."""
        if not view.context.falls_back:
            return [page]
        return Page.objects.filter(translation_key=page.translation_key)

    def condition(self, page: Page) -> Q:
        raise NotImplementedError


class ChildOfFilter(PlaceFilter):
    parameter = "child_of"
    description = "Pages directly below this one, given by its id, or below the home page (`root`)."

    def condition(self, page: Page) -> Q:
        return _below(page.path) & Q(depth=page.depth + 1)


class DescendantOfFilter(PlaceFilter):
    parameter = "descendant_of"
    description = "Pages anywhere below this one, given by its id, or below the home page (`root`)."

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        if self.parameter in request.GET and "child_of" in request.GET:
            raise BadRequest(
                "filtering by descendant_of with child_of is not supported",
                ErrorCode.INCOMPATIBLE_PARAMETERS,
                self.parameter,
            )
        return super().filter_queryset(request, queryset, view)

    def condition(self, page: Page) -> Q:
        return _below(page.path)


class AncestorOfFilter(PlaceFilter):
    parameter = "ancestor_of"
    description = "The pages above this one, given by its id."
    takes_root = False

    def condition(self, page: Page) -> Q:
        steps = range(Page.steplen, len(page.path), Page.steplen)
        return Q(path__in=[page.path[:length] for length in steps])


class TranslationOfFilter(PlaceFilter):
    parameter = "translation_of"
    description = "The translations of this page, given by its id, or of the home page (`root`); not the page itself."

    def in_all_languages(self, view: Any, page: Page) -> Iterable[Page]:
        return [page]

    def condition(self, page: Page) -> Q:
        return Q(translation_key=page.translation_key) & ~Q(pk=page.pk)


class StrandFilter(Filter):
    """`?strand=SLUG` or `?strand=ID`: the projects of a strand, in all languages."""

    def parameters(self, view: Any) -> list[Parameter]:
        about = "Projects of the strand, given by its id or slug."
        return [Parameter("strand", about), *one_of_many("strand", {"type": "string"})]

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> QuerySet[Page]:
        def matching(parameter: str, values: list[str]) -> Q:
            ids = [whole_number(parameter, value) for value in values if value.isdecimal()]
            slugs = [value for value in values if not value.isdecimal()]
            found = public_pages(view.context, StrandPage).order_by().filter(Q(pk__in=ids) | Q(slug__in=slugs))
            everywhere = StrandPage.objects.filter(translation_key__in=found.values("translation_key"))
            return any_of(map(_below, everywhere.values_list("path", flat=True)))

        return narrow(queryset, request, "strand", matching)


def _below(path: str) -> Q:
    return Q(path__startswith=path) & ~Q(path=path)
