"""What editors have put before all hits of a search (`wagtail.contrib.search_promotions`)."""

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.contrib.search_promotions.models import Query as PromotedQuery
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, Site

from itp_cms.core.locales import language_name
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
    queries: Collection[int], public: QuerySet[Page], locales: Mapping[int, str] | None
) -> list[SearchPromotion]:
    """What is promoted for the queries to readers of these languages, by the ids of their locales (None: of any): pages
    that may be seen in one of them, and other addresses whose words are written as one of them is.
    """
    if locales is not None:
        public = public.filter(locale__in=locales)
    shown = Q(page__in=public.order_by().values("pk")) | Q(page__isnull=True)
    found = SearchPromotion.objects.filter(shown, query__in=queries).select_related("page", "query")
    scripts = None if locales is None else {_script_of(language_name(code, code)) for code in locales.values()}
    return [
        promotion
        for promotion in found.order_by("sort_order", "pk")[:MOST]
        if promotion.page_id or scripts is None or _script_of(_words_of(promotion)) in scripts
    ]


def _words_of(promotion: SearchPromotion) -> str:
    return f"{promotion.external_link_text or ''} {promotion.description} {promotion.query.query_string}"


def _script_of(text: str) -> str:
    """The script of the first letter, as Unicode's names of letters begin: `LATIN`, `CJK`, `ARABIC`."""
    return next((unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()), "")


def shown_with(promotion: Any) -> QuerySet[Any]:
    """The page that a promotion shows; for one that leads elsewhere, the sites, since any search may have it."""
    return Page.objects.filter(pk=promotion.page_id) if promotion.page_id else Site.objects.all()


def shown_for(query: Any) -> QuerySet[Any]:
    return Page.objects.filter(pk__in=SearchPromotion.objects.filter(query=query).values("page"))
