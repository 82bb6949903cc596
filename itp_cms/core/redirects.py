"""Where old addresses lead: to a page that was chosen, or to an address that was typed, which may be a page's or a
file's too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from itp_cms.core.addresses import Addresses, all_sites
from itp_cms.core.file_addresses import file_at, links_to_hidden_files
from itp_cms.core.public import Boundary
from itp_cms.core.statements import Among, Several, Statement

TYPED = Q(redirect_page=None) & ~Q(redirect_link="")


def old_paths(address: str, addresses: Addresses) -> list[str]:
    """The `old_path`s that a redirect from an address can have, likeliest first: where the front end is below a path,
    without that, as Wagtail knows the pages. Raises `ValueError` for what only begins like an address.
    """
    path = Redirect.normalise_path(address)
    front_end = Redirect.normalise_path(addresses.base)
    below = path.removeprefix(front_end)
    if front_end == "/" or below == path or below[:1] not in {"", "/", "?", ";"}:
        return [path]
    return [below if below.startswith("/") else f"/{below}", path]


def leading_to(page_ids: set[int]) -> set[int]:
    """The ids of the redirects to these pages: those for which they were chosen, and those of a typed address with the
    slug of one in it, which may be another's. Of home pages the address has no slug, so that a short one counts too.
    """
    if not page_ids:
        return set()
    known = set(Page.objects.filter(pk__in=page_ids).values_list("slug", flat=True))
    found = set(Redirect.objects.filter(redirect_page__in=page_ids).values_list("pk", flat=True))
    for pk, link in Redirect.objects.filter(TYPED).order_by().values_list("pk", "redirect_link"):
        steps = [unquote(step) for step in _path_of(link).split("/") if step]
        if len(steps) < 2 or not known.isdisjoint(steps):
            found.add(pk)
    return found


def leading_to_files(documents: set[int], *, names: bool) -> set[int]:
    """The ids of the redirects to typed addresses of these documents, and of any files by their names."""
    typed = Redirect.objects.filter(TYPED).order_by().values_list("pk", "redirect_link")
    found = ((pk, file_at(link)) for pk, link in typed)
    return {pk for pk, at in found if at and (at.document in documents or (names and at.name is not None))}


def _path_of(link: str) -> str:
    try:
        return urlsplit(link).path
    except ValueError:  # of what only begins like an address
        return ""


def with_hidden_links(redirects: QuerySet[Redirect], here: Addresses, boundary: Boundary) -> list[int]:
    """The ids of those of the redirects that lead to a typed address of what is not public, as seen from a site."""
    typed = list(redirects.filter(TYPED).values_list("pk", "redirect_link"))
    hidden = hidden_links({link for _pk, link in typed}, here, boundary)
    return [pk for pk, link in typed if link in hidden]


def hidden_links(links: Iterable[str], here: Addresses, boundary: Boundary) -> set[str]:
    """Those of the typed addresses at which a page or file of this server is not public. A path is one of the site
    `here`.

    Of an address with no page, the next page above counts: what comes after its address may be its own. A few queries,
    and those of `Addresses` for each site.
    """
    links = set(links)
    others = [Addresses(site, here.locales, here.known) for site in all_sites(here.known) if site != here.site]
    places = {link: list(_places(link, here, others)) for link in links}
    shown = _shown({path for found in places.values() for place in found for path in _at_and_above(place)}, boundary)
    hidden = {link for link, found in places.items() if not _is_shown(found, shown)}
    of_pages = {link for link, found in places.items() if any(shown.get(place) for place in found)}
    return hidden | links_to_hidden_files(links - hidden - of_pages, boundary)


def _places(link: str, here: Addresses, others: Sequence[Addresses]) -> Iterator[str]:
    """The `url_path`s that a page at the address can have."""
    yield from here.url_paths(link)
    if "//" in link:
        for addresses in others:
            yield from addresses.url_paths(link)


def _at_and_above(url_path: str) -> Iterator[str]:
    """The path and those of the pages above, the nearest first."""
    while url_path != "/":
        yield url_path
        url_path = url_path[: url_path.rindex("/", 0, -1) + 1]


def _shown(url_paths: set[str], boundary: Boundary) -> Mapping[str, bool]:
    """Of those of the paths that a page has, whether it is public."""
    if not url_paths:
        return {}
    url_path, slug = (Page._meta.get_field(name) for name in ("url_path", "slug"))
    # Unlike the path, its last part has an index.
    pages = Page.objects.filter(
        Among(F("url_path"), Several("paths", url_path)), Among(F("slug"), Several("slugs", slug))
    )
    public = Exists(boundary.public(Page).filter(pk=OuterRef("pk")))
    statement = Statement(pages.order_by().annotate(is_shown=public).values_list("url_path", "is_shown"))
    return dict(statement.rows(paths=url_paths, slugs={path.rsplit("/", 2)[1] for path in url_paths}))


def _is_shown(places: Iterable[str], shown: Mapping[str, bool]) -> bool:
    """Whether the nearest page at or above one of the places is public; of two as near, both have to be."""
    found = (
        (steps, shown[path]) for place in places for steps, path in enumerate(_at_and_above(place)) if path in shown
    )
    _steps, is_shown = min(found, default=(0, True))
    return is_shown
