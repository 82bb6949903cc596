"""Webhooks in the admin: who is told, what was sent, and buttons to try it."""

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from itp_cms.webhooks.events import PING, body_of, types
from itp_cms.webhooks.models import Delivery, EventKind, Subscription
from itp_cms.webhooks.upkeep import send_soon

CHANGE = "webhooks.change_subscription"
SHOWN = 50


def _choices_of_types() -> list[tuple[str, str]]:
    named = [(label, str(apps.get_model(label)._meta.verbose_name)) for label in types()]
    return sorted(((label, name[:1].upper() + name[1:]) for label, name in named), key=lambda choice: choice[1])


class SubscriptionForm(WagtailAdminModelForm):
    kinds = forms.MultipleChoiceField(
        choices=EventKind.choices, required=False, widget=forms.CheckboxSelectMultiple, label=_("Events")
    )
    types = forms.MultipleChoiceField(
        choices=_choices_of_types, required=False, widget=forms.CheckboxSelectMultiple, label=_("Types")
    )
    locales = forms.MultipleChoiceField(
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Languages"),
    )


class CreateSubscriptionView(CreateView):
    """Whoever makes it is its owner, unless they say otherwise."""

    def get_initial_form_instance(self) -> Any:
        return Subscription(owner=self.request.user)

    def get_success_url(self) -> str:
        """To where the secret is shown."""
        return str(self.get_edit_url())


class SubscriptionViewSet(ModelViewSet):
    model = Subscription
    name = "webhooks"
    icon = "globe"
    menu_label = _("Webhooks")
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    add_view_class = CreateSubscriptionView
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
            FieldPanel("secret", read_only=True),
            FieldPanel("kinds"),
            FieldPanel("types"),
            FieldPanel("locales"),
            FieldPanel("owner"),
            FieldPanel("is_active"),
        ]
        return ObjectList(panels, base_form_class=SubscriptionForm).bind_to_model(self.model)


class _MayChangeMixin:
    """For who may change webhooks only: what was sent, and what the receiver said, is for nobody else."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed into views


class DeliveriesView(_MayChangeMixin, WagtailAdminTemplateMixin, TemplateView):
    """The last that a subscription was sent."""

    template_name = "webhooks/deliveries.html"
    page_title = _("Deliveries")
    header_icon = "globe"

    @cached_property
    def subscription(self) -> Subscription:
        return get_object_or_404(Subscription, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("webhooks:index"), "label": gettext("Webhooks")},
            {"url": reverse("webhooks:edit", args=[self.subscription.pk]), "label": str(self.subscription)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deliveries = self.subscription.deliveries.prefetch_related("attempts")[:SHOWN]
        waiting = self.subscription.deliveries.filter(state=Delivery.State.WAITING).count()
        return {
            **super().get_context_data(**kwargs),
            "subscription": self.subscription,
            "deliveries": deliveries,
            "waiting": waiting,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the page's buttons ask for."""
        if "ping" in request.POST:
            now = timezone.now()
            data = {"name": self.subscription.name}
            Delivery.objects.create(
                subscription=self.subscription, event_type=PING, body=body_of(PING, now, data), made_at=now
            )
            messages.success(request, gettext("A ping will be sent as soon as a worker runs."))
        elif "resume" in request.POST:
            self.subscription.resume()
            messages.success(request, gettext("What waits will be sent as soon as a worker runs."))
        elif request.POST.get("delivery", "").isdecimal():
            get_object_or_404(self.subscription.deliveries, pk=int(request.POST["delivery"][:18])).send_again()
            messages.success(request, gettext("It will be sent again as soon as a worker runs."))
        send_soon()
        return redirect("webhook_deliveries", pk=pk)
