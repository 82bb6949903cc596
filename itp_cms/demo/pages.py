"""The tree of pages in the source language."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, Site

from itp_cms.core.models import User
from itp_cms.demo.files import Record
from itp_cms.demo.places import DataError
from itp_cms.demo.snippets import clean, fill
from itp_cms.demo.values import Building

MORNING = datetime.time(9, 0)
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Calendar:
    """When pages were published: on the day their data gives, else with the site's first page; never in the future."""

    def __init__(self, records: Sequence[Record]) -> None:
        dates = [date for record in records if (date := record.page_kind.date(record.data)) is not None]
        self._opened = min(dates, default=timezone.localdate())

    def date(self, record: Record, days_later: int = 0) -> datetime.datetime:
        day = (record.page_kind.date(record.data) or self._opened) + datetime.timedelta(days=days_later)
        day = min(day, timezone.localdate() - datetime.timedelta(days=1))
        return timezone.make_aware(datetime.datetime.combine(day, MORNING))


class Tree:
    """Makes the pages that are missing: first all of them, empty, so that they can refer to one another, then their
    content. Two steps for each record are reported to `done`. Records come after those of the pages above them."""

    def __init__(
        self, records: Sequence[Record], building: Building, user: User, calendar: Calendar, done: Callable[[], Any]
    ) -> None:
        self._records = records
        self._building = building
        self._pages = building.library
        self._user = user
        self._calendar = calendar
        self._done = done

    def build(self) -> None:
        there = self._pages_there()
        new = []
        for record in self._records:
            page = there.get(record.at.uuid)
            if page is None:
                page = self._plant(record)
                new.append(record)
            self._pages["pages", record.at.record] = page
            self._done()
        for record in self._records:
            if record in new:
                self._publish(record)
            self._done()

    def _pages_there(self) -> dict[Any, Page]:
        keys = [record.at.uuid for record in self._records]
        locale = self._pages.locales[self._building.language]
        return {page.translation_key: page for page in Page.objects.filter(translation_key__in=keys, locale=locale)}

    def _plant(self, record: Record) -> Page:
        page = record.kind.model(
            title=record.data["title"],
            slug=record.data.get("slug") or record.key,
            translation_key=record.at.uuid,
            locale=self._pages.locales[self._building.language],
            live=False,
            first_published_at=self._calendar.date(record),
            owner=self._user,
        )
        parent = record.page_kind.parent(record.data)
        if parent is None:
            plant_home(page)
        else:
            self._pages["pages", parent].add_child(instance=page)
        return page

    def _publish(self, record: Record) -> None:
        page = self._pages["pages", record.at.record]
        fill(page, record, record.data, self._building)
        clean(page, record.at)
        page.save(clean=False)
        publish(page, self._user, self._calendar.date(record))


def parents_first(records: Sequence[Record]) -> list[Record]:
    """The pages, each after the one above it. Raises `DataError` for pages that are above themselves."""
    by_key = {record.at.record: record for record in records}
    placed: dict[str, Record] = {}

    def place(record: Record, below: tuple[Record, ...] = ()) -> None:
        if record in below:
            raise DataError([f"{record.at / 'parent'}: the page is above itself: choose another parent"])
        parent = record.page_kind.parent(record.data)
        if parent is not None and parent not in placed:
            place(by_key[parent], (*below, record))
        placed.setdefault(record.at.record, record)

    for record in records:
        place(record)
    return list(placed.values())


def publish(page: Any, user: User, moment: datetime.datetime) -> None:
    """Publish a page as it is in memory, as if at that moment."""
    revision = page.save_revision(user=user, clean=False)
    publish_revision(revision, user, moment)


def publish_revision(revision: Revision, user: User, moment: datetime.datetime) -> None:
    revision.publish(user=user, skip_permission_checks=True)
    backdate(revision, moment)
    Page.objects.filter(pk=revision.object_id).update(last_published_at=moment)


def backdate(revision: Revision, moment: datetime.datetime) -> None:
    """Have a page's latest revision, and what is logged of it, happen at that moment."""
    Revision.objects.filter(pk=revision.pk).update(created_at=moment)
    PageLogEntry.objects.filter(revision=revision).update(timestamp=moment)
    Page.objects.filter(pk=revision.object_id).update(latest_revision_created_at=moment)


def refuse_pages_of_its_own(records: Sequence[Record]) -> None:
    """Raises `DataError` where a site without the demo's pages has pages of its own: nothing of theirs is replaced."""
    if Page.objects.filter(translation_key__in=[record.at.uuid for record in records]).exists():
        return
    for other in Page.get_first_root_node().get_children():
        if other.latest_revision_id or other.numchild:  # somebody has worked on it
            problem = f"the site has a page of its own, “{other.title}”: load the demo into an empty database"
            raise DataError([problem])


def plant_home(page: Page) -> None:
    """Make the page the default site's first, in place of the page that migrations make.

    Raises `DataError` where the site has pages of its own: nothing of theirs is replaced.
    """
    root = Page.get_first_root_node()
    site = Site.objects.get(is_default_site=True)
    refuse_pages_of_its_own([])
    site.root_page = root
    site.save()
    root.get_children().delete()
    root.refresh_from_db()
    root.add_child(instance=page)
    site.root_page = page
    site.save()
    serve_at(settings.WAGTAILADMIN_BASE_URL)


def serve_at(address: str) -> None:
    """Have the default site's pages give out addresses that begin with this one, such as `http://localhost:8000`.

    A site that has a host name other than this machine's keeps it, and its port.
    """
    parts = urlsplit(address)
    site = Site.objects.get(is_default_site=True)
    if site.hostname not in THIS_MACHINE:
        return
    site.hostname = parts.hostname or site.hostname
    site.port = parts.port or (443 if parts.scheme == "https" else 80)
    site.save()


def name_site(name: str) -> None:
    """Name the default site, by which the admin's dashboard is headed, unless it has a name."""
    site = Site.objects.filter(is_default_site=True, site_name="").first()
    if site:
        site.site_name = name
        site.save()
