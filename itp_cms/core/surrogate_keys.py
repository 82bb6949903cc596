"""Surrogate keys: what an answer is made of, in words by which an edge cache can be told to forget it.

An answer carries the keys of all it is made of; a change has the keys of all that it touches (`keys_for`). An answer is
stale once they have one in common:

- `page-12`, `image-5`, `person-3`: it shows this object, or would if the object were public;
- `page-0f3c…`, with a translation key: it depends on which translations of a piece of content there are;
- `type-blog.BlogPage`, `type-page`, `type-image`: it depends on which objects of the type there are, as lists do;
- `any`: it depends on more than can be told, and every change may be one of it;
- `all`: every answer has it, for when it is unknown what changed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.crypto import salted_hmac
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import TranslatableMixin

if TYPE_CHECKING:
    from itp_cms.core.models import Change

EVERYTHING = "all"
ANYTHING = "any"

MAX_LENGTH = 4000
"""Characters of one header with keys for an edge cache, most of which take 8 KiB or more for one (Varnish: 8 KiB)."""

MAX_LENGTH_OPAQUE = 2500
"""Characters of a header with keys for readers, which any proxy must let through: nginx takes 4 KiB for all headers."""

OPAQUE_LENGTH = 16
"""Hexadecimal digits of a key for readers."""


class Keys(set[str]):
    """The keys of an answer, as they are found while it is made."""

    def add_objects(self, model: type[Model], ids: Iterable[Any]) -> None:
        """Objects that are shown, or would be if they were public."""
        noun = _noun(_root(model))
        self.update(f"{noun}-{pk}" for pk in ids)

    def add_translations(self, model: type[Model], translation_keys: Iterable[UUID]) -> None:
        """Objects of which one or the other translation is shown, as there are any."""
        self.update(translations_key(model, key) for key in translation_keys)

    def add_object(self, instance: Model) -> None:
        """An object in whichever language."""
        self.add_objects(type(instance), [instance.pk])
        if isinstance(instance, TranslatableMixin):
            self.add_translations(type(instance), [instance.translation_key])

    def add_types(self, *models: type[Model]) -> None:
        """All objects of these models."""
        self.update(map(type_key, models))


def object_key(model: type[Model], pk: Any) -> str:
    """The key of one object: `page-12`. Of a page, whichever of its models is given."""
    return f"{_noun(_root(model))}-{pk}"


def translations_key(model: type[Model], translation_key: UUID) -> str:
    """The key of an object in all its languages: `page-0f3c…`."""
    return object_key(model, translation_key.hex)


def type_key(model: type[Model]) -> str:
    """The key of all objects of a type: `type-blog.BlogPage`; `type-page` for pages of every type."""
    return f"type-{_noun(model)}" if model is _root(model) else f"type-{model._meta.label}"


def keys_for(change: "Change") -> set[str]:
    """The keys of every answer that a change can have made stale."""
    try:
        model: Any = apps.get_model(change.object_type)
    except LookupError:  # of an app that is not installed any more
        return {EVERYTHING}
    keys = {ANYTHING, object_key(model, change.object_id), type_key(model), type_key(_root(model))}
    if change.translation_key:
        keys.add(translations_key(model, change.translation_key))
    return keys


def opaque(keys: Iterable[str]) -> list[str]:
    """The keys as readers may have them: to be compared with one another, and telling nothing of what they are of."""
    return sorted(salted_hmac(__name__, key).hexdigest()[:OPAQUE_LENGTH] for key in _with_any(set(keys)))


def opaque_within_limit(keys: Iterable[str]) -> list[str]:
    """As `opaque`, so that with a space after each they fit into a header that any proxy lets through."""
    return opaque(within_limit(keys, MAX_LENGTH_OPAQUE, lambda kept: len(_with_any(kept)) * (OPAQUE_LENGTH + 1)))


def _with_any(keys: set[str]) -> set[str]:
    """Objects that are gone or hidden are named by their type to nobody, so that lists of any type of theirs have one
    key more, which `keys_of_removed` has too.
    """
    labels = [key.removeprefix("type-") for key in keys if key.startswith("type-") and "." in key]
    models: list[Any] = [apps.get_model(label) for label in labels]
    return keys | {f"any-{_noun(_root(model))}" for model in models}


def keys_of_removed(model: type[Model], pk: Any) -> set[str]:
    """The keys of every answer that shows an object of which nothing else may be told any more."""
    root = _root(model)
    return {ANYTHING, object_key(root, pk), type_key(root), f"any-{_noun(root)}"}


def _length(keys: set[str]) -> int:
    return sum(len(key) + 1 for key in keys)


def within_limit(
    keys: Iterable[str], limit: int = MAX_LENGTH, length: Callable[[set[str]], int] = _length
) -> list[str]:
    """The keys, sorted, so that with a space after each, or by another measure, they have at most so many characters.

    If need be, the keys of many objects give way to the one of their type, which every change of any of them has too.
    """
    kept = set(keys)
    objects: dict[str, set[str]] = defaultdict(set)
    for key in kept - {EVERYTHING, ANYTHING}:
        noun, _hyphen, _pk = key.partition("-")
        if noun != "type":
            objects[noun].add(key)
    for noun in sorted(objects, key=lambda noun: len(objects[noun]), reverse=True):
        if length(kept) > limit:
            kept = kept - objects[noun] | {f"type-{noun}"}
    return sorted(kept) if length(kept) <= limit else [EVERYTHING, ANYTHING]


@cache
def _root(model: Any) -> type[Model]:
    """The model whose table has the object's own key: Page for every type of page."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model


@cache
def _noun(model: Any) -> str:
    named: dict[type[Model], str] = {get_image_model(): "image", get_document_model(): "document"}
    return named.get(model) or str(model._meta.model_name)
