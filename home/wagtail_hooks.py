from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from home.admin.submissions import UnsentMailView, add_unsent_mail_panel, submitted_file
from home.models import ProgrammePage
from itp_cms.core.admin.filters import EditorialFilterSet, YearFilter
from itp_cms.core.admin.listings import page_columns

hooks.register("construct_homepage_panels", add_unsent_mail_panel)


@hooks.register("register_admin_urls")
def form_urls() -> list[URLPattern]:
    return [
        path("forms/files/<int:pk>/", submitted_file, name="submitted_file"),
        path("forms/unsent-mail/", UnsentMailView.as_view(), name="unsent_mail"),
    ]


class ProgrammeFilterSet(EditorialFilterSet):
    year = YearFilter(field_name="year", label=_("Year"))

    class Meta:
        model = ProgrammePage
        fields = ["year"]


@hooks.register("register_admin_viewset")
class ProgrammeListingViewSet(PageListingViewSet):
    model = ProgrammePage
    name = "programmes"
    icon = "calendar-alt"
    menu_label = _("Programmes")
    menu_order = 210
    add_to_admin_menu = True
    ordering = "-year"
    columns = page_columns(
        Column("year", label=_("Year"), sort_key="year", width="8%"),
        Column("start_date", label=_("First day"), sort_key="start_date", width="12%"),
        Column("end_date", label=_("Last day"), sort_key="end_date", width="12%"),
    )
    filterset_class = ProgrammeFilterSet
