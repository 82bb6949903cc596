"""What the endpoint of forms takes and gives."""

import datetime
from collections.abc import Mapping
from typing import Literal, TypedDict

from home.models.survey import SurveyResult
from itp_cms.api.contract.declarations import ID
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter, Schema, SchemaSource
from itp_cms.api.depth import RICH_TEXT_FORMAT
from itp_cms.api.endpoints.forms.data import MULTIPART, URLENCODED
from itp_cms.api.errors import Error, ErrorCode
from itp_cms.api.pagination import Pagination
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.core.representation.schema import Count, LocaleCode, SchemaScope, Uri, an_object, array, locale_schema

KEY = "Idempotency-Key"
MOST_OF_A_KEY = 255


class FormMeta(TypedDict):
    """The page the form is on."""

    type: str
    detail_url: Uri
    html_url: Uri | None
    locale: LocaleCode
    direction: Literal["ltr", "rtl"]


class ListedForm(TypedDict):
    """A form in a list; `action` is where it is described and sent to."""

    id: int
    meta: FormMeta
    title: str
    is_open: bool
    closes_at: datetime.datetime | None
    action: Uri


class Choice(TypedDict):
    """What can be chosen: `value` is to be sent, `label` to be shown."""

    value: str
    label: str


class FileKind(TypedDict):
    """A type of file that can be sent, known by its content."""

    extension: str
    media_type: str


class FormField(TypedDict):
    """A field. What does not apply to its type is null; `max_length` is in characters, `max_bytes` of one file."""

    name: str
    label: str
    type: Literal[
        "singleline",
        "multiline",
        "email",
        "number",
        "url",
        "checkbox",
        "checkboxes",
        "dropdown",
        "multiselect",
        "radio",
        "date",
        "datetime",
        "hidden",
        "file",
    ]
    required: bool
    help_text: str
    default: str | bool | list[str] | None
    choices: list[Choice] | None
    max_length: Count | None
    file_types: list[FileKind] | None
    max_bytes: Count | None


class Form(ListedForm):
    """A form. The field named by `honeypot` is to be there, unseen and empty: who fills it in is a program.

    `max_bytes` is the largest body taken; `results` are those of a survey once they are published.
    """

    introduction: str
    media_types: list[str]
    max_bytes: Count
    honeypot: str
    fields: list[FormField]
    results: list[SurveyResult] | None


class Accepted(TypedDict):
    """Said to who has sent a form; `thank_you_text` is rich text, in the language of the form."""

    message: str
    thank_you_text: str


class FieldError(TypedDict):
    """What is wrong with a field, for people in the language of the form, and for programs."""

    message: str
    code: ErrorCode


class FormErrors(TypedDict):
    """Why nothing was stored; `errors` by the names of fields."""

    message: str
    code: Literal[ErrorCode.INVALID_FORM]
    errors: dict[str, list[FieldError]]


_TEXT: Schema = {"type": "string"}
_FILE: Schema = {"type": "string", "format": "binary"}
BODIES: Mapping[str, Schema] = {
    media_type: {"type": "object", "additionalProperties": value}
    for media_type, value in {
        JSON: {"type": ["string", "number", "boolean", "null", "array"], "items": _TEXT},
        URLENCODED: {"anyOf": [_TEXT, array(_TEXT)]},
        MULTIPART: {"anyOf": [_TEXT, _FILE, array(_TEXT)]},
    }.items()
}
"""What is sent: a value for each field. A file field takes one file."""


def query(action: str) -> tuple[Parameter, ...]:
    """What an action of the endpoint takes in the query."""
    if action == "listing_view":
        limit, offset, _cursor = Pagination().parameters(None)  # the order of forms is not asked for
        return Parameter("locale", "Forms in this language only.", locale_schema()), limit, offset, *WITHOUT_EFFECT
    return (RICH_TEXT_FORMAT, *WITHOUT_EFFECT) if action == "submit_view" else WITHOUT_EFFECT


def operations() -> list[Operation]:
    return [_list(), _definition(), _submission()]


def _list() -> Operation:
    answer: SchemaSource = lambda components: an_object(  # noqa: E731
        {"meta": Pagination.meta_schema(), "items": array(SchemaScope(components).of(ListedForm))}
    )
    return Operation(
        "forms/", "forms_list", "List forms", {200: Answer("Forms.", {JSON: answer})}, query("listing_view")
    )


def _definition() -> Operation:
    return Operation(
        path="forms/{id}/",
        operation_id="forms_detail",
        summary="Describe a form",
        parameters=(ID, *query("detail_view")),
        answers={200: Answer("What to ask.", {JSON: _of(Form)})},
    )


def _submission() -> Operation:
    key = Parameter(
        KEY,
        "A name that the client makes up for this submission, so that sending it again does not store it twice.",
        {"type": "string", "maxLength": MOST_OF_A_KEY},
        location="header",
    )
    return Operation(
        path="forms/{id}/",
        operation_id="forms_submit",
        method="post",
        summary="Send a form",
        description=(
            "Validated as the page validates it. Each field of the form by its name; choices of which several can be"
            " made are an array in JSON, and repeated in the other media types. Files need multipart/form-data. Where"
            " the honeypot is filled in, the answer is the same and nothing is stored."
        ),
        parameters=(ID, *query("submit_view"), key),
        body=BODIES,
        answers={
            201: Answer("It is stored.", {JSON: _of(Accepted)}),
            400: Answer("Nothing was stored, and why.", {JSON: _of(FormErrors | Error)}),
            403: Answer("The form is closed.", {JSON: _of(Error)}),
            409: Answer("The key came with another submission; nothing was stored.", {JSON: _of(Error)}),
            411: Answer("The length of the body was not said.", {JSON: _of(Error)}),
            413: Answer("The body is too large.", {JSON: _of(Error)}),
            415: Answer("The body is of another media type.", {JSON: _of(Error)}),
        },
    )


def _of(kind: object) -> SchemaSource:
    return lambda components: SchemaScope(components).of(kind)
