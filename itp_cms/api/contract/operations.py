"""What the API's endpoints declare of themselves: the requests they take and the answers they give.

The OpenAPI document is generated from these, and so is what an endpoint accepts: a parameter that no operation
declares is refused. Schemas are JSON Schema 2020-12, as in OpenAPI 3.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from itp_cms.api.errors import LARGEST_NUMBER
from itp_cms.core.representation.schema import Components, Schema

__all__ = ["JSON", "Answer", "Components", "Operation", "Parameter", "Schema", "SchemaSource"]

JSON = "application/json"

SchemaSource = Schema | Callable[[Components], Schema]
"""A schema, or what makes it where it refers to named ones."""


WHOLE_NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
"""What `errors.whole_number` takes: ids, and how many."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a request. Of a list, `schema` describes one item; at most so many stand between commas.

    A description that takes making is made for the document only: every request asks for the names.
    A long schema is kept once in the document, under the name of a `component`.
    """

    name: str
    description: str | Callable[[], str]
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    is_list: bool = False
    most: int | None = None
    location: str = "query"
    required: bool = False
    example: Any = None
    component: str = ""
    may_be_empty: bool = False
    """Whether `name=` means something; of any other parameter an empty value is refused."""


@dataclass(frozen=True)
class Answer:
    """One kind of response. `content` is its schema by media type; none for an empty body."""

    description: str
    content: Mapping[str, SchemaSource] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method on one path. `path` is below the API's root: `pages/{id}/`.

    `body` is the schema of what is sent by media type. The errors that every operation can answer with are added by
    the document; `answers` names the rest by status.
    """

    path: str
    operation_id: str
    summary: str
    answers: Mapping[int, Answer]
    parameters: tuple[Parameter, ...] = ()
    method: str = "get"
    description: str = ""
    deprecated: bool = False
    body: Mapping[str, SchemaSource] = field(default_factory=dict)
