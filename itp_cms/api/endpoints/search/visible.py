"""What of the index a reader may see: each kind of thing by its own boundary, in the languages that are asked for."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.models import TranslatableMixin
from wagtail.search.index import class_is_indexed

from itp_cms.core.representation.context import Publicly
from itp_cms.core.representation.translations import best_versions
from search.models import Entry


@cache
def searched_models(router: Any) -> Sequence[type[Model]]:
    """The models whose objects have an endpoint and are indexed."""
    models = dict.fromkeys(endpoint.model for endpoint in router.object_endpoints().values())
    return tuple(model for model in models if class_is_indexed(model))


def visible_entries(
    router: Any, public: Publicly, locales: tuple[int, ...] | None, *, falls_back: bool
) -> QuerySet[Entry]:
    """Entries of what is public; of what is translated, in one of the locales (None: in any), or each once in the first
    of them that has it.
    """
    of_any_kind = Q()
    for model in searched_models(router):
        objects: QuerySet[Any] = public(model)
        if locales is not None and issubclass(model, TranslatableMixin):
            objects = best_versions(objects, objects, locales) if falls_back else objects.filter(locale__in=locales)
        is_there = Exists(objects.order_by().filter(pk=OuterRef("object_id")))
        of_any_kind |= Q(root=ContentType.objects.get_for_model(model)) & Q(is_there)
    return Entry.objects.filter(of_any_kind)
