"""What editors have put before all hits of a search (`wagtail.contrib.search_promotions`)."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.contrib.search_promotions.models import Query as PromotedQuery
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, Site

from search.analysis import fold

MOST = 10


def queries_by_text() -> dict[str, list[int]]:
    """The ids of the queries for which something is promoted, by how they are compared."""
    found: dict[str, list[int]] = {}
    promoted = PromotedQuery.objects.filter(editors_picks__isnull=False).distinct()
    for pk, text in promoted.values_list("pk", "query_string"):
        found.setdefault(compared(text), []).append(pk)
    return found


def compared(text: str) -> str:
    return " ".join(fold(text).text.split())


def promotions_of(
    queries: Collection[int], public: QuerySet[Page], locales: Collection[int] | None
) -> list[SearchPromotion]:
    """What is promoted for the queries: pages that may be seen, in these locales (None: in any), and others."""
    if locales is not None:
        public = public.filter(locale__in=locales)
    shown = Q(page__in=public.order_by().values("pk")) | Q(page__isnull=True)
    return list(
        SearchPromotion.objects.filter(shown, query__in=queries)
        .select_related("page")
        .order_by("sort_order", "pk")[:MOST]
    )


def shown_with(promotion: Any) -> QuerySet[Any]:
    """The page that a promotion shows; for one that leads elsewhere, the sites, since any search may have it."""
    return Page.objects.filter(pk=promotion.page_id) if promotion.page_id else Site.objects.all()


def shown_for(query: Any) -> QuerySet[Any]:
    return Page.objects.filter(pk__in=SearchPromotion.objects.filter(query=query).values("page"))
