"""Instances of the models from records, and snippets in the source language."""

from typing import Any

from django.core.exceptions import ValidationError
from modelcluster.models import get_all_child_relations
from wagtail.models import Site

from itp_cms.core.models import SiteContent, User
from itp_cms.demo.files import Record
from itp_cms.demo.places import DataError, Place
from itp_cms.demo.values import Building


def existing(record: Record, building: Building) -> Any:
    """The page or snippet of a record in the language, or None."""
    locale = building.library.locales[building.language]
    return record.kind.model.objects.filter(translation_key=record.at.uuid, locale=locale).first()


def fill(instance: Any, record: Record, data: Any, building: Building) -> None:
    for name, value in record.kind.extras(record.key, record.number, record.data).items():
        setattr(instance, name, value)
    record.kind.fields.fill(instance, data, record.at, building)


def built(record: Record, data: Any, building: Building) -> Any:
    """A new, unsaved page or snippet of the record's kind, with the given data."""
    locale = building.library.locales[building.language]
    instance = record.kind.model(translation_key=record.at.uuid, locale=locale)
    if isinstance(instance, SiteContent):
        instance.site = Site.objects.get(is_default_site=True)
    fill(instance, record, data, building)
    return instance


def ensure_snippet(record: Record, building: Building, user: User) -> Any:
    """The snippet of a record, published if it is new."""
    instance = existing(record, building)
    if instance is None:
        instance = built(record, record.data, building)
        clean(instance, record.at)
        instance.save()
        instance.save_revision(user=user, clean=False).publish(user=user, skip_permission_checks=True)
        instance.refresh_from_db()
    return instance


def clean(instance: Any, at: Place) -> None:
    """Raises `DataError` for what the editor's form would refuse."""
    children = (
        child
        for relation in get_all_child_relations(instance)
        for child in getattr(instance, relation.get_accessor_name()).all()
    )
    try:
        instance.full_clean()
        for child in children:
            child.clean()
    except ValidationError as error:
        problems = (f"{at}: {name}: {text}" for name, texts in error.message_dict.items() for text in texts)
        raise DataError(problems) from error
