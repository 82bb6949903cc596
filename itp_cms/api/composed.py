"""Endpoints that compose an answer, where others list the objects of a model."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from wagtail.models import Page

from itp_cms.api.base import PublicViewSet
from itp_cms.api.contract.operations import JSON, Answer, Parameter, Schema
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.core.representation.schema import SchemaScope, an_object, array, locale_schema

LOCALE = Parameter("locale", "The language, by its code; if not given, the default one.", locale_schema())


def answer_of(description: str, kind: Any, media_type: str = JSON) -> Answer:
    """An answer that is a Python type: a `TypedDict` becomes a component of its name."""
    return Answer(description, {media_type: lambda components: SchemaScope(components).of(kind)})


def list_answer(description: str, kind: Any) -> Answer:
    """A whole list of a Python type, in Wagtail's envelope."""
    meta = an_object({"total_count": {"type": "integer", "minimum": 0, "description": "How many there are."}})

    def schema(components: Any) -> Schema:
        return an_object({"meta": meta, "items": array(SchemaScope(components).of(kind))})

    return Answer(description, {JSON: schema})


class ComposedViewSet(PublicViewSet):
    """An endpoint with answers of its own; no object's detail is here."""

    model = Page
    parameters: ClassVar[Mapping[str, tuple[Parameter, ...]]] = {}
    """What each action takes in the query; anything else is refused."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_parameters([*self.taken(), *WITHOUT_EFFECT])

    def taken(self) -> Sequence[Parameter]:
        """What the action that is asked for takes."""
        return self.parameters.get(self.action or "", ())

    @classmethod
    def get_object_detail_urlpath(cls, model: Any, pk: int, namespace: str = "") -> None:
        return None
