"""What core adds to the admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from itp_cms.core.admin.links import BrokenLinksView
from itp_cms.core.admin.previews import ShareView, add_origins_to_content_checker, share_button
from itp_cms.core.admin.snippets import PeopleAndPlacesGroup, SiteGroup
from itp_cms.core.admin.translation import SubmitPageView, SubmitSnippetView, UpdateView
from itp_cms.core.admin.waiting import add_waiting_panel
from itp_cms.core.admin.work import BackgroundWorkMenuItem, BackgroundWorkView
from itp_cms.core.rich_text import register_handlers

register_snippet(PeopleAndPlacesGroup)
register_snippet(SiteGroup)

hooks.register("construct_homepage_panels", add_waiting_panel)
hooks.register("register_page_header_buttons", share_button)
hooks.register("register_page_listing_more_buttons", share_button)
hooks.register("construct_wagtail_userbar", add_origins_to_content_checker)
# After Wagtail's own, which it replaces.
hooks.register("register_rich_text_features", register_handlers, order=10)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("reports/background-work/", BackgroundWorkView.as_view(), name="background_work"),
        path("reports/broken-links/", BrokenLinksView.as_view(), name="broken_links"),
    ]


@hooks.register("register_admin_urls")
def share_urls() -> list[URLPattern]:
    return [path("pages/<int:page_id>/share/", ShareView.as_view(), name="share_draft")]


@hooks.register("register_reports_menu_item")
def broken_links_menu_item() -> MenuItem:
    return MenuItem(_("Broken links"), reverse("broken_links"), icon_name="link", order=800)


@hooks.register("register_reports_menu_item")
def background_work_menu_item() -> MenuItem:
    return BackgroundWorkMenuItem()


@hooks.register("register_permissions")
def background_work_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="core", content_type__model="followerstate")


@hooks.register("register_admin_urls", order=-1)
def limited_translation_urls() -> list[URLPattern]:
    """Before wagtail-localize's own under the same addresses, which its names go on leading to."""
    return [
        path("localize/submit/page/<int:page_id>/", SubmitPageView.as_view()),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SubmitSnippetView.as_view()),
        path("localize/update/<int:translation_source_id>/", UpdateView.as_view()),
    ]
