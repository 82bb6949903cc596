"""Objects that are not public, one for each way of not being so, each with a word and an id found nowhere else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
)

from itp_cms.core.models import PageTag, SiteContent
from tests.factories.core import locale
from tests.leaks.models import factory_of, page_types, snippet_models

FIRST_ID = 2_113_711_000  # ten digits: no date, number of bytes or hash has them by chance
NEVER_ID = 2_113_699_999
NEVER_WORD = "zqxxxhush"
SECRET = re.compile(r"zq\d{3}hush|2113711\d{3}", re.IGNORECASE)

SOON = timedelta(hours=1)
ANOTHER_SITES = "another site's"
RESTRICTIONS = ("login", "password", "groups")


@dataclass
class Hidden:
    """`word` is in all of its text and in its addresses. `reveal()` makes it public."""

    situation: str
    model: type[models.Model]
    pk: int
    word: str
    reveal: Callable[[], Any] = lambda: None
    shown_as: str = ""
    """The word of what stands in its place for readers of English, once both are public."""

    def __str__(self) -> str:
        return f"{self.model.__name__} {self.pk} ({self.situation})"

    @property
    def instance(self) -> Any:
        return self.model._default_manager.get(pk=self.pk)


class Hiding:
    """Makes hidden objects."""

    def __init__(self) -> None:
        self.all: list[Hidden] = []
        self._numbers = count()

    def new(self, situation: str, model: type[models.Model]) -> Hidden:
        number = next(self._numbers)
        hidden = Hidden(situation, model, FIRST_ID + number, f"zq{number:03}hush")
        self.all.append(hidden)
        return hidden

    def of(self, model: type[models.Model]) -> list[Hidden]:
        return [hidden for hidden in self.all if issubclass(hidden.model, model)]

    # Pages

    def pages(self, model: type[Page], home: Page, home_zh: Page, elsewhere: Page) -> Iterator[Hidden]:
        """One page of the type for each situation, below the home pages given."""
        for kind in RESTRICTIONS:
            yield (page := self.page(model, f"{kind} restriction", home))
            restrict(page, kind)
            section = self.page(page_types()[0], f"{kind} restriction, with pages below", home)
            between = self.page(page_types()[0], f"below a {kind} restriction", section.instance)
            yield (below := self.page(model, f"two levels below a {kind} restriction", between.instance))
            restrict(section, kind, between, below)
        yield from (self.in_state(model, state, parent=home) for state in STATES)
        yield self.in_another_site(model, home, elsewhere)
        yield from self.copies_of_restricted(model, home, home_zh)

    def few_pages(self, model: type[Page], home: Page, elsewhere: Page) -> Iterator[Hidden]:
        """The same for a type of which the plainest situations do."""
        yield (page := self.page(model, "login restriction", home))
        restrict(page, "login")
        yield from (self.in_state(model, state, parent=home) for state in ("draft", "expired"))
        yield self.in_another_site(model, home, elsewhere)

    def page(self, model: type[Page], situation: str, parent: Page, **fields: Any) -> Hidden:
        hidden = self.new(situation, model)
        fields = {"slug": hidden.word, **words(model, hidden.word), **fields}
        page = factory_of(model)(parent=Page.objects.get(pk=parent.pk), pk=hidden.pk, **fields)
        tag, _is_new = Tag.objects.get_or_create(name=hidden.word, slug=hidden.word)
        PageTag.objects.create(content_object_id=page.pk, tag=tag)
        return hidden

    def in_state(self, model: type[models.Model], state: str, **fields: Any) -> Hidden:
        """A page or snippet that is not public by itself."""
        if issubclass(model, Page):
            hidden = self.page(model, state, **fields)
        else:
            hidden = self.new(state, model)
            factory_of(model)(pk=hidden.pk, **{**words(model, hidden.word), **fields})
        if state == "unpublished again":
            hidden.instance.save_revision().publish()
            hidden.instance.unpublish()
        rows = model._base_manager.filter(pk=hidden.pk)
        rows.update(**STATES[state] or {"live": False})
        hidden.reveal = lambda: rows.update(live=True, go_live_at=None, expire_at=None)
        return hidden

    def in_another_site(self, model: type[Page], home: Page, elsewhere: Page) -> Hidden:
        hidden = self.page(model, ANOTHER_SITES, elsewhere)
        hidden.reveal = lambda: hidden.instance.move(Page.objects.get(pk=home.pk), "last-child")
        return hidden

    def copies_of_restricted(self, model: type[Page], home: Page, home_zh: Page) -> Iterator[Hidden]:
        """Copies that were there before the restriction was."""
        source = self.page(model, "restricted once it had copies", home)
        chinese = {"locale": locale("zh-hans"), "translation_key": source.instance.translation_key}
        alias = self.page(model, "alias of what was restricted later", home, alias_of_id=source.pk)
        translation = self.page(model, "translation of what was restricted later", home_zh, **chinese)
        mirrored = self.page(
            model,
            "alias of a translation of what was restricted later",
            home_zh,
            locale=locale("zh-hans"),
            alias_of_id=translation.pk,
        )
        section = self.page(page_types()[0], "section restricted once it had copies", home)
        key = section.instance.translation_key
        copied = self.page(
            page_types()[0],
            "translation of a section that was restricted later",
            home_zh,
            **{**chinese, "translation_key": key},
        )
        below = self.page(model, "below a translation of what was restricted later", copied.instance)
        translation.shown_as = source.word
        restrict(source, "login", alias, translation, mirrored)
        restrict(section, "groups", copied, below)
        yield from (source, alias, translation, mirrored, below)

    # Snippets

    def snippets(self, places: list[dict[str, Any]]) -> None:
        """Every kind of snippet in every state. `places` has, for each state, the site and locale of a site's texts."""
        for model in snippet_models():
            for state, place in zip(STATES, places, strict=True):
                self.in_state(model, state, **(place if model is SiteContent else {}))

    # Files

    def files(self) -> None:
        """An image and a document in every kind of private collection."""
        root = Collection.get_first_root_node()
        for kind in RESTRICTIONS:
            private = root.add_child(name="Private")
            below = private.add_child(name="Below").add_child(name="Further below")
            for situation, collection in (
                (f"in a collection with a {kind} restriction", private),
                (f"below a collection with a {kind} restriction", below),
            ):
                for model in (get_image_model(), get_document_model()):
                    self.file(model, situation, collection)
            restriction = CollectionViewRestriction.objects.create(
                collection=private, restriction_type=kind, password="low tide"
            )
            for hidden in self.all[-4:]:
                hidden.reveal = _deleting(restriction)

    def file(self, model: type[models.Model], situation: str, collection: Collection) -> Hidden:
        hidden = self.new(situation, model)
        is_image = model is get_image_model()
        sizes = {"file__width": 8, "file__height": 8} if is_image else {"file__data": hidden.word.encode()}
        file = factory_of(model)(
            pk=hidden.pk,
            collection=collection,
            file__filename=f"{hidden.word}.{'png' if is_image else 'txt'}",
            translations={"zh-hans": {"title": hidden.word}},
            **sizes,
            **words(model, hidden.word),
        )
        file.tags.add(hidden.word)
        if is_image:
            file.get_rendition("width-8|format-webp")
        return hidden


STATES: dict[str, dict[str, Any]] = {
    "draft": {"live": False},
    "scheduled": {"live": False, "go_live_at": timezone.now() + SOON},
    "live before its time": {"go_live_at": timezone.now() + SOON},
    "expired": {"expire_at": timezone.now() - SOON},
    "unpublished again": {},
}


def restrict(page: Hidden, kind: str, *copies: Hidden) -> None:
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=kind, password="low tide"
    )
    if kind == BaseViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.first())
    for hidden in (page, *copies):
        hidden.reveal = _deleting(restriction)


def _deleting(restriction: BaseViewRestriction) -> Callable[[], Any]:
    return lambda: type(restriction).objects.filter(pk=restriction.pk).delete()


def words(model: type[models.Model], word: str) -> dict[str, str]:
    """The word for every field of the model that an editor writes in."""
    return {field.name: text for field in model._meta.concrete_fields if (text := _text(field, word))}


_NOT_WRITTEN = frozenset({"path", "url_path", "draft_title", "file", "file_hash"})


def _text(field: models.Field, word: str) -> str | None:
    if not isinstance(field, models.CharField | models.TextField) or field.choices or not field.editable:
        return None
    if field.name in _NOT_WRITTEN or (field.max_length and field.max_length < 2 * len(word)):
        return None
    if isinstance(field, models.SlugField):
        return word
    if isinstance(field, models.URLField) or field.name == "url":
        return f"https://{word}.example/"
    if isinstance(field, models.EmailField) or field.name.endswith("_address"):
        return f"{word}@example.org"
    return f"<p>{word}</p>" if isinstance(field, RichTextField) else f"{word} 密"


def can_be_hidden(model: Any) -> bool:
    files = (get_image_model(), get_document_model())
    return isinstance(model, type) and issubclass(model, (DraftStateMixin, *files))
