"""What things are about: tags, and for pages people and countries."""

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request
from taggit.managers import TaggableManager

from itp_cms.api.contract.operations import WHOLE_NUMBER, Parameter
from itp_cms.api.filters.base import Filter, any_of, narrow, one_of_many
from itp_cms.api.filters.columns import CODE_OR_ID, referred
from itp_cms.core.models import Country, Person
from itp_cms.core.rows import rows_referring_to

MOST_TOGETHER = 10


class TagsFilter(Filter):
    """`?tags=a,b`: what has all of the tags; `tags__in`: any of them; `tags__not`: none."""

    def parameters(self, view: Any) -> list[Parameter]:
        if _manager(view.held) is None:
            return []
        return [
            Parameter("tags", "By the names of tags: what has all of them.", is_list=True, most=MOST_TOGETHER),
            *one_of_many("tags", {"type": "string"}),
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        manager = _manager(view.held)
        if manager is None:
            return queryset
        tagged: Any = manager.remote_field.through._default_manager.order_by()
        key = "content_object_id"
        if hasattr(tagged.model, "object_id"):
            tagged = tagged.filter(content_type=ContentType.objects.get_for_model(view.root))
            key = "object_id"

        def matching(parameter: str, values: list[str]) -> Q:
            named = any_of(Q(tag__name__iexact=value) for value in values)  # as editors' tags are told apart
            return Q(pk__in=tagged.filter(named).values(key))

        return narrow(queryset, request, "tags", matching, most=MOST_TOGETHER)


class RelationFilter(Filter):
    """Pages whose rows, edited inside them, refer to an object: `country=EG,CN` to all, `country__in` to any."""

    parameter: str
    model: type[Model]
    description: str
    schema: Mapping[str, Any]

    def parameters(self, view: Any) -> list[Parameter]:
        return [
            Parameter(
                self.parameter,
                f"{self.description} All of the values.",
                self.schema,
                is_list=True,
                most=MOST_TOGETHER,
            ),
            *one_of_many(self.parameter, self.schema),
        ]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        def matching(parameter: str, values: list[str]) -> Q:
            objects = referred(self.model, parameter, values, view.context)
            return any_of(
                Q(pk__in=rows._default_manager.filter(**{f"{reference}__in": objects}).order_by().values(page))
                for rows, page, reference in rows_referring_to(self.model)
            )

        return narrow(queryset, request, self.parameter, matching, most=MOST_TOGETHER)


class CountryFilter(RelationFilter):
    parameter = "country"
    model = Country
    description = "Pages about a country, or with a place in it, given by its ISO 3166-1 code or id."
    schema = CODE_OR_ID


class PersonFilter(RelationFilter):
    parameter = "person"
    model = Person
    description = "Pages about, by or edited by a person, given by the id of any translation."
    schema = WHOLE_NUMBER


def _manager(held: tuple[type[Model], ...]) -> Any:
    """The manager of the tags of what a list holds; pages of all types share one table."""
    for model in held:
        try:
            field = model._meta.get_field("tags")
        except FieldDoesNotExist:
            continue
        if isinstance(field, TaggableManager):
            return field
    return None
