"""Listings of all pages of one type, wherever in the tree they are."""

from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.pages.listing import IndexView


def page_columns(*own: BaseColumn) -> list[BaseColumn]:
    """Wagtail's columns of a listing of pages, with a type's own after the title, which shows the locale."""
    first = [column for column in IndexView.base_columns if column.name in {"bulk_actions", "title"}]
    last = [column for column in IndexView.base_columns if column.name in {"latest_revision_created_at", "status"}]
    return [*first, *own, *last]
