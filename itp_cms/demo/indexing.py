"""Search and reference index, written once for each object instead of at each of its saves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch import index
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def postponed_indexing() -> Iterator[None]:
    """Index what is saved meanwhile at the end, in the same transaction. Half of the load's time is saved by it."""
    saved: dict[Any, set[Any]] = {}

    def remember(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        if ReferenceIndex.is_indexed(sender) or issubclass(sender, index.Indexed):
            saved.setdefault(sender, set()).add(instance.pk)

    indexed = [model for model in index.get_indexed_models() if getattr(model, "search_auto_update", True)]
    for model in indexed:
        post_save.disconnect(post_save_signal_handler, sender=model)
    post_save.connect(remember, weak=False, dispatch_uid="demo.remember")
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(dispatch_uid="demo.remember")
        for model in indexed:
            post_save.connect(post_save_signal_handler, sender=model)
    for model, keys in saved.items():
        instances = Page.objects.specific() if model is Page else model._default_manager.all()
        for instance in instances.filter(pk__in=keys):
            if model in indexed:
                index.insert_or_update_object(instance)
            if ReferenceIndex.is_indexed(model):
                ReferenceIndex.create_or_update_for_object(instance)
