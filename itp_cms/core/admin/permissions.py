"""Who may change snippets of which locale.

Page permissions hang on trees, and every locale has a tree of its own; snippets have no tree. A group with a
`GroupLocale` grants what it grants in that locale only. A user with another group that grants the same without a
locale is not limited.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import Page, PagePermissionTester, TranslatableMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

SUBMIT_TRANSLATION = ("wagtail_localize", "submit_translation")


def locales_granted(user: Any, permissions: QuerySet[Permission]) -> set[int] | None:
    """Ids of the locales in which the user has one of the permissions; None for all locales."""
    if not user.is_active:
        return set()
    if user.is_superuser or user.user_permissions.filter(pk__in=permissions).exists():
        return None
    groups = Group.objects.filter(user=user, permissions__in=permissions)
    granted = set(groups.values_list("only_locale__locale", flat=True))
    return None if None in granted else granted


def submission_locales(user: Any) -> set[int] | None:
    """Ids of the locales into which the user may submit for translation; None for all."""
    app_label, codename = SUBMIT_TRANSLATION
    permissions = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return locales_granted(user, permissions)


class LocalePermissionPolicy(ModelPermissionPolicy):
    """Django's model permissions, each within the locales of the groups that grant it."""

    def locales(self, user: Any, actions: Collection[str]) -> set[int] | None:
        """As `locales_granted`, asked once a request: a listing asks for every row."""
        known = vars(user).setdefault("_locales_granted", {})
        key = (self.model, frozenset(actions))
        if key not in known:
            known[key] = locales_granted(user, self._get_permission_objects_for_actions(actions))
        return known[key]

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        locales = self.locales(user, [action])
        return locales is None or instance.locale_id in locales

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> QuerySet[Any]:
        instances = super().instances_user_has_any_permission_for(user, actions)
        locales = self.locales(user, actions)
        return instances if locales is None else instances.filter(locale__in=locales)

    def users_with_any_permission_for_instance(
        self, actions: Collection[str], instance: Any
    ) -> QuerySet[AbstractBaseUser]:
        permissions = self._get_permission_objects_for_actions(actions)
        groups = Group.objects.filter(permissions__in=permissions).filter(
            Q(only_locale__locale=None) | Q(only_locale__locale=instance.locale_id)
        )
        granted = Q(is_superuser=True) | Q(user_permissions__in=permissions) | Q(groups__in=groups)
        return get_user_model()._default_manager.filter(granted, is_active=True).distinct()


class LimitedPagePermissionTester(PagePermissionTester):
    """Wagtail's, but whose permissions come from groups of one locale only deletes and moves nothing.

    Wagtail takes changing and publishing for enough to delete a page, which leaves its tree without that translation.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not super().can_delete(ignore_bulk):
            return False
        return self.user.is_superuser or any(
            permission.permission.codename in {"add_page", "change_page"}
            and permission.group_id not in self._limited_groups()
            and self.page.path.startswith(permission.page.path)
            for permission in self.permission_policy.get_cached_permissions_for_user(self.user)
        )

    def _limited_groups(self) -> set[int]:
        """Asked once a request, as a listing asks for every row."""
        known: Any = vars(self.user)
        if "_limited_groups" not in known:
            groups = Group.objects.filter(user=self.user, only_locale__locale__isnull=False)
            known["_limited_groups"] = set(groups.values_list("pk", flat=True))
        return known["_limited_groups"]


def register_policies() -> None:
    """Register the policy for every translatable model that is no page. Called once models are loaded."""
    from itp_cms.core.models import TranslatableSnippet

    for model in apps.get_models():
        if issubclass(model, TranslatableSnippet):
            register_permission_policy(model, LocalePermissionPolicy(model), exact_class=True)


def user_can_edit_instance(user: Any, instance: TranslatableMixin) -> bool:
    """Whether the user may edit this very page or snippet."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    return policy_registry.get_by_type(type(instance)).user_has_permission_for_instance(user, "change", instance)


def limit_translation_views() -> None:
    """Have wagtail-localize ask for the permission on the instance.

    Its views for strings, overrides, PO files and the like ask only whether the user may edit snippets of the
    type (wagtail-localize 1.14, `views.edit_translation.user_can_edit_instance`), whatever the locale.
    """
    from wagtail_localize.views import edit_translation

    edit_translation.user_can_edit_instance = user_can_edit_instance
