"""A site's menus: what stands in its navigation and its footer, ready to be shown."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, TypedDict

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from itp_cms.api.composed import ComposedViewSet, answer_of
from itp_cms.api.contract.operations import Operation
from itp_cms.api.filters.locales import locale_parameters
from itp_cms.api.parameters import KEYS, WITHOUT_EFFECT
from itp_cms.api.sites import SITE
from itp_cms.core.models import SiteContent
from itp_cms.core.representation.schema import LocaleCode, Note, Uri
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.site_content import find_site_content
from itp_cms.core.stored import stored_items

_OF_A_PAGE = ("id", "title", "html_url", "detail_url", "locale")
_LINKED: Config = (("_", False, None), *((name, False, None) for name in _OF_A_PAGE))


class MenuLink(TypedDict):
    """A link of a menu: to a page of the site, whose `page_id`, `detail_url` and `locale` are given, or elsewhere."""

    title: Annotated[str, "The words of the link."]
    html_url: Annotated[str, Note(lambda: {"format": "iri"}), "Where it leads."]
    page_id: Annotated[int | None, "Of a page of the site, its id."]
    detail_url: Annotated[Uri | None, "Of a page of the site, where this API gives all of it."]
    locale: LocaleCode | None


class MenuEntry(MenuLink):
    """A link of the navigation, and those below it."""

    children: Annotated[list[MenuLink], "The links below it."]


class MenuGroup(TypedDict):
    """A column of the footer; its title may be empty."""

    title: str
    links: list[MenuLink]


class NavigationMeta(TypedDict):
    """The language asked for, and the one in which there are menus, if any."""

    locale: LocaleCode
    content_locale: Annotated[LocaleCode | None, "That of the menus; null where there are none."]


class Navigation(TypedDict):
    """The menus of a site in one language."""

    meta: NavigationMeta
    items: Annotated[list[MenuEntry], "The navigation, in order."]
    footer: Annotated[list[MenuGroup], "The columns of the footer, in order."]


class NavigationViewSet(ComposedViewSet):
    """The menus in one language (`?locale=`, else the default).

    As long as they are not written in that language, they are those of the first of `fallback`, else of the default
    one, which `meta` tells; the pages they lead to are given in the language asked for nevertheless, or in the first of
    `fallback`, where they are translated. An entry whose page is not
    public is left out, with those below it.
    """

    name = "navigation"
    parameters: ClassVar = {"listing_view": (*locale_parameters(), SITE, KEYS)}

    def listing_view(self, request: Request) -> Response:
        self.context.depends_on(SiteContent)
        content = find_site_content(self.context, self.language)
        scope = self.context.scope(self.language)
        items = _stored(content, "navigation", "children", scope)
        groups = _stored(content, "footer", "links", scope)
        self.context.finish([items, groups])
        entries = [{**link, "children": _links(raw["children"])} for raw in items if (link := _link(raw))]
        columns = [
            {"title": raw.get("title") or "", "links": links} for raw in groups if (links := _links(raw["links"]))
        ]
        content_locale = self.context.locales[content.locale_id] if content else None
        meta = {"locale": self.language, "content_locale": content_locale}
        return Response({"meta": meta, "items": entries, "footer": columns})

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    @classmethod
    def operations(cls) -> list[Operation]:
        return [
            Operation(
                path="navigation/",
                operation_id="navigation",
                summary="Get the menus",
                description=cls.__doc__ or "",
                parameters=(*cls.parameters["listing_view"], *WITHOUT_EFFECT),
                answers={200: answer_of("The navigation and the footer.", Navigation)},
            )
        ]


def _stored(content: SiteContent | None, field: str, below: str, scope: Scope) -> list[dict[str, Any]]:
    """The blocks of a stream as they are stored, with what becomes of their pages; `below` names a list of links."""
    if content is None:
        return []
    stream = getattr(content, field)
    found = []
    for child in stream.raw_data:
        if block := stream.stream_block.child_blocks.get(child["type"]):
            links = stored_items(block.child_blocks[below], child["value"].get(below))
            found.append({**_with_page(child["value"], scope), below: [_with_page(link, scope) for link in links]})
    return found


def _with_page(raw: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    pk = raw.get("page")
    return {**raw, "page": scope.page(pk, _LINKED) if pk else None}


def _links(raws: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [link for raw in raws if (link := _link(raw))]


def _link(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """A link as it is given; None for one to a page that is not public."""
    label, page, url = raw.get("label") or "", raw.get("page"), raw.get("url") or ""
    if page:
        meta = page["meta"]
        given = {"page_id": page["id"], "detail_url": meta["detail_url"], "locale": meta["locale"]}
        return {"title": label or page["title"], "html_url": meta["html_url"], **given}
    if url:
        return {"title": label, "html_url": url, "page_id": None, "detail_url": None, "locale": None}
    return None
