from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import ParentPageColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from itp_cms.core.admin.filters import EditorialFilterSet, YearFilter
from itp_cms.core.admin.listings import page_columns
from legacy_projects.models import LegacyProjectPage, StrandPage


class StrandFilter(django_filters.ModelMultipleChoiceFilter):
    """Projects of the chosen strands, which are the pages above them."""

    def filter(self, pages: QuerySet[Any], strands: QuerySet[StrandPage]) -> QuerySet[Any]:
        below = Q()
        for strand in strands:
            below |= Q(path__startswith=strand.path)
        return pages.filter(below)


class ProjectFilterSet(EditorialFilterSet):
    strand = StrandFilter(
        label=_("Strand"),
        queryset=lambda request: StrandPage.objects.select_related("locale").order_by("locale", "title"),
        widget=forms.CheckboxSelectMultiple,
    )
    start_date = YearFilter(field_name="start_date", label=_("Year"))

    status = django_filters.ChoiceFilter(
        label=_("Project status"),
        choices=LegacyProjectPage._meta.get_field("status").choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    class Meta:
        model = LegacyProjectPage
        fields = ["strand", "start_date", "status"]


@hooks.register("register_admin_viewset")
class ProjectListingViewSet(PageListingViewSet):
    model = LegacyProjectPage
    name = "projects"
    icon = "folder-open-inverse"
    menu_label = _("Projects")
    menu_order = 220
    add_to_admin_menu = True
    ordering = "-start_date"
    columns = page_columns(
        ParentPageColumn("parent", label=_("Strand"), width="20%"),
        Column("start_date.year", label=_("Year"), sort_key="start_date", width="8%"),
        Column("get_status_display", label=_("Project status"), sort_key="status", width="10%"),
    )
    filterset_class = ProjectFilterSet
