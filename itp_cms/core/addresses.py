"""Addresses of pages on the front end, in every language of a site."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import override
from wagtail.models import Page, Site


def front_end_url(site: Site) -> str:
    """The address under which a site's pages are read, without a last slash: its own where no front end is set."""
    settings = apps.get_model("core", "SiteSettings")
    front_end = settings.objects.filter(site=site).values_list("front_end_url", flat=True).first()
    return front_end or site.root_url


@dataclass(frozen=True)
class Tree:
    """The pages of a site in one language: where they are in Wagtail's tree and under which path they are read."""

    locale_id: int
    path: str
    url_path: str
    prefix: str


class Addresses:
    """Turns pages of a site into addresses and addresses into pages; two queries, whatever is asked.

    `locales` is every locale's language code by its id.
    """

    def __init__(self, site: Site, locales: dict[int, str]) -> None:
        self.site = site
        self.locales = locales

    @cached_property
    def base(self) -> str:
        return front_end_url(self.site)

    @cached_property
    def trees(self) -> list[Tree]:
        """The site's tree in each language, as far as its home page is translated."""
        homes = Page.objects.filter(
            translation_key__in=Page.objects.filter(pk=self.site.root_page_id).values("translation_key")
        ).order_by("path")
        return [
            Tree(locale_id, path, url_path, self._prefix(locale_id))
            for locale_id, path, url_path in homes.values_list("locale_id", "path", "url_path")
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
        """The `url_path`s a page at this path, or full address, of the front end can have, likeliest first."""
        try:
            path = unquote(urlsplit(html_path).path).strip("/")
        except ValueError:  # of what only begins like an address
            return []
        if "\0" in path:
            return []
        path = f"/{path}/" if path else "/"
        matches = [tree for tree in self.trees if path.startswith(tree.prefix)]
        matches.sort(key=lambda tree: len(tree.prefix), reverse=True)
        return [tree.url_path + path[len(tree.prefix) :] for tree in matches]

    def _prefix(self, locale_id: int) -> str:
        with override(self.locales[locale_id]):
            return reverse("wagtail_serve", args=[""])
