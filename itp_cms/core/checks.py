"""System checks of the rules every content model keeps. Each has an id; docs/adding-a-page-type.md explains them."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning
from django.db import connections, models
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Page, TranslatableMixin, get_page_models

from itp_cms.core.databases import writes_changes
from itp_cms.core.models import BasePage

DECLARED_BY_TYPE = ("parent_page_types", "subpage_types")


def own_page_models() -> list[type[Page]]:
    """Page types of the project and of whoever extends it, without Wagtail's own `Page`."""
    return [model for model in get_page_models() if model is not Page]


@register()
def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for model in own_page_models():
        if not issubclass(model, BasePage):
            messages.append(
                Error(
                    f"{model._meta.label} is not based on BasePage.",
                    hint="Derive it from itp_cms.core.models.BasePage, which carries what the API needs.",
                    obj=model,
                    id="itp.E001",
                )
            )
            continue
        messages += _check_hierarchy(model)
        messages += _check_delivery(model)
    return messages


@register()
def check_database(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if writes_changes(connections["default"]):
        return []
    engine = connections["default"].settings_dict["ENGINE"]
    return [
        Error(
            f"The database engine {engine} does not write the change log.",
            hint="Use itp_cms.core.databases.postgresql or .sqlite3, or a back end of your own with ChangeLogMixin.",
            id="itp.E008",
        )
    ]


@register()
def check_edge(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.EDGE_MAX_AGE or settings.EDGE_VARNISH or settings.EDGE_CDN:
        return []
    return [
        CheckWarning(
            f"Shared caches may keep answers for {settings.EDGE_MAX_AGE} seconds, and none is told to forget.",
            hint="Name the edge (EDGE_VARNISH, EDGE_CDN), or leave EDGE_MAX_AGE at 0. docs/edge.md tells more.",
            id="itp.W001",
        )
    ]


def _check_hierarchy(model: type[BasePage]) -> Iterable[CheckMessage]:
    for attribute in DECLARED_BY_TYPE:
        if attribute not in vars(model):
            yield Error(
                f"{model._meta.label} does not declare {attribute}.",
                hint=f"Name the types in {attribute} = [...]; an empty list allows none.",
                obj=model,
                id="itp.E002",
            )
            continue
        for name in vars(model)[attribute]:
            try:
                named = apps.get_model(name) if isinstance(name, str) else name
            except (LookupError, ValueError):
                named = None
            if named is None or not issubclass(named, Page):
                yield Error(
                    f"{model._meta.label}.{attribute} names {name!r}, which is no page type.",
                    hint="Write it as 'app_label.ModelName'.",
                    obj=model,
                    id="itp.E003",
                )


def _check_delivery(model: type[BasePage]) -> Iterable[CheckMessage]:
    for attribute, what in (("search_fields", "how it is searched"), ("teaser_fields", "what its teaser is")):
        if attribute not in vars(model):
            yield Error(
                f"{model._meta.label} does not declare {what}.",
                hint=f"Declare {attribute}, beginning with those of its base class.",
                obj=model,
                id="itp.E006",
            )
    given = {getattr(field, "name", field) for field in model.api_fields}
    for name in model.teaser_fields:
        if name not in given:
            yield Error(
                f"{model._meta.label}.teaser_fields names {name!r}, which is not among its api_fields.",
                obj=model,
                id="itp.E007",
            )


@register()
def check_translation(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, TranslatableMixin) and model is not Page and _is_ours(model):
            messages += _check_many_to_many(model)
            messages += _check_declared(model)
    return messages


def _is_ours(model: type[models.Model]) -> bool:
    return not model.__module__.startswith(("wagtail.", "wagtail_localize."))


def _check_many_to_many(model: type[models.Model]) -> Iterable[CheckMessage]:
    for field in model._meta.many_to_many:
        if not hasattr(field, "through") or type(field).__name__ != "ClusterTaggableManager":
            yield Error(
                f"{model._meta.label}.{field.name} is a many-to-many field on a translated model.",
                hint="Use an Orderable model with a ParentalKey: wagtail-localize keeps a many-to-many's old rows.",
                obj=field,
                id="itp.E004",
            )


def _check_declared(model: type[models.Model]) -> Iterable[CheckMessage]:
    declared = {field.field_name for field in getattr(model, "translatable_fields", [])}
    neutral = set(getattr(model, "neutral_fields", ()))
    for name in _content_fields(model):
        if name not in declared and name not in neutral:
            yield Error(
                f"{model._meta.label}.{name} is neither translatable nor synchronised nor declared neutral.",
                hint="Name it in translatable_fields, with translated() or synchronised(), or in neutral_fields.",
                obj=model,
                id="itp.E005",
            )


def _content_fields(model: type[models.Model]) -> Iterable[str]:
    """What an editor can change on the model: its own columns and inline rows, without those Wagtail manages."""
    for field in model._meta.get_fields():
        if not isinstance(field, models.Field) or isinstance(field, models.ManyToManyField) or field.many_to_many:
            continue
        managed = field.model.__module__.startswith("wagtail.") or _is_inherited_from_wagtail(field)
        if managed or not field.editable or field.primary_key or field.name in {"sort_order", "locale"}:
            continue
        if getattr(field, "parental_key", False) or type(field).__name__ == "ParentalKey":
            continue
        if isinstance(field, models.OneToOneField) and field.remote_field.parent_link:
            continue
        yield field.name
    if issubclass(model, ClusterableModel):
        for relation in get_all_child_relations(model):
            if not relation.related_model.__module__.startswith("wagtail."):
                yield relation.name


def _is_inherited_from_wagtail(field: models.Field) -> bool:
    """Whether the field comes from one of Wagtail's abstract classes (drafts, locks, workflows, e-mail forms …)."""
    return any(
        base.__module__.startswith("wagtail.") and field.name in {own.name for own in base._meta.local_fields}
        for base in field.model.__mro__
        if hasattr(base, "_meta") and base._meta.abstract
    )
