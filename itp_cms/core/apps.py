from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "itp_cms.core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import copy_for_translation_done

        from itp_cms.core import checks  # noqa: F401  importing registers them
        from itp_cms.core.admin.permissions import limit_translation_views, register_policies
        from itp_cms.core.changes.recording import connect
        from itp_cms.core.edge import register_edges
        from itp_cms.core.locales import create_locales
        from itp_cms.core.memory import forget
        from itp_cms.core.protection import protect
        from itp_cms.core.roles import grant_new_tree, set_up_roles
        from itp_cms.core.translation import keep_copies_in_draft, keep_unicode_slugs
        from itp_cms.core.upkeep import register_chores

        connect()
        keep_unicode_slugs()
        protect()
        register_policies()
        limit_translation_views()
        register_chores()
        register_edges()
        copy_for_translation_done.connect(keep_copies_in_draft, dispatch_uid="core.keep_copies_in_draft")
        post_migrate.connect(forget, sender=self, dispatch_uid="core.forget")
        post_migrate.connect(create_locales, sender=self, dispatch_uid="core.create_locales")
        post_migrate.connect(set_up_roles, sender=self, dispatch_uid="core.set_up_roles")
        post_save.connect(grant_new_tree, dispatch_uid="core.grant_new_tree")
