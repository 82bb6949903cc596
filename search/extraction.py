"""What objects say, by where it stands in them. Their models say in `search_fields` what is searched."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Manager, Model
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.search.index import RelatedFields, SearchField

from itp_cms.core.blocks import HeadingBlock
from itp_cms.core.models import Country
from itp_cms.core.models.media import WordsByLocale
from itp_cms.core.periods import PERIODS
from itp_cms.core.stored import searched_texts
from search.words import Field, Passage

TITLE_BOOST = 2
"""From this `boost` on, a search field is what its object is called."""


def passages_of(instance: Any) -> list[Passage]:
    """The texts of an object in order, each in its language; of what is in all languages, those of the source first."""
    if isinstance(instance, Country):
        codes = sorted(dict(settings.WAGTAIL_CONTENT_LANGUAGES), key=lambda code: code != settings.LANGUAGE_CODE)
        return [Passage(Field.TITLE, code, instance.name_in(code)) for code in codes]
    language = instance.locale.language_code if hasattr(instance, "locale_id") else settings.LANGUAGE_CODE
    own = [Passage(field, language, text) for field, text in _texts(instance, instance.get_search_fields())]
    further = (*_translated(instance), *_of_pdf(instance))
    return [passage for passage in (*own, *further) if passage.text.strip()]


def _texts(instance: Any, search_fields: Iterable[Any]) -> Iterator[tuple[Field, str]]:
    for search_field in search_fields:
        if isinstance(search_field, SearchField):
            yield from _of_field(instance, search_field)
        elif isinstance(search_field, RelatedFields) and search_field.field_name != "tags":  # a subject
            related = search_field.get_value(instance)
            objects = related.all() if isinstance(related, Manager) else filter(None, [related])
            for other in objects:
                yield from _texts(other, search_field.fields)


def _of_field(instance: Any, search_field: SearchField) -> Iterator[tuple[Field, str]]:
    value = _value(instance, search_field.field_name)
    if (search_field.boost or 0) >= TITLE_BOOST:
        yield Field.TITLE, _plain(search_field.get_value(instance))
    elif isinstance(value, StreamValue):
        yield from _of_stream(value)
    elif isinstance(_model_field(instance, search_field), RichTextField | StreamField):
        yield Field.BODY, _plain(search_field.get_value(instance))
    else:
        yield Field.LEAD, _plain(search_field.get_value(instance))


def _of_stream(stream: Any) -> Iterator[tuple[Field, str]]:
    known = stream.stream_block.child_blocks
    for child in stream.raw_data:
        if block := known.get(child["type"]):
            field = Field.HEADINGS if isinstance(block, HeadingBlock) else Field.BODY
            for text in searched_texts(block, child["value"]):
                yield field, str(text)


def _translated(instance: Any) -> Iterator[Passage]:
    """The words of a file in other languages."""
    if not isinstance(instance, WordsByLocale):
        return
    for code, words in instance.translations.items():
        for name, text in words.items():
            yield Passage(Field.TITLE if name == "title" else Field.LEAD, code, text)


def _of_pdf(instance: Any) -> Iterator[Passage]:
    if isinstance(instance, get_document_model()) and (read := getattr(instance, "pdf_text", None)):
        for number, text in enumerate(read.pages, 1):
            yield Passage(Field.BODY, settings.LANGUAGE_CODE, text, number)


def _value(instance: Any, name: str) -> Any:
    return getattr(instance, name, None)


def _model_field(instance: Model, search_field: SearchField) -> Any:
    try:
        return search_field.get_field(type(instance))
    except FieldDoesNotExist:
        return None


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(_plain, value))
    return "" if value is None else str(value)


def period_of(instance: Any) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that it is of; what is of years, from the first day of one to that of the last."""
    for names in PERIODS:
        days = [_day(_value(instance, name)) for name in names if _has_column(instance, name)]
        known = [day for day in days if day]
        if days:
            return (known[0], known[-1]) if known else None
    return None


def day_of(instance: Any) -> datetime.date | None:
    """What it is dated by, as the API has it."""
    period = period_of(instance)
    own = _day(_value(instance, "date")) or _day(_value(instance, getattr(instance, "dated_by", None) or "date"))
    return own or (period[0] if period else None)


def _has_column(instance: Model, name: str) -> bool:
    return any(field.name == name for field in instance._meta.concrete_fields)


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, int) and datetime.MINYEAR <= value <= datetime.MAXYEAR:
        return datetime.date(value, 1, 1)
    return value if isinstance(value, datetime.date) else None


def title_of(instance: Any, passages: Sequence[Passage]) -> str:
    titles = (passage.text for passage in passages if passage.field is Field.TITLE)
    return next(titles, None) or str(instance)
