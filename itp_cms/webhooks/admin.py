"""Webhooks in the admin: who is told of what."""

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from itp_cms.webhooks.events import types
from itp_cms.webhooks.models import EventKind, Subscription


def _choices_of_types() -> list[tuple[str, str]]:
    named = [(label, str(apps.get_model(label)._meta.verbose_name)) for label in types()]
    return sorted(((label, name[:1].upper() + name[1:]) for label, name in named), key=lambda choice: choice[1])


def _choice(name: str, choices: Any) -> forms.MultipleChoiceField:
    """Boxes to tick, with the words of the model's field."""
    field: Any = Subscription._meta.get_field(name)
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
    )


class SecretPanel(FieldPanel):
    """The secret of what is saved: that of a form is another each time."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()


class SubscriptionForm(WagtailAdminModelForm):
    kinds = _choice("kinds", EventKind.choices)
    types = _choice("types", _choices_of_types)
    locales = _choice("locales", settings.WAGTAIL_CONTENT_LANGUAGES)


class CreateSubscriptionView(CreateView):
    """Whoever makes it is its owner, unless they say otherwise."""

    def get_initial_form_instance(self) -> Any:
        return Subscription(owner=self.request.user)

    def get_success_url(self) -> str:
        """To where the secret is shown."""
        return str(self.get_edit_url())


class EditSubscriptionView(EditView):
    """With the ways to what it was sent, and to a new secret."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse("webhook_deliveries", args=[self.object.pk])
        return [HeaderButton(gettext("Deliveries"), url=url, icon_name="history")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("webhook_renew_secret", args=[self.object.pk])
        return [*super().header_more_buttons, Button(gettext("New secret"), url=url, icon_name="key", priority=5)]


class SubscriptionViewSet(ModelViewSet):
    model = Subscription
    name = "webhooks"
    icon = "globe"
    menu_label = _("Webhooks")
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    add_view_class = CreateSubscriptionView
    edit_view_class = EditSubscriptionView
    list_display = [
        TitleColumn("name", label=_("Name"), get_url=lambda row: reverse("webhooks:edit", args=[row.pk])),
        Column("host", label=_("Host")),
        Column("status", label=_("Status")),
        Column("owner", label=_("Owner")),
        TitleColumn(
            "deliveries",
            label=_("Deliveries"),
            accessor=lambda row: gettext("Show"),
            get_url=lambda row: reverse("webhook_deliveries", args=[row.pk]),
        ),
    ]
    list_filter = ()

    def get_edit_handler(self) -> Panel:
        panels = [
            FieldPanel("name"),
            FieldPanel("url"),
            SecretPanel("secret", read_only=True),
            FieldPanel("kinds"),
            FieldPanel("types"),
            FieldPanel("locales"),
            FieldPanel("owner"),
            FieldPanel("is_active"),
        ]
        return ObjectList(panels, base_form_class=SubscriptionForm).bind_to_model(self.model)
