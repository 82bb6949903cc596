"""What waits for a translator: on the dashboard of those who translate into some locales only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from itp_cms.core.admin.permissions import submission_locales
from itp_cms.core.public import public

SHOWN = 5


@dataclass
class Waiting:
    """Pages that wait for the same thing: the newest of them with an address for each, and how many there are."""

    label: Any
    pages: list[tuple[Page, str]]
    count: int


class TranslationsWaitingPanel(Component):
    name = "translations_waiting"
    template_name = "core/admin/translations_waiting.html"
    order = 50

    def __init__(self, locales: list[Locale]) -> None:
        self.locales = locales

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"locales": [(locale, list(waiting(locale))) for locale in self.locales]}


def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Answers `construct_homepage_panels`."""
    if locales := submission_locales(request.user):
        panels.append(TranslationsWaitingPanel(list(Locale.objects.filter(pk__in=locales))))


def waiting(locale: Locale) -> Iterator[Waiting]:
    yield _waiting(_("Drafts to finish"), drafts(locale), _edit_url)
    yield _waiting(_("Changed since it was translated"), changed(locale), _update_url)
    yield _waiting(_("Not translated yet"), untranslated(locale), _submit_url)


def drafts(locale: Locale) -> QuerySet[Page]:
    pages = Page.objects.filter(locale=locale, alias_of=None, depth__gt=1, has_unpublished_changes=True)
    return pages.order_by("-latest_revision_created_at")


def changed(locale: Locale) -> QuerySet[Page]:
    """Source pages that were published after their text was last taken over for translation.

    wagtail-localize shows them as up to date.
    """
    sources = TranslationSource.objects.filter(object_id=OuterRef("translation_key"), locale_id=OuterRef("locale_id"))
    translations = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        source__locale_id=OuterRef("locale_id"),
        target_locale=locale,
        enabled=True,
    )
    pages = public(Page.objects.filter(Exists(translations))).annotate(
        source_id=Subquery(sources.values("pk")[:1]), taken_at=Subquery(sources.values("last_updated_at")[:1])
    )
    return pages.filter(last_published_at__gt=F("taken_at")).order_by("-last_published_at")


def untranslated(locale: Locale) -> QuerySet[Page]:
    """Public pages of the source locale that have no translation, mirrors not counted."""
    translated = Page.objects.filter(locale=locale, alias_of=None).values("translation_key")
    pages = public(Page.objects.filter(locale=Locale.get_default(), alias_of=None, depth__gt=1))
    return pages.exclude(translation_key__in=translated).order_by("-first_published_at")


def _waiting(label: Any, pages: QuerySet[Page], url: Any) -> Waiting:
    return Waiting(label, [(page, url(page)) for page in pages[:SHOWN]], pages.count())


def _edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _submit_url(page: Page) -> str:
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


def _update_url(page: Any) -> str:
    return reverse("wagtail_localize:update_translations", args=[page.source_id])
