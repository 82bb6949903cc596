"""What webhooks add to the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from itp_cms.webhooks.admin import DeliveriesView, SubscriptionViewSet


@hooks.register("register_admin_viewset")
def subscriptions() -> SubscriptionViewSet:
    return SubscriptionViewSet()


@hooks.register("register_admin_urls")
def delivery_urls() -> list[URLPattern]:
    return [path("webhooks/<int:pk>/deliveries/", DeliveriesView.as_view(), name="webhook_deliveries")]
