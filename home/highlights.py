"""The newest dated pages, of whatever types an installation has."""

import heapq

from wagtail.models import get_page_models

from itp_cms.core.models import PageTag
from itp_cms.core.public import public


def latest(locale_id: int, count: int, tag_id: int | None = None) -> list[int]:
    """Ids of the `count` newest public pages of a locale, newest first.

    Counts the page types that name a `latest_date_field`; with `tag_id`, only pages with that tag.
    """
    if not count:
        return []
    newest: list[tuple[object, int]] = []
    for model in get_page_models():
        date_field = getattr(model, "latest_date_field", None)
        if not date_field:
            continue
        pages = public(model.objects.filter(locale_id=locale_id))
        if tag_id:
            pages = pages.filter(pk__in=PageTag.objects.filter(tag_id=tag_id).values("content_object_id"))
        newest += pages.order_by(f"-{date_field}", "-pk").values_list(date_field, "pk")[:count]
    return [pk for _date, pk in heapq.nlargest(count, newest)]
