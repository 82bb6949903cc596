"""What a client sends of a form, read as a browser's form would be, whichever of the three media types it is in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from rest_framework import status
from rest_framework.exceptions import APIException, UnsupportedMediaType

from home.bodies import MULTIPART, URLENCODED, UnreadableBodyError, read_form, read_whole
from home.submitting import refused_by_size
from itp_cms.api.contract.operations import JSON
from itp_cms.api.errors import BadRequest, ErrorCode

MOST_DIGITS_IN_JSON = 1000
"""Less than Python refuses to read; more than any field takes."""
MEDIA_TYPES = (JSON, URLENCODED, MULTIPART)

Errors = dict[str, list[dict[str, str]]]
"""What is wrong with each field: `{name: [{"message", "code"}, …]}`."""

_CODES = {
    "invalid_list": ErrorCode.INVALID_CHOICE,
    "max_digits": ErrorCode.TOO_LARGE,
    "max_whole_digits": ErrorCode.TOO_LARGE,
}
"""Codes of Django's validators that the API has another word for."""


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "the body is too large"
    default_code = ErrorCode.TOO_LARGE


class LengthRequired(APIException):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "the length of the body has to be given by Content-Length"
    default_code = ErrorCode.LENGTH_REQUIRED


@dataclass
class FormData:
    """The values and files of a body by field, and what could not be read as one of them."""

    values: MultiValueDict = field(default_factory=MultiValueDict)
    files: MultiValueDict = field(default_factory=MultiValueDict)
    errors: Errors = field(default_factory=dict)

    def refuse(self, name: str, code: ErrorCode, message: str) -> None:
        printable = name.encode("utf-8", "replace").decode()[:255]
        self.errors.setdefault(printable, []).append({"message": message, "code": code})


def check_size(request: HttpRequest) -> None:
    """Refuse a body by what its headers say, before any of it is read."""
    if request.content_type not in MEDIA_TYPES:
        raise UnsupportedMediaType(request.content_type or "")
    if status_code := refused_by_size(request):
        raise LengthRequired if status_code == LengthRequired.status_code else BodyTooLarge


def media_types_of(fields: Mapping[str, forms.Field]) -> tuple[str, ...]:
    """What a body with these fields can be."""
    with_files = any(isinstance(form_field, forms.FileField) for form_field in fields.values())
    return (MULTIPART,) if with_files else MEDIA_TYPES


def read(request: HttpRequest, fields: Mapping[str, forms.Field]) -> FormData:
    """The body's values for these fields. Raises what the API answers for a body that cannot be read at all."""
    if request.content_type not in media_types_of(fields):
        raise UnsupportedMediaType(request.content_type or "")
    try:
        if request.content_type == JSON:
            return _from_json(_json_object(read_whole(request)), fields)
        return _from_form(*read_form(request), fields)
    except RequestDataTooBig:
        raise BodyTooLarge from None
    except UnreadableBodyError as error:
        raise BadRequest(str(error), ErrorCode.UNREADABLE_BODY) from None


def errors_by_field(form: forms.Form) -> Errors:
    """What is wrong with the form's fields, with the API's codes: `invalid` for those of validators it knows not."""
    return {
        name: [{"message": message["message"], "code": _code(message["code"])} for message in messages]
        for name, messages in form.errors.get_json_data().items()
    }


def _code(validators: str) -> ErrorCode:
    try:
        return ErrorCode(_CODES.get(validators, validators))
    except ValueError:
        return ErrorCode.INVALID


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_int=_whole_number)
    except RecursionError:
        raise UnreadableBodyError("the body is no valid JSON: nested too deeply") from None
    except UnicodeDecodeError:
        raise UnreadableBodyError("the body is no valid JSON: it is not in UTF-8") from None
    except ValueError as error:
        raise UnreadableBodyError(f"the body is no valid JSON: {error}") from None
    if not isinstance(data, dict):
        raise UnreadableBodyError("the body must be a JSON object with the form's fields")
    return data


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS_IN_JSON:
        raise ValueError(f"a number has more than {MOST_DIGITS_IN_JSON} digits")
    return int(digits)


def _from_json(body: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> FormData:
    data = FormData()
    for name, value in body.items():
        if name not in fields:
            _refuse_unknown(data, name)
        elif value is None:
            continue
        else:
            _take(data, name, _texts(fields[name], value))
    return data


def _texts(form_field: forms.Field, value: Any) -> list[str] | None:
    """A value of JSON as a browser would send it; None for one of a type that the field does not have."""
    if isinstance(form_field, forms.MultipleChoiceField):
        return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None
    if isinstance(form_field, forms.BooleanField):
        return (["on"] if value else []) if isinstance(value, bool) else None
    if isinstance(form_field, forms.DecimalField) and isinstance(value, int | float) and not isinstance(value, bool):
        return [str(value)]
    return [value] if isinstance(value, str) else None


def _from_form(values: MultiValueDict, files: MultiValueDict, fields: Mapping[str, forms.Field]) -> FormData:
    data = FormData()
    for name, texts in values.lists():
        if name not in fields:
            _refuse_unknown(data, name)
        elif isinstance(fields[name], forms.FileField):
            if any(texts):
                _refuse_type(data, name)
        else:
            several = isinstance(fields[name], forms.MultipleChoiceField)
            _take(data, name, texts if several or len(texts) == 1 else None)
    for name, sent in files.lists():
        if name not in fields:
            _refuse_unknown(data, name)
        elif not isinstance(fields[name], forms.FileField) or len(sent) > 1:
            _refuse_type(data, name)
        else:
            data.files.setlist(name, sent)
    return data


def _take(data: FormData, name: str, texts: list[str] | None) -> None:
    if texts is None:
        _refuse_type(data, name)
    elif any(_is_unprintable(text) for text in texts):
        data.refuse(name, ErrorCode.INVALID, gettext("There are characters in it that cannot be stored."))
    else:
        data.values.setlist(name, texts)


def _is_unprintable(text: str) -> bool:
    """Whether it has what no database takes: a null character, or half of a character (a lone surrogate)."""
    return "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_type(data: FormData, name: str) -> None:
    data.refuse(name, ErrorCode.WRONG_TYPE, gettext("This is no value of the kind that the field takes."))


def _refuse_unknown(data: FormData, name: str) -> None:
    data.refuse(name, ErrorCode.UNKNOWN_FIELD, gettext("The form has no such field."))
