"""The operations of an endpoint that gives what is public of one model, as `PublicViewSet` answers them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Model
from wagtail.models import Page

from itp_cms.api.contract.fields_parameter import fields_schema
from itp_cms.api.contract.operations import JSON, WHOLE_NUMBER, Answer, Components, Operation, Parameter, Schema
from itp_cms.core.representation.schema import SchemaScope, an_object, array, described, model_description
from itp_cms.core.representation.shapes import Shape, any_page_schema, page_models, shape_of

if TYPE_CHECKING:
    from itp_cms.api.base import PublicViewSet

_URI: Schema = {"type": "string", "format": "uri"}
ID = Parameter("id", "Its id.", WHOLE_NUMBER, location="path")


def listing(view: "PublicViewSet") -> Operation:
    model = view.model
    return Operation(
        path=f"{view.endpoint}/",
        operation_id=f"{view.endpoint}_list",
        summary=f"List {model._meta.verbose_name_plural}",
        parameters=with_fields(view, view.list_parameters(), in_list=True),
        answers={200: Answer("A part of the list.", {JSON: lambda components: _envelope(view, components)})},
    )


def detail(view: "PublicViewSet") -> Operation:
    return Operation(
        path=f"{view.endpoint}/{{id}}/",
        operation_id=f"{view.endpoint}_detail",
        summary=f"Get one: {view.model._meta.verbose_name}",
        parameters=(ID, *with_fields(view, view.detail_parameters())),
        answers={200: Answer("It, with all of its fields.", {JSON: lambda components: whole(view.model, components)})},
    )


def find(view: "PublicViewSet") -> Operation:
    return Operation(
        path=f"{view.endpoint}/find/",
        operation_id=f"{view.endpoint}_find",
        summary=f"Find one: {view.model._meta.verbose_name}",
        description="Leads to its detail, with the other parameters.",
        parameters=with_fields(view, [*view.find_parameters(), *view.detail_parameters()]),
        answers={302: Answer("Found.", headers={"Location": {"type": "string", "format": "uri"}})},
    )


def with_fields(
    view: "PublicViewSet", parameters: Iterable[Parameter], *, in_list: bool = False
) -> tuple[Parameter, ...]:
    """The parameters, `fields` with the names that it takes here."""
    models = page_models() if view.model is Page else [view.model]
    called = "Page" if view.model is Page else shape_of(view.model).component_name
    about = f"What `fields` takes {'where these are listed' if in_list else 'of one'}: {model_description(view.model)}"
    component = f"{called}{'ListFields' if in_list else 'Fields'}"
    return tuple(
        replace(parameter, schema=described(fields_schema(models, in_list=in_list), about), component=component)
        if parameter.name == "fields"
        else parameter
        for parameter in parameters
    )


def _envelope(view: "PublicViewSet", components: Components) -> Schema:
    scope = SchemaScope(components)
    item = _described(view.model, scope, Shape.list_schema)
    chosen = _described(view.model, scope, Shape.chosen_schema)
    return an_object({"meta": view.pagination_class.meta_schema(), "items": array(_either(item, chosen))})


def whole(model: type[Model], components: Components, *, of_draft: bool = False) -> Schema:
    """All of an object, or what `?fields=` leaves of it."""
    scope = SchemaScope(components, of_draft=of_draft)
    return _either(_described(model, scope, Shape.detail_schema), _described(model, scope, Shape.chosen_schema))


def whole_or_draft(model: type[Model], components: Components) -> Schema:
    """As `whole`; or the draft of something that is saved: it has its id and address, what is new in it has none."""
    whole_draft, chosen_draft = whole(model, components, of_draft=True)["anyOf"]
    with_id: Schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    address = {"type": "object", "properties": {"detail_url": _URI}, "required": ["detail_url"]}
    with_both = {**with_id, "properties": {**with_id["properties"], "meta": address}}
    drafts = [{"allOf": [whole_draft, with_both]}, {"allOf": [chosen_draft, with_id]}]
    return {"anyOf": [*whole(model, components)["anyOf"], *drafts]}


def _either(whole: Schema, chosen: Schema) -> Schema:
    return {"anyOf": [whole, chosen]}


def _described(model: type[Model], scope: SchemaScope, describe: Callable[[Shape, SchemaScope], Schema]) -> Schema:
    return any_page_schema(scope, describe) if model is Page else describe(shape_of(model), scope)
