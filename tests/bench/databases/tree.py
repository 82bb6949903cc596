"""Pages by the thousand: rows written in bulk, with the places in the tree that treebeard would give them.

Some are drafts, scheduled, expired or restricted. They have neither revisions nor entries in the reference index, as
pages of an import.
"""

import datetime
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, PageViewRestriction

from blog.models import BlogIndexPage, BlogPage, Byline
from home.models import HomePage, StandardPage
from itp_cms.core.models import PageCountry, PagePerson, PageTag
from legacy_projects.models import LegacyProjectIndexPage, LegacyProjectPage, StrandPage
from tests.bench.databases.bodies import Writer
from tests.bench.databases.library import TAGS, Library
from tests.bench.databases.words import COMMON, RARE, RARE_TEXTS, Dice, Prose

BATCH = 1000
TYPES: tuple[type[Page], ...] = (BlogPage, LegacyProjectPage, StandardPage)
LOCALES: dict[int, tuple[str, ...]] = {
    0: ("en", "zh-hans", "zh-hant", "ar"),
    1: ("en", "zh-hans", "ar"),
    2: ("en", "zh-hans", "zh-hant"),
    **dict.fromkeys((3, 4, 5), ("en", "zh-hans")),
}
"""The languages of a text by the last digit of its number; of others English alone."""
MORNING = datetime.time(9, tzinfo=datetime.UTC)
LAST_DAY = datetime.date(2026, 6, 30)
RELATED = 100
"""So many of the first texts are what others refer to."""


@dataclass
class Place:
    """A page that has others below it, and how many it has already."""

    path: str
    depth: int
    url_path: str
    pk: int
    children: int = 0

    def next_child(self) -> str:
        self.children += 1
        return Page._get_path(self.path, self.depth + 1, self.children)


@dataclass
class Sections:
    """Of one language."""

    home: Place
    blog: Place
    members_blog: Place
    strand: Place


@dataclass
class Draft:
    """A page before it is in the database: the row of `Page`, its type, the type's own columns, its children."""

    base: Page
    model: type[Page]
    own: dict[str, Any]
    children: list[Model] = field(default_factory=list)
    is_restricted: bool = False


class Tree:
    """The pages of a database, in an order and with contents that depend on the seed alone."""

    def __init__(self, library: Library, seed: int, done: Callable[[int], Any]) -> None:
        self.library = library
        self.seed = seed
        self.done = done
        self.prose = {code: Prose(code, seed) for code in library.locales}
        self.types = {model: ContentType.objects.get_for_model(model).pk for model in TYPES}
        self.related: list[int] = []

    def build(self, pages: int) -> None:
        """Have the database so many pages, the root included."""
        self.sections = {code: self._sections(code) for code in self.library.locales}
        there = Page.objects.count()
        self.done(there)
        drafts = islice(self._texts(), pages - there)
        while batch := list(islice(drafts, BATCH if self.related else RELATED)):
            self._write(batch)
        for sections in self.sections.values():
            for place in vars(sections).values():
                Page.objects.filter(pk=place.pk).update(numchild=place.children)

    def _sections(self, code: str) -> Sections:
        if code == "en":
            home: Page = HomePage.objects.get(locale__language_code="en")
        else:
            home = Page.get_first_root_node().add_child(instance=self._section(HomePage, code, "home", f"home-{code}"))
        blog = home.add_child(instance=self._section(BlogIndexPage, code, "blog"))
        members = home.add_child(instance=self._section(BlogIndexPage, code, "members"))
        projects = home.add_child(instance=self._section(LegacyProjectIndexPage, code, "projects"))
        strand = projects.add_child(instance=self._section(StrandPage, code, "strand"))
        if code == "en":
            PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
        home = Page.objects.get(pk=home.pk)
        places = [Place(page.path, page.depth, page.url_path, page.pk) for page in (home, blog, members, strand)]
        places[0].children = 3
        return Sections(*places)

    def _section(self, model: type[Page], code: str, name: str, slug: str = "") -> Page:
        is_home = model is HomePage
        key = HomePage.objects.get(locale__language_code="en").translation_key if is_home else _key(name)
        locale = self.library.locales[code]
        title = f"{name} {code}".capitalize()
        return model(title=title, slug=slug or name, locale_id=locale, translation_key=key)

    def _texts(self) -> Iterator[Draft]:
        """Without end: each text in all its languages."""
        number = 0
        while True:
            for code in LOCALES.get(number % 10, ("en",)):
                yield self._draft(number, code)
            number += 1

    def _draft(self, number: int, code: str) -> Draft:
        source = Dice(f"{self.seed} {number} {code}")
        shared = Dice(f"{self.seed} {number}")
        prose = self.prose[code]
        sections = self.sections[code]
        model, place = _kind(number, sections)
        day = LAST_DAY - datetime.timedelta(days=shared.randrange(6000))
        title = f"{prose.title(source)} {number}"
        slug = f"text-{number}"
        base = Page(
            path=place.next_child(),
            depth=place.depth + 1,
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{place.url_path}{slug}/",
            content_type_id=self.types[model],
            locale_id=self.library.locales[code],
            translation_key=_key(f"text {number}"),
            first_published_at=(moment := datetime.datetime.combine(day, MORNING)),
            last_published_at=moment,
            search_description=prose.sentence(source, 5, 10),
            **_state(number),
        )
        is_rare = number % 10 == 6 and number < 10 * RARE_TEXTS
        extra = f"{COMMON}." if number % 50 == 15 else f"{RARE}." if is_rare else ""
        own = {
            "teaser_text": prose.sentence(source, 10, 20)[:300],
            "teaser_image_id": shared.choice(self.library.images),
            "introduction": source.choice(prose.paragraphs),
            "body": Writer(source, prose, self.library, self.related).body(extra),
        }
        draft = Draft(base, model, own, is_restricted=number % 1000 == 77 and code == "en")
        self._add_subjects(draft, number, shared)
        if model is BlogPage:
            own |= {"date": day, "series_id": shared.choice([*self.library.series, None])}
            self._add_bylines(draft, number, code, shared)
        elif model is LegacyProjectPage:
            own |= {"start_date": day, "outcomes": f"<p>{source.choice(prose.paragraphs)}</p>"}
        return draft

    def _add_subjects(self, draft: Draft, number: int, shared: random.Random) -> None:
        """One text in fifty has the first tag, whatever else it has."""
        tags = {self.library.tags[number % 50]} | set(shared.sample(self.library.tags[50:TAGS], shared.randrange(3)))
        draft.children += [PageTag(tag_id=tag) for tag in sorted(tags)]
        countries = shared.sample(self.library.countries, shared.randrange(3))
        draft.children += [PageCountry(country_id=pk, sort_order=order) for order, pk in enumerate(countries)]
        people = shared.sample(self.library.people, shared.randrange(3))
        draft.children += [PagePerson(person_id=pk, sort_order=order) for order, pk in enumerate(people)]

    def _add_bylines(self, draft: Draft, number: int, code: str, shared: random.Random) -> None:
        for order, person in enumerate(shared.sample(self.library.people, 1 + number % 2)):
            draft.children.append(
                Byline(
                    person_id=person,
                    role="Coordinator",
                    sort_order=order,
                    locale_id=self.library.locales[code],
                    translation_key=_key(f"byline {number} {order}"),
                )
            )

    def _write(self, drafts: list[Draft]) -> None:
        Page.objects.bulk_create([draft.base for draft in drafts])
        for model in {draft.model for draft in drafts}:
            rows = [model(page_ptr_id=draft.base.pk, **draft.own) for draft in drafts if draft.model is model]
            # The row of the subclass alone, which `bulk_create` refuses to write.
            model._base_manager.all()._batched_insert(rows, model._meta.local_concrete_fields, batch_size=BATCH)
        children: dict[type[Model], list[Model]] = {}
        for draft in drafts:
            for child in draft.children:
                setattr(child, "content_object_id" if isinstance(child, PageTag) else "page_id", draft.base.pk)
                children.setdefault(type(child), []).append(child)
        for kind, rows in children.items():
            kind._default_manager.bulk_create(rows, batch_size=BATCH)
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=draft.base.pk, restriction_type=PageViewRestriction.LOGIN)
            for draft in drafts
            if draft.is_restricted
        )
        if not self.related:
            self.related = [draft.base.pk for draft in drafts if draft.model is BlogPage]
        self.done(len(drafts))


def _kind(number: int, sections: Sections) -> tuple[type[Page], Place]:
    """One text in ten is a project, one in fifty a plain page, one in a hundred a post for members only."""
    if number % 10 == 9:
        return LegacyProjectPage, sections.strand
    if number % 50 == 21:
        return StandardPage, sections.home
    return BlogPage, sections.members_blog if number % 100 == 50 else sections.blog


def _state(number: int) -> dict[str, Any]:
    if number % 25 == 24:
        return {"live": False, "has_unpublished_changes": True}
    if number % 200 == 66:
        return {"live": False, "go_live_at": datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)}
    if number % 200 == 33:
        return {"expire_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}
    return {}


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"bench {name}")
