"""What the endpoint of forms takes and gives."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from home.bodies import MULTIPART, URLENCODED
from home.models.survey import SurveyResult
from itp_cms.api.contract.declarations import ID
from itp_cms.api.contract.operations import JSON, Answer, Operation, Parameter, Schema, SchemaSource
from itp_cms.api.depth import RICH_TEXT_FORMAT
from itp_cms.api.errors import Error, ErrorCode
from itp_cms.api.filters.locales import locale_parameters
from itp_cms.api.pagination import Pagination
from itp_cms.api.parameters import WITHOUT_EFFECT
from itp_cms.api.sites import SITE
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
    """A form in a list."""

    id: int
    meta: FormMeta
    title: str
    is_open: Annotated[bool, "Whether it can be sent now."]
    closes_at: Annotated[datetime.datetime | None, "From then on it cannot be sent."]
    action: Annotated[Uri, "Where it is described and sent to."]


class Choice(TypedDict):
    """What can be chosen."""

    value: Annotated[str, "What is to be sent."]
    label: Annotated[str, "What is to be shown."]


class FileKind(TypedDict):
    """A type of file that can be sent, known by its content."""

    extension: str
    media_type: str


class FormField(TypedDict):
    """A field. What does not apply to its type is null."""

    name: Annotated[str, "Under which its value is sent."]
    label: Annotated[str, "The question."]
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
    required: Annotated[bool, "Whether it has to be answered."]
    help_text: Annotated[str, "To be shown beside it."]
    default: Annotated[str | bool | list[str] | None, "What it holds before anything is typed or chosen."]
    choices: Annotated[list[Choice] | None, "What can be chosen."]
    max_length: Annotated[Count | None, "The most characters."]
    file_types: Annotated[list[FileKind] | None, "What a file can be."]
    max_bytes: Annotated[Count | None, "How large a file can be."]


class Form(ListedForm):
    """A form."""

    introduction: str
    media_types: Annotated[list[str], "What a body can be."]
    max_bytes: Annotated[Count, "How large a body can be."]
    honeypot: Annotated[str, "A field to be there, unseen and empty: who fills it in is a program."]
    fields: Annotated[list[FormField], "What to ask, in order."]
    results: Annotated[list[SurveyResult] | None, "Of a survey, what was answered, once that is published."]


class Accepted(TypedDict):
    """Said to who has sent a form, in the language of the form."""

    message: Annotated[str, "That it has arrived."]
    thank_you_text: Annotated[str, "Rich text, as editors wrote it for the form."]


class FieldError(TypedDict):
    """What is wrong with a field."""

    message: Annotated[str, "For people, in the language of the form."]
    code: Annotated[ErrorCode, "For programs."]


class FormErrors(TypedDict):
    """Why nothing was stored."""

    message: Annotated[str, "For people, in the language of the form."]
    code: Annotated[Literal[ErrorCode.INVALID_FORM], "For programs."]
    errors: Annotated[dict[str, list[FieldError]], "What is wrong, by the names of the fields."]


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
        _locale, fallback = locale_parameters()
        return (
            Parameter("locale", "Forms in this language only.", locale_schema()),
            fallback,
            SITE,
            limit,
            offset,
            *WITHOUT_EFFECT,
        )
    return (RICH_TEXT_FORMAT, SITE, *WITHOUT_EFFECT) if action == "submit_view" else (SITE, *WITHOUT_EFFECT)


def operations() -> list[Operation]:
    return [_list(), _definition(), _submission()]


def _list() -> Operation:
    def answer(components: Any) -> Schema:
        return an_object({"meta": Pagination.meta_schema(), "items": array(SchemaScope(components).of(ListedForm))})

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
        {"type": "string", "maxLength": MOST_OF_A_KEY, "pattern": "^[ -~]*$"},
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
