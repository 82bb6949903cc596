"""Loading the demo site, in one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from blog.models import BlogPage
from itp_cms.core.models import Country
from itp_cms.demo.accounts import ACCOUNTS, EDITOR, TRANSLATOR, ensure_account
from itp_cms.demo.answers import ensure_answers
from itp_cms.demo.files import Files, Record
from itp_cms.demo.indexing import postponed_indexing
from itp_cms.demo.library import Library
from itp_cms.demo.media import Media
from itp_cms.demo.page_kinds import BLOG, PAGES, SURVEY
from itp_cms.demo.pages import Calendar, Tree, name_site, parents_first, refuse_pages_of_its_own
from itp_cms.demo.scale import multiply_posts
from itp_cms.demo.snippet_kinds import SITE, SNIPPETS
from itp_cms.demo.snippets import ensure_snippet, existing
from itp_cms.demo.translations import Translator, change_source
from itp_cms.demo.values import Building

Done = Callable[[], Any]
"""Called after each step of the load."""


class Load:
    """A load of checked files: all of it happens, or nothing does.

    What is there already, recognised by the translation key its place in the files gives, is left as it is.
    """

    def __init__(self, files: Files, done: Done, picture_scale: float = 1, copies: int = 1) -> None:
        self._files = files
        self._done = done
        self._copies = copies
        self._media = Media(files.images, files.documents, picture_scale, done)
        self._pages = parents_first(files.of(*PAGES))
        self._calendar = Calendar(self._pages)

    @property
    def steps(self) -> int:
        overlays = sum(len(of_language) for of_language in self._files.overlays.values())
        return (
            len(self._files.images)
            + len(self._files.documents)
            + len(self._files.records)
            + len(self._pages)
            + overlays
            + (self._copies - 1) * len(self._files.of(BLOG))
        )

    def run(self) -> None:
        refuse_pages_of_its_own(self._pages)
        self._media.draw_missing()
        try:
            with transaction.atomic():
                with postponed_indexing():
                    self._load()
                self._media.store_renditions()
        except BaseException:
            self._media.discard()
            raise

    def _load(self) -> None:
        users = {account: ensure_account(account) for account in ACCOUNTS}
        editor, translator = users[EDITOR], users[TRANSLATOR]
        library = Library()
        building = Building(library, self._files.source)
        for code in self._files.countries:
            library["countries", code], _created = Country.objects.get_or_create(code=code)
        for code, locale in library.locales.items():
            library["locales", code] = locale
        self._media.store(library, editor)
        for record in self._files.of(*SNIPPETS):
            library[record.kind.name, record.key] = ensure_snippet(record, building, editor)
            self._done()
        Tree(self._pages, building, editor, self._calendar, self._done).build()
        for record in self._files.of(SITE):
            library[record.kind.name, record.key] = ensure_snippet(record, building, editor)
            name_site(record.data["name"])
            self._done()
        for record in self._translate(library, translator):
            change_source(record, building, editor, self._calendar)
        self._redirect(library)
        for record in self._files.of(SURVEY):
            ensure_answers(existing(record, building), record.data)
        keys = [record.at.uuid for record in self._files.of(BLOG)]
        posts = BlogPage.objects.filter(translation_key__in=keys, locale=library.locales[self._files.source])
        multiply_posts(list(posts), self._copies, self._done)

    def _translate(self, library: Library, user: Any) -> list[Record]:
        """Makes what is missing; returns the records whose source changes afterwards."""
        changing: dict[str, Record] = {}
        for language, overlays in self._files.overlays.items():
            translator = Translator(Building(library, language), user, self._calendar)
            for record in self._files.records.values():
                if overlay := overlays.get(record.at.record):
                    is_new = translator.ensure(record, overlay)
                    if is_new and overlay.state == "outdated":
                        changing[record.at.record] = record
                    self._done()
        return list(changing.values())

    def _redirect(self, library: Library) -> None:
        for entry in self._files.redirects:
            path = Redirect.normalise_path(entry["from"])
            if not Redirect.objects.filter(old_path=path).exists():
                Redirect.objects.create(old_path=path, redirect_page_id=library["pages", entry["page"]].pk)
