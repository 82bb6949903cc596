"""Addresses of pages on the front end, in every language of a site."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import override
from wagtail.models import Page, Site

from itp_cms.core.memory import Memory


def front_end_url(site: Site) -> str:
    """The address under which a site's pages are read, without a last slash: its own where no front end is set."""
    settings = apps.get_model("core", "SiteSettings")
    front_end = settings.objects.filter(site=site).values_list("front_end_url", flat=True).first()
    return front_end or site.root_url


def all_sites(known: Memory) -> list[Site]:
    """The sites of this server, with their home pages."""
    return known.recall("sites", lambda: list(Site.objects.select_related("root_page")))


def site_for(request: Any, sites: Sequence[Site]) -> Site | None:
    """As `Site.find_for_request`, among all sites, without a query."""
    host, port = split_domain_port(request._get_raw_host())[0], request.get_port()
    of_host = [site for site in sites if site.hostname == host]
    default = next((site for site in sites if site.is_default_site), None)
    exact = next((site for site in of_host if str(site.port) == port), None)
    if exact or default in of_host:
        return exact or default
    return of_host[0] if len(of_host) == 1 else default


@dataclass(frozen=True)
class Tree:
    """The pages of a site in one language: where they are in Wagtail's tree and under which path they are read."""

    locale_id: int
    path: str
    url_path: str
    prefix: str
    translation_key: UUID


class Addresses:
    """Turns pages of a site into addresses and addresses into pages; two queries, whatever is asked.

    `locales` is every locale's language code by its id, `known` what is known of the content already.
    """

    def __init__(self, site: Site, locales: dict[int, str], known: Memory | None = None) -> None:
        self.site = site
        self.locales = locales
        self.known = Memory() if known is None else known

    @cached_property
    def base(self) -> str:
        return self.known.recall(("front end", self.site.pk), lambda: front_end_url(self.site))

    @cached_property
    def trees(self) -> list[Tree]:
        """The site's tree in each language, as far as its home page is translated."""
        return self.known.recall(("trees", self.site.pk), self._trees)

    @property
    def translation_key(self) -> UUID | None:
        """That of the site's home pages; None where there are none, and as long as nobody asked for an address."""
        trees = vars(self).get("trees")
        return trees[0].translation_key if trees else None

    def _trees(self) -> list[Tree]:
        homes = Page.objects.filter(
            translation_key__in=Page.objects.filter(pk=self.site.root_page_id).values("translation_key")
        ).order_by("path")
        return [
            Tree(locale_id, path, url_path, self._prefix(locale_id), translation_key)
            for locale_id, path, url_path, translation_key in homes.values_list(
                "locale_id", "path", "url_path", "translation_key"
            )
        ]

    def home_url(self, language: str) -> str:
        """Where the site begins in a language; in the default one where its home page is not translated."""
        prefixes = {self.locales[tree.locale_id]: tree.prefix for tree in self.trees}
        return self.base + prefixes.get(language, "/")

    def pages_of_site(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """The queryset without the pages that are not below a home page of the site."""
        inside = Q(pk__in=[])
        for tree in self.trees:
            inside |= Q(path__startswith=tree.path)
        return queryset.filter(inside)

    def html_path(self, page: Page) -> str | None:
        """The path of the page's address, percent-encoded; None for one outside of the site."""
        for tree in self.trees:
            if page.url_path.startswith(tree.url_path):
                return tree.prefix + quote(page.url_path[len(tree.url_path) :])
        return None

    def html_url(self, page: Page) -> str | None:
        path = self.html_path(page)
        return None if path is None else self.base + path

    def url_paths(self, html_path: str) -> list[str]:
        """The `url_path`s a page at this path, or full address, of the front end can have, likeliest first.

        Of an address of another host there is none.
        """
        try:
            address = urlsplit(html_path)
            host = address.hostname
        except ValueError:  # of what only begins like an address
            return []
        path = unquote(address.path).strip("/")
        if "\0" in path or (host and _without_www(host) not in self.hosts):
            return []
        path = f"/{path}/" if path else "/"
        trees = sorted(self.trees, key=lambda tree: len(tree.prefix), reverse=True)
        return [
            tree.url_path + below[len(tree.prefix) :]
            for below in self._below_front_end(path)
            for tree in trees
            if below.startswith(tree.prefix)
        ]

    @cached_property
    def hosts(self) -> set[str]:
        """The hosts of the site's addresses: that of its front end, and its own."""
        return {_without_www(urlsplit(self.base).hostname or ""), _without_www(self.site.hostname)}

    def _below_front_end(self, path: str) -> Iterator[str]:
        """The path below the front end's, where that has one, and the path as it is."""
        front_end = unquote(urlsplit(self.base).path)
        if front_end and path.startswith(f"{front_end}/"):
            yield path[len(front_end) :]
        yield path

    def _prefix(self, locale_id: int) -> str:
        with override(self.locales[locale_id]):
            return reverse("wagtail_serve", args=[""])


def _without_www(host: str) -> str:
    return host.lower().removeprefix("www.")
