"""What of the index a reader may see: each kind of thing by its own boundary, in the languages that are asked for."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.models import TranslatableMixin
from wagtail.search.index import class_is_indexed

from itp_cms.api.filters.locales import locale_id
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.translations import best_versions
from search.models import Entry


def searched_models(router: Any) -> list[type[Model]]:
    """The models whose objects have an endpoint and are indexed."""
    models = dict.fromkeys(endpoint.model for endpoint in router.object_endpoints().values())
    return [model for model in models if class_is_indexed(model)]


def visible_entries(context: Context, language: str | None) -> QuerySet[Entry]:
    """Entries of what is public; of what is translated, in a language, or each once in the first of those to fall back
    to, or in all languages if none is asked for.
    """
    of_any_kind = Q()
    for model in searched_models(context.router):
        objects: QuerySet[Any] = in_language(context, context.public(model), language)
        is_there = Exists(objects.order_by().filter(pk=OuterRef("object_id")))
        of_any_kind |= Q(root=ContentType.objects.get_for_model(model)) & Q(is_there)
    return Entry.objects.filter(of_any_kind)


def in_language(context: Context, objects: QuerySet[Any], language: str | None) -> QuerySet[Any]:
    if language is None or not issubclass(objects.model, TranslatableMixin):
        return objects
    chain = [locale_id(context.locales, code) for code in context.chain(language)]
    if not context.falls_back:
        return objects.filter(locale__in=chain)
    return best_versions(objects, objects, chain)
