"""The delivery log in the admin: what a subscription was sent, what came of it, and buttons to try it again."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from itp_cms.webhooks.events import PING, body_of
from itp_cms.webhooks.models import Attempt, Delivery, Subscription
from itp_cms.webhooks.upkeep import send_soon

CHANGE = "webhooks.change_subscription"


class SubscriptionMixin:
    """For who may change webhooks only: what was sent, and what the receiver said, is for nobody else."""

    kwargs: Any
    request: HttpRequest
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed into views

    @cached_property
    def subscription(self) -> Subscription:
        return get_object_or_404(Subscription, pk=self.kwargs["pk"])

    def breadcrumbs(self, *items: tuple[str, Any]) -> list[dict[str, Any]]:
        """From the start to what comes after the subscription: addresses and labels."""
        above = [
            (reverse("wagtailadmin_home"), gettext("Home")),
            (reverse("webhooks:index"), gettext("Webhooks")),
            (reverse("webhooks:edit", args=[self.subscription.pk]), str(self.subscription)),
        ]
        return [{"url": url, "label": label} for url, label in (*above, *items)]

    def promise(self, text: str) -> None:
        """Tell that something will be sent; and what hinders it, if anything does."""
        send_soon()
        if self.subscription.paused_at:
            messages.warning(self.request, gettext("Nothing is sent while the webhook is paused: resume it."))
        elif not self.subscription.is_active:
            messages.warning(self.request, gettext("Nothing is sent while the webhook is not active."))
        else:
            messages.success(self.request, text)


class DeliveryFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Delivery.State.choices, widget=forms.CheckboxSelectMultiple
    )
    event_type = django_filters.MultipleChoiceFilter(label=_("Event"), choices=(), widget=forms.CheckboxSelectMultiple)
    made_at = django_filters.DateFromToRangeFilter(label=_("Made"), widget=DateRangePickerWidget)

    class Meta:
        model = Delivery
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = self.queryset.order_by("event_type").values_list("event_type", flat=True).distinct()
        self.filters["event_type"].extra["choices"] = [(name, name) for name in names]


def _answer(delivery: Any) -> str:
    """The last attempt's, in a word."""
    if delivery.last_status:
        return str(delivery.last_status)
    return delivery.last_error or ("" if delivery.last_at else gettext("None yet"))


class DeliveriesView(SubscriptionMixin, IndexView):
    """What a subscription was sent, the newest first."""

    model = Delivery
    any_permission_required = None  # deliveries have none of their own
    template_name = "webhooks/deliveries.html"
    page_title = _("Deliveries")
    verbose_name_plural = _("deliveries")
    paginate_by = 50
    default_ordering = "-pk"
    filterset_class = DeliveryFilterSet
    columns = [
        TitleColumn(
            "event_type",
            label=_("Event"),
            get_url=lambda row: reverse("webhook_delivery", args=[row.subscription_id, row.pk]),
        ),
        Column("subject", label=_("Of what")),
        DateColumn("made_at", label=_("Made")),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("answer", label=_("Last answer"), accessor=_answer),
        DateColumn("last_at", label=_("Last attempt")),
    ]

    def get_base_queryset(self) -> QuerySet[Delivery]:
        last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
        rows: Any = self.subscription.deliveries.all()
        for name in ("status", "error", "at"):
            rows = rows.annotate(**{f"last_{name}": Subquery(last.values(name)[:1])})
        return rows

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "queryset": self.subscription.deliveries.all()}

    def get_index_url(self) -> str:
        return reverse("webhook_deliveries", args=[self.subscription.pk])

    def get_index_results_url(self) -> str:
        return reverse("webhook_deliveries_results", args=[self.subscription.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.breadcrumbs(("", self.page_title))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(*args, **kwargs),
            "subscription": self.subscription,
            "waiting": self.subscription.deliveries.filter(state=Delivery.State.WAITING).count(),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the page's buttons ask for."""
        if "ping" in request.POST:
            now = timezone.now()
            body = body_of(PING, now, {"name": self.subscription.name})
            Delivery.objects.create(subscription=self.subscription, event_type=PING, body=body, made_at=now)
            self.promise(gettext("A ping will be sent as soon as a worker runs."))
        elif "resume" in request.POST:
            self.subscription.resume()
            del self.subscription
            self.promise(gettext("What waits will be sent as soon as a worker runs."))
        return redirect("webhook_deliveries", pk=pk)


class DeliveryView(SubscriptionMixin, WagtailAdminTemplateMixin, TemplateView):
    """One delivery: the request, and what came of each attempt."""

    template_name = "webhooks/delivery.html"
    page_title = _("Delivery")

    @cached_property
    def delivery(self) -> Delivery:
        return get_object_or_404(self.subscription.deliveries, pk=self.kwargs["delivery"])

    def get_page_subtitle(self) -> str:
        return self.delivery.event_type

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        log = reverse("webhook_deliveries", args=[self.subscription.pk])
        return self.breadcrumbs((log, gettext("Deliveries")), ("", self.delivery.event_type))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempts = list(self.delivery.attempts.all())
        return {**super().get_context_data(**kwargs), "delivery": self.delivery, "attempts": attempts}

    def post(self, request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
        """Send it again."""
        self.delivery.send_again()
        self.promise(gettext("It will be sent again as soon as a worker runs."))
        return redirect("webhook_delivery", pk=pk, delivery=delivery)


class RenewSecretView(SubscriptionMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks, and makes a new secret."""

    template_name = "webhooks/renew_secret.html"
    page_title = _("New secret")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.breadcrumbs(("", self.page_title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "subscription": self.subscription}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.subscription.renew_secret()
        log(self.subscription, "wagtail.edit", user=request.user)
        messages.success(request, gettext("There is a new secret. The one before holds for a day."))
        return redirect("webhooks:edit", pk)
