"""The fields of a model's objects, and which of them are shown where."""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Any

from django.db.models import Model
from django.utils.translation import override
from wagtail.api import APIField
from wagtail.models import Page

from itp_cms.core.representation.fields import Representer, field_for, plain
from itp_cms.core.representation.fields.base import AS_JSON_HAS_THEM
from itp_cms.core.representation.schema import (
    Note,
    Schema,
    SchemaScope,
    Uri,
    an_object,
    const,
    described,
    model_description,
    nullable,
)
from itp_cms.core.representation.scope import IDS_ONLY, TEASERS_TO_LEVEL, Scope
from itp_cms.core.representation.selection import (
    EXPANDED,
    Config,
    FieldsError,
    Selection,
    mentioned,
    refuse_unknown,
    select,
)

META = "What the object is, and where."
VARIANTS = {
    "Draft": "As it is drafted: what was never saved has no `id`.",
    "ListItem": "As lists give it, with what `fields` adds.",
    "Selection": "What `fields`, `expand` or `body` leaves of it.",
    "Teaser": "As it is shown by what refers to it.",
    "NestedTeaser": "As it is shown by what refers to it, two steps from what was asked for.",
    "Link": "Its name and where it is, farther from what was asked for.",
    "InTeaser": "As it is shown in a teaser.",
    "InNestedTeaser": "As it is shown in a teaser, two steps from what was asked for.",
}
"""What readers of the API are told of the schemas that one type of object has, by the ends of their names."""


class Meta(Representer):
    """A field of `meta`, made by a function of the object and the scope. `gives` is the type of what it makes.

    A type is a Python annotation (`str | None`, `list[Rendition]` with a `TypedDict`); see `SchemaScope.of`.
    """

    def __init__(
        self, make: Callable[[Any, Scope], Any], columns: Iterable[str] = (), *, gives: Any, help_text: str = ""
    ) -> None:
        super().__init__(help_text=help_text)
        self.make = make
        self.reads = frozenset(columns)
        self.gives = gives

    def represent(self, instance: Model, name: str, scope: Scope, config: Config) -> Any:
        value = self.make(instance, scope)
        return value if type(value) in AS_JSON_HAS_THEM else plain(value)

    def schema(self, model: type[Model], name: str, scope: SchemaScope) -> Schema:
        return scope.of(self.gives)

    def columns(self, model: type[Model], name: str) -> set[str] | None:
        return set(self.reads)


class Shape:
    """The fields of a model's objects. Subclasses differ in `meta` and in the defaults."""

    listing_meta: tuple[str, ...] = ("type", "detail_url")
    reference_meta: tuple[str, ...] = ("type", "detail_url")

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.type = f"{model._meta.app_label}.{model.__name__}"
        self.component_name = model.__name__

    @cached_property
    def meta(self) -> dict[str, Representer]:
        return {
            "type": Meta(
                lambda instance, scope: self.type,
                gives=Annotated[str, Note(lambda: const(self.type))],
                help_text="What it is: the name of its type.",
            ),
            "detail_url": Meta(
                lambda instance, scope: scope.context.detail_url(self.model, instance.pk),
                gives=Uri,
                help_text="Where this API gives all of it.",
            ),
        }

    @cached_property
    def body(self) -> dict[str, Representer]:
        declared = [field if isinstance(field, APIField) else APIField(field) for field in self.declared_fields]
        return {field.name: field.serializer or field_for(self.model, field.name) for field in declared}

    @property
    def description(self) -> str:
        """What readers of the API are told of the model's objects."""
        return model_description(self.model)

    @property
    def declared_fields(self) -> list[APIField | str]:
        return ["id", *getattr(self.model, "api_fields", ())]

    @cached_property
    def fields(self) -> dict[str, Representer]:
        return {**self.body, **self.meta}

    @cached_property
    def available(self) -> tuple[str, ...]:
        return tuple(self.fields)

    @property
    def teaser(self) -> tuple[str, ...]:
        return tuple(getattr(self.model, "teaser_fields", ()))

    @property
    def words(self) -> tuple[str, ...]:
        """What an object is called, for where no more of it is shown."""
        return tuple(name for name in ("title", "name") if name in self.body)

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return frozenset({"id", *self.listing_meta, *self.words} & set(self.available))

    @cached_property
    def default_in_references(self) -> frozenset[str]:
        return frozenset({"id", *self.reference_meta, *self.words, *self.teaser} & set(self.available))

    @cached_property
    def default_in_links(self) -> frozenset[str]:
        return frozenset({"id", *self.reference_meta, *self.words} & set(self.available))

    @cached_property
    def default_by_id(self) -> frozenset[str]:
        return frozenset({"id", *self.reference_meta} & set(self.available))

    @cached_property
    def default_in_details(self) -> frozenset[str]:
        return frozenset(self.available)

    def select_reference(self, scope: Scope, config: Config) -> Selection:
        """The fields shown where another object refers to this one, which is on the scope's level."""
        is_expanded = config[-1:] == EXPANDED
        default = self.default_in_references if is_expanded else self.default_at(scope.level, scope.context.expand)
        return _select(self, default, config)

    def default_at(self, level: int, expand: int) -> frozenset[str]:
        if level <= expand:
            return self.default_in_references
        return self.default_by_id if expand == IDS_ONLY else self.default_in_links

    def validate(self, config: Config) -> None:
        """Raise `BadRequestError` for a field that the model does not have, on any level."""
        refuse_unknown(mentioned(config), self.available)
        for name, _negated, nested in config:
            if nested:
                self.validate_nested(name, nested)

    def validate_nested(self, name: str, config: Config) -> None:
        from itp_cms.core.representation.shapes.kinds import page_models, shape_of, validate_for_any

        related = self.fields[name].related_model(self.model, name)
        if related is None:
            raise FieldsError(f"'{name}' does not support nested fields")
        if related is Page:
            validate_for_any(page_models(), config)
        else:
            shape_of(related).validate(config)

    def columns(self, names: Iterable[str]) -> set[str] | None:
        """The columns these fields read, or None where that cannot be told."""
        needed: set[str] = set()
        for name in names:
            read = self.fields[name].columns(self.model, name)
            if read is None:
                return None
            needed |= read
        return needed

    # What comes of it

    def schema(self, scope: SchemaScope, names: Iterable[str], required: Iterable[str]) -> Schema:
        """An object with the named fields, of which some are required, the others given where they are asked for."""
        names, required = frozenset(names), frozenset(required)
        if scope.of_draft:
            required -= {"detail_url"}
        body: dict[str, Schema] = {}
        meta: dict[str, Schema] = {}
        for name in self.available:
            if name not in names or (name == "detail_url" and not scope.components.has_endpoint(self.model)):
                continue
            field_scope = scope if name in required else scope.chosen
            target = meta if name in self.meta else body
            target[name] = self.field_schema(name, field_scope)
        head = {"id": body.pop("id")} if "id" in body else {}
        if scope.of_draft and head:
            head["id"] = nullable(head["id"])
        if meta:
            head["meta"] = described(an_object(meta, [name for name in meta if name in required]), META)
        properties = {**head, **body}
        kept = required | ({"meta"} if required & self.meta.keys() else set())
        return an_object(properties, [name for name in properties if name in kept])

    def field_schema(self, name: str, scope: SchemaScope) -> Schema:
        """One field, with what it is."""
        field = self.fields[name]
        return described(field.schema(self.model, name, scope), field.description(self.model, name))

    def detail_schema(self, scope: SchemaScope) -> Schema:
        return self._component(scope, "", self.default_in_details)

    def list_schema(self, scope: SchemaScope) -> Schema:
        """An item of a list: its defaults, and what `?fields=` adds to them."""
        if self.default_in_lists == self.default_in_details:
            return self.detail_schema(scope)
        return self._component(scope, "ListItem", self.available, self.default_in_lists)

    def chosen_schema(self, scope: SchemaScope) -> Schema:
        """What `?fields=` leaves of an object, on any level."""
        return self._component(scope.chosen, "Selection", self.available, ())

    def reference_schema(self, scope: SchemaScope) -> Schema:
        """What another object shows of this one, which is on the scope's level."""
        if scope.level is None:
            return self.chosen_schema(scope)
        if scope.level > TEASERS_TO_LEVEL:
            return self._component(scope, "Link", self.default_in_links)
        teaser = self.default_in_references
        nests = scope.level > 1 and self.refers(teaser)
        return self._component(scope, "NestedTeaser" if nests else "Teaser", teaser)

    def refers(self, names: Iterable[str]) -> bool:
        """Whether one of the fields shows other objects: then it depends on the level, how much of these."""
        return any(self.fields[name].related_model(self.model, name) for name in names)

    def _component(
        self, scope: SchemaScope, suffix: str, names: Iterable[str], required: Iterable[str] | None = None
    ) -> Schema:
        draft = "Draft" if scope.of_draft else ""

        def make() -> Schema:
            schema = self.schema(scope, names, names if required is None else required)
            return described(
                schema, " ".join([self.description, *(VARIANTS[kind] for kind in (draft, suffix) if kind)])
            )

        return scope.components.reference(f"{self.component_name}{draft}{suffix}", make, self)

    def represent(self, instance: Model, selection: Selection, scope: Scope) -> dict[str, Any]:
        """The object as data, in the scope's language, with deferred values for what it refers to."""
        context = scope.context
        if context.speaks != scope.language:
            with override(scope.language), context.speaking(scope.language):
                return self.represent(instance, selection, scope)
        head, of_meta, rest = _steps(self, selection.names)
        data = {name: represent(instance, name, scope, ()) for name, represent in head}
        if not selection.nested and not context.expanded:
            meta = {name: represent(instance, name, scope, ()) for name, represent in of_meta}
            body = {name: represent(instance, name, scope, ()) for name, represent in rest}
        else:
            nested, of = selection.nested, scope.of
            meta = {name: represent(instance, name, of(name), nested.get(name, ())) for name, represent in of_meta}
            body = {name: represent(instance, name, of(name), nested.get(name, ())) for name, represent in rest}
        if meta.get("detail_url", "") is None:
            del meta["detail_url"]
        if meta:
            data["meta"] = meta
        return {**data, **body} if data else body


Steps = list[tuple[str, Callable[[Model, str, Scope, Config], Any]]]


@lru_cache(maxsize=4096)
def _steps(shape: Shape, names: tuple[str, ...]) -> tuple[Steps, Steps, Steps]:
    """What represents the fields of these names, as Wagtail orders them: `id`, those of `meta`, the rest."""
    made = [(name, shape.fields[name].represent) for name in names]
    return (
        [step for step in made if step[0] == "id"],
        [step for step in made if step[0] in shape.meta],
        [step for step in made if step[0] != "id" and step[0] not in shape.meta],
    )


def selection_for(shape: Shape, default: frozenset[str], config: Config) -> Selection:
    return _select(shape, default, config)


@lru_cache(maxsize=4096)
def _select(shape: Shape, default: frozenset[str], config: Config) -> Selection:
    return select(shape.available, default, config)
