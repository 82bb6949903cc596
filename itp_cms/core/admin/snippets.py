"""How snippets are listed and edited."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from itp_cms.core.admin.filters import StatusFilterSet, YearFilter
from itp_cms.core.locales import country_choices
from itp_cms.core.models import Channel, Country, Institution, Person, SiteContent, Sponsor, Testimonial

LOCALE = LocaleColumn(label=_("Language"))  # Wagtail's own label is in the language the server started with
UPDATED = UpdatedAtColumn()


class OwnLocaleMixin:
    """Asks for the permission on the instance, where Wagtail's views ask only for that on the model."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        action = getattr(self, "permission_required", None)
        if action and not self._may(action):
            raise PermissionDenied
        actions = getattr(self, "any_permission_required", None)
        if actions and "pk" in kwargs and not any(self._may(action) for action in actions):
            raise PermissionDenied  # the history, which has an instance
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed into views

    def _may(self: Any, action: str) -> bool:
        instance = getattr(self, "object", None)
        if instance is None and "pk" in self.kwargs:
            instance = self.model._default_manager.filter(pk=self.kwargs["pk"]).first()
        if instance is None:
            instance = self.model(locale=self.locale) if hasattr(self, "locale") else None
        return instance is None or self.permission_policy.user_has_permission_for_instance(
            self.request.user, action, instance
        )

    def get_edit_url(self: Any, *args: Any) -> str | None:
        """In listings: no link to what would be refused."""
        if args and not self.permission_policy.user_has_permission_for_instance(self.request.user, "change", args[0]):
            return None
        return super().get_edit_url(*args)  # type: ignore[misc]  # mixed into views


class TranslatableViewSet(SnippetViewSet):
    """Snippets in every locale: who is limited to a locale is refused all others."""

    copy_view_enabled = False
    related: tuple[str, ...] = ()
    """What the listing's columns look up, fetched with the rows."""

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponseBase]:
        return super().construct_view(type(view_class.__name__, (OwnLocaleMixin, view_class), {}), **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.select_related("locale", *self.related)


class PersonFilterSet(StatusFilterSet):
    cohort_year = YearFilter(field_name="cohort_year", label=_("Cohort year"))

    class Meta:
        model = Person
        fields = ["kind", "country", "cohort_year"]


class PersonViewSet(TranslatableViewSet):
    model = Person
    icon = "user"
    ordering = "name"
    list_display = ["name", "kind", "country", "institution", "cohort_year", LOCALE, UPDATED]
    related = ("country", "institution")
    filterset_class = PersonFilterSet
    list_export = ["name", "name_in_own_script", "kind", "job_title", "institution", "country", "cohort_year"]


class InstitutionFilterSet(StatusFilterSet):
    class Meta:
        model = Institution
        fields = ["kind", "country"]


class InstitutionViewSet(TranslatableViewSet):
    model = Institution
    icon = "home"
    ordering = "name"
    list_display = ["name", "kind", "city", "country", LOCALE, UPDATED]
    related = ("country",)
    filterset_class = InstitutionFilterSet


class SponsorFilterSet(StatusFilterSet):
    class Meta:
        model = Sponsor
        fields = ["kind"]


class SponsorViewSet(TranslatableViewSet):
    model = Sponsor
    icon = "pick"
    ordering = "name"
    list_display = ["name", "kind", LOCALE, UPDATED]
    filterset_class = SponsorFilterSet


class TestimonialFilterSet(StatusFilterSet):
    year = YearFilter(field_name="year", label=_("Year"))

    class Meta:
        model = Testimonial
        fields = ["country", "year"]


class TestimonialViewSet(TranslatableViewSet):
    model = Testimonial
    icon = "openquote"
    list_display = ["__str__", "person", "country", "year", LOCALE, UPDATED]
    related = ("person", "person__country", "country")
    filterset_class = TestimonialFilterSet


class CountryForm(WagtailAdminModelForm):
    code = forms.ChoiceField(choices=country_choices, label=_("Country"))


class CountryViewSet(SnippetViewSet):
    """Countries are chosen from CLDR's list, in the language of the admin."""

    model = Country
    icon = "globe"
    copy_view_enabled = False
    list_display = ["name", Column("code", label=_("Code"), sort_key="code")]

    def get_edit_handler(self) -> Panel:
        return ObjectList([FieldPanel("code")], base_form_class=CountryForm).bind_to_model(self.model)


class SiteContentFilterSet(StatusFilterSet):
    class Meta:
        model = SiteContent
        fields: list[str] = []


class SiteContentViewSet(TranslatableViewSet):
    model = SiteContent
    icon = "list-ul"
    list_display = ["name", "site", LOCALE, UPDATED]
    related = ("site",)
    filterset_class = SiteContentFilterSet


class ChannelFilterSet(StatusFilterSet):
    class Meta:
        model = Channel
        fields = ["kind"]


class ChannelViewSet(TranslatableViewSet):
    model = Channel
    icon = "comment"
    list_display = ["name", "kind", "handle", "position", LOCALE, UPDATED]
    filterset_class = ChannelFilterSet


class PeopleAndPlacesGroup(SnippetViewSetGroup):
    items = (PersonViewSet, InstitutionViewSet, SponsorViewSet, TestimonialViewSet, CountryViewSet)
    menu_label = _("People and places")
    menu_icon = "group"
    menu_order = 300


class SiteGroup(SnippetViewSetGroup):
    items = (SiteContentViewSet, ChannelViewSet)
    menu_label = _("Site")
    menu_icon = "site"
    menu_order = 310
