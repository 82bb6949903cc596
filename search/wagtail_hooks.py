from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin import MissesView, UnreadPdfsView, add_unread_pdfs_panel

hooks.register("construct_homepage_panels", add_unread_pdfs_panel)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("reports/searches-without-hits/", MissesView.as_view(), name="search_misses"),
        path("reports/unread-pdfs/", UnreadPdfsView.as_view(), name="unread_pdfs"),
    ]


@hooks.register("register_reports_menu_item")
def misses_menu_item() -> MenuItem:
    return MenuItem(_("Searches without hits"), reverse("search_misses"), icon_name="search", order=820)


@hooks.register("register_reports_menu_item")
def unread_pdfs_menu_item() -> MenuItem:
    return MenuItem(_("PDFs without text"), reverse("unread_pdfs"), icon_name="doc-full", order=830)
