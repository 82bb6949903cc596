"""What the log tells of something that was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from itp_cms.core.changes import content_version, since

Told = set[tuple[str, str, str]]


@contextmanager
def recording() -> Iterator[Told]:
    """The (kind, type, id) of each change that is made within; once an object in a test's one transaction."""
    start = content_version()
    told: Told = set()
    yield told
    changes = since(start, limit=10_000)
    told.update((change.kind, change.object_type, change.object_id) for change in changes)
    assert len(told) == len(changes)


def told_of(kind: str, *objects: Model) -> Told:
    return {(kind, _type_of(one), str(one.pk)) for one in objects}


def _type_of(one: Any) -> str:
    return (one.specific_class if isinstance(one, Page) else type(one))._meta.label
