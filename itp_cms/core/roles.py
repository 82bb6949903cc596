"""The groups of an editorial team, and what each may do.

Editors write, publish and submit for translation, in every locale, say what search puts before its hits, and delete
single pages, as Wagtail lets whoever may change and publish. Moderators besides lock, delete snippets and pages with
all below them, approve what is submitted to the workflow, and keep redirects and settings. Translators, one group for
each locale but the source's, change and publish pages and snippets of that locale only, and neither delete nor move
any. Administrators are superusers and need no group.

A group gets its permissions once, when it is first set up, and a translators' group those of a tree when the tree is
made; what an administrator changes later stays. `GroupLocale` remembers who has been set up: its locale is null for a
group that is not limited to one.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import create_extra_permissions, get_snippet_models

from itp_cms.core.databases import has_all_tables
from itp_cms.core.models import GroupLocale, TranslatableSnippet

TREE_DEPTH = 2
"""Of the pages right below the root: a locale's home page."""

EDITORS = "Editors"
MODERATORS = "Moderators"

ADMIN = ("wagtailadmin.access_admin",)
SUBMIT_TRANSLATION = ("wagtail_localize.submit_translation",)
FILES = tuple(
    f"{app}.{action}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
)
CHOOSE_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
PROMOTIONS = tuple(f"wagtailsearchpromotions.{action}_searchpromotion" for action in ("add", "change", "delete"))
HOUSEKEEPING = (
    *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
    "core.change_sitesettings",
)
PAGES_OF_EDITORS = ("add", "change", "publish")
PAGES_OF_MODERATORS = (*PAGES_OF_EDITORS, "lock", "unlock", "bulk_delete")
PAGES_OF_TRANSLATORS = ("change", "publish")


def translators(locale: Locale) -> str:
    """The name of a locale's group of translators, with the language as its speakers write it."""
    languages = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    return f"Translators ({languages.get(locale.language_code, locale.language_code)})"


def set_up_roles(**kwargs: Any) -> None:
    """Answers `post_migrate`: make the groups that are missing, and give each, the first time, its permissions.

    Permissions are rows that Django and Wagtail make when they answer the same signal, some of them later.
    """
    if not has_all_tables(kwargs) or Page.get_first_root_node() is None:  # without what Wagtail's migrations make
        return
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))
    editors, are_new = _set_up(EDITORS)
    if are_new:
        _grant(editors, [*ADMIN, *SUBMIT_TRANSLATION, *PROMOTIONS], _snippets("add", "change", "publish"))
        _grant_files(editors, FILES)
        _grant_pages(editors, _root(), PAGES_OF_EDITORS)
    moderators, are_new = _set_up(MODERATORS)
    if are_new:
        every = _snippets("add", "change", "publish", "delete", "lock", "unlock")
        _grant(moderators, [*ADMIN, *SUBMIT_TRANSLATION, *PROMOTIONS, *HOUSEKEEPING], every)
        _grant_files(moderators, FILES)
        _grant_pages(moderators, _root(), PAGES_OF_MODERATORS)
        _set_up_workflow(moderators)
    for locale in Locale.objects.exclude(language_code=settings.LANGUAGE_CODE):
        _set_up_translators(locale)


def grant_new_tree(sender: Any, instance: Model, created: bool, raw: bool, **kwargs: Any) -> None:
    """Answers `post_save`: the translators of a locale may change a new tree of that locale."""
    if raw or not created or not isinstance(instance, Page) or instance.depth != TREE_DEPTH:
        return
    for row in GroupLocale.objects.filter(locale=instance.locale_id).select_related("group"):
        _grant_pages(row.group, instance, PAGES_OF_TRANSLATORS)


def _set_up(name: str, locale: Locale | None = None) -> tuple[Group, bool]:
    group, _created = Group.objects.get_or_create(name=name)
    _row, is_new = GroupLocale.objects.get_or_create(group=group, defaults={"locale": locale})
    return group, is_new


def _set_up_translators(locale: Locale) -> None:
    if GroupLocale.objects.filter(locale=locale).exists():  # under whatever name
        return
    group, is_new = _set_up(translators(locale), locale)
    if is_new:
        translatable = [model for model in get_snippet_models() if issubclass(model, TranslatableSnippet)]
        _grant(group, [*ADMIN, *SUBMIT_TRANSLATION], _permissions_on(translatable, ["change", "publish"]))
        _grant_files(group, CHOOSE_FILES)
        for tree in _root().get_children().filter(locale=locale):
            _grant_pages(group, tree, PAGES_OF_TRANSLATORS)


def _set_up_workflow(moderators: Group) -> None:
    """Approval by a moderator, for all trees. Wagtail's own migrations make the like in a new database."""
    if Workflow.objects.exists():
        return
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=_root())


def _root() -> Page:
    return Page.get_first_root_node()


def _snippets(*actions: str) -> QuerySet[Permission]:
    return _permissions_on(get_snippet_models(), actions)


def _permissions_on(models: Iterable[type[Model]], actions: Iterable[str]) -> QuerySet[Permission]:
    names = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
    types = ContentType.objects.get_for_models(*models).values()
    return Permission.objects.filter(content_type__in=types, codename__in=names)


def _named(names: Iterable[str]) -> Iterable[Permission]:
    for name in names:
        app_label, codename = name.split(".")
        yield Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _grant(group: Group, names: Iterable[str], besides: Iterable[Permission]) -> None:
    group.permissions.add(*_named(names), *besides)


def _grant_files(group: Group, names: Iterable[str]) -> None:
    collection = Collection.get_first_root_node()
    for permission in _named(names):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _grant_pages(group: Group, page: Page, actions: Iterable[str]) -> None:
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
