"""The site's languages, and its old addresses."""

from functools import cached_property
from typing import Any

from django.conf import settings

from itp_cms.core.locales import Direction, direction, language_name
from itp_cms.core.representation.deferred import Derived
from itp_cms.core.representation.fields import Representer
from itp_cms.core.representation.pages import PageAddressField
from itp_cms.core.representation.schema import Uri
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import Meta, Shape


class LocaleShape(Shape):
    """A language of the site, by its name in itself."""

    @cached_property
    def body(self) -> dict[str, Representer]:
        return {
            "id": Representer(),
            "language_code": Representer(),
            "name": Meta(
                lambda locale, scope: language_name(locale.language_code, locale.language_code),
                gives=str,
                help_text="What the language calls itself.",
            ),
            "direction": Meta(lambda locale, scope: direction(locale.language_code), gives=Direction),
            "is_default": Meta(
                lambda locale, scope: locale.language_code == settings.LANGUAGE_CODE,
                gives=bool,
                help_text="Whether things are given in it where no locale is asked for.",
            ),
        }

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return self.default_in_details


class RedirectShape(Shape):
    """An old address and where it leads now: `location` is an address, `page` the page there, if it is one."""

    @cached_property
    def body(self) -> dict[str, Representer]:
        return {
            "id": Representer(),
            "old_path": Representer(help_text="The path that was, without a slash at its end."),
            "is_permanent": Representer(help_text="Whether it leads on for good (301) or for now (302)."),
            "location": Meta(_location, gives=Uri, help_text="Where it leads now."),
            "page": PageAddressField(_target, ["redirect_page_id"], help_text="The page there, if it is one."),
        }

    @cached_property
    def default_in_lists(self) -> frozenset[str]:
        return self.default_in_details


def _target(redirect: Any, scope: Scope, config: Config) -> Any:
    return redirect.redirect_page_id and scope.own_page(redirect.redirect_page_id, config)


def _location(redirect: Any, scope: Scope) -> Any:
    if not redirect.redirect_page_id:
        return redirect.redirect_link
    page = scope.own_page(redirect.redirect_page_id)
    path = redirect.redirect_page_route_path

    def address() -> str | None:
        if page.value is None:
            return None
        html_url: str = page.value["meta"]["html_url"]
        return html_url.rstrip("/") + path if path else html_url

    return Derived(address)
