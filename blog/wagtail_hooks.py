from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from blog.models import BlogPage, EvaluationPage, NewsletterPage, Series
from itp_cms.core.admin.filters import EditorialFilterSet, StatusFilterSet, YearFilter
from itp_cms.core.admin.listings import page_columns
from itp_cms.core.admin.snippets import LOCALE, UPDATED, TranslatableViewSet


class PostFilterSet(EditorialFilterSet):
    date = YearFilter(field_name="date", label=_("Year"))

    class Meta:
        model = BlogPage
        fields = ["date", "series", "original_language"]


class PostListingViewSet(PageListingViewSet):
    model = BlogPage
    name = "posts"
    icon = "edit"
    menu_label = _("Posts")
    ordering = "-date"
    columns = page_columns(
        Column("date", label=_("Date"), sort_key="date", width="12%"),
        Column("series", label=_("Series"), sort_key="series__name", width="12%"),
    )
    filterset_class = PostFilterSet


class NewsletterFilterSet(EditorialFilterSet):
    year = YearFilter(field_name="year", label=_("Year"))

    class Meta:
        model = NewsletterPage
        fields = ["year"]


class NewsletterListingViewSet(PageListingViewSet):
    model = NewsletterPage
    name = "newsletters"
    icon = "mail"
    menu_label = _("Newsletters")
    ordering = "-issue_number"
    columns = page_columns(
        Column("year", label=_("Year"), sort_key="year", width="8%"),
        Column("issue_number", label=_("Issue"), sort_key="issue_number", width="8%"),
        Column("theme", label=_("Theme"), width="20%"),
    )
    filterset_class = NewsletterFilterSet


class EvaluationFilterSet(EditorialFilterSet):
    year_from = YearFilter(field_name="year_from", last_field_name="year_to", label=_("Year"))

    class Meta:
        model = EvaluationPage
        fields = ["year_from"]


class EvaluationListingViewSet(PageListingViewSet):
    model = EvaluationPage
    name = "evaluations"
    icon = "clipboard-list"
    menu_label = _("Evaluations")
    ordering = "-year_from"
    columns = page_columns(
        Column("year_from", label=_("Year"), sort_key="year_from", width="8%"),
        Column("year_to", label=_("Last year"), sort_key="year_to", width="8%"),
        Column("evaluator", label=_("Evaluator"), sort_key="evaluator", width="20%"),
    )
    filterset_class = EvaluationFilterSet


class SeriesFilterSet(StatusFilterSet):
    class Meta:
        model = Series
        fields: list[str] = []


class SeriesViewSet(TranslatableViewSet):
    model = Series
    icon = "tag"
    ordering = "name"
    list_display = ["name", "slug", LOCALE, UPDATED]
    filterset_class = SeriesFilterSet


@register_snippet
class EditorialGroup(SnippetViewSetGroup):
    items = (PostListingViewSet, NewsletterListingViewSet, EvaluationListingViewSet, SeriesViewSet)
    menu_label = _("Editorial")
    menu_icon = "edit"
    menu_order = 200
