"""In which language something is shown that was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape

from itp_cms.core.representation.context import Context
from search.highlights import Highlighter
from search.models import Entry
from search.words import Field, Passage

_FIELDS = {field.value: field for field in Field}
"""To call `Field` takes several times as long, and each hit has some passages."""


@dataclass(frozen=True)
class Shown:
    title: Passage
    marked: str
    """The title as HTML, with what was sought in `<mark>`."""
    rest: Sequence[Passage]
    """What else it says; first, if the title has nothing of what was sought, other titles of it."""
    locale: str | None
    """Of what is in one language."""
    language: str
    """To show the object in."""


def shown(entry: Entry, highlighter: Highlighter, context: Context, language: str | None) -> Shown:
    """How an entry is shown to who asks in a language (None: in any).

    Of what is in all languages, such as images and countries, the title is that of the first language asked for which
    has one; where none is asked for, the first that has what was sought.
    """
    passages = [Passage(_FIELDS[field], *passage) for field, *passage in entry.passages]
    own = context.locales[entry.locale_id] if entry.locale_id else None
    titles = [passage for passage in passages if passage.field is Field.TITLE]
    titles = titles or [Passage(Field.TITLE, own or settings.LANGUAGE_CODE, entry.title)]
    languages = context.chain(language) if language else ()
    wanted = [title for code in languages for title in titles if title.language_code == code]
    if own is None and language is None:
        wanted = [title for title in titles if highlighter.marked(title)]
    title = titles[0] if own or not wanted else wanted[0]
    marked = highlighter.marked(title)
    others = [] if marked else [one for one in titles if one is not title]
    rest = [*others, *(passage for passage in passages if passage.field is not Field.TITLE)]
    return Shown(title, marked or escape(title.text), rest, own, own or language or title.language_code)
