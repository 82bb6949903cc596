"""What webhooks add to the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from itp_cms.webhooks.admin import SubscriptionViewSet
from itp_cms.webhooks.delivery_log import DeliveriesView, DeliveryView, RenewSecretView


@hooks.register("register_admin_viewset")
def subscriptions() -> SubscriptionViewSet:
    return SubscriptionViewSet()


@hooks.register("register_admin_urls")
def delivery_urls() -> list[URLPattern]:
    return [
        path("webhooks/<int:pk>/deliveries/", DeliveriesView.as_view(), name="webhook_deliveries"),
        path(
            "webhooks/<int:pk>/deliveries/results/",
            DeliveriesView.as_view(results_only=True),
            name="webhook_deliveries_results",
        ),
        path("webhooks/<int:pk>/deliveries/<int:delivery>/", DeliveryView.as_view(), name="webhook_delivery"),
        path("webhooks/<int:pk>/new-secret/", RenewSecretView.as_view(), name="webhook_renew_secret"),
    ]
