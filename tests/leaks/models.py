"""What there is to hide and to refer from: found, never listed, so that a new model is covered or fails the tests."""

import inspect
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import DraftStateMixin, Page, get_page_models

from home.models import StandardPage
from itp_cms.core.models import BasePage
from tests.factories import blog, core, home, legacy_projects


@cache
def _factories() -> dict[type[models.Model], Any]:
    found = {}
    for module in (blog, core, home, legacy_projects):
        for _name, factory in inspect.getmembers(module, inspect.isclass):
            model = getattr(getattr(factory, "_meta", None), "model", None)
            if model is not None:
                found[model] = factory
    return found


def factory_of(model: type[models.Model]) -> Any:
    assert model in _factories(), f"tests/factories has none for {model.__name__}: the leak matrix cannot cover it"
    return _factories()[model]


@cache
def page_types() -> list[type[Page]]:
    """All types of pages, the plainest first."""
    types = [model for model in get_page_models() if issubclass(model, BasePage)]
    return sorted(types, key=lambda model: (model is not StandardPage, model.__name__))


@cache
def snippet_models() -> list[type[models.Model]]:
    """All models that have drafts and are no pages."""
    return [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]
