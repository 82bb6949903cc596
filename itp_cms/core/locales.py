"""The site's locales, and what CLDR knows of them."""

import re
import unicodedata
from functools import cache
from typing import Annotated, Any, Literal

from babel import Locale as CldrLocale
from babel.localedata import locale_identifiers
from django.conf import settings
from django.utils.translation import get_language, to_locale

Direction = Annotated[Literal["ltr", "rtl"], "Which way the language is written, as HTML's `dir` has it."]
"""`"ltr"` or `"rtl"`, as HTML's `dir`."""


@cache
def cldr(language_code: str) -> CldrLocale:
    """CLDR's data for a language code as Django spells it (`zh-hans`, `ar`).

    Raises `babel.UnknownLocaleError` for a code that CLDR does not have.
    """
    return CldrLocale.parse(to_locale(language_code))


def active_language() -> str:
    """The language of the current request, or the default one outside of a request."""
    return get_language() or settings.LANGUAGE_CODE


@cache
def direction(language_code: str) -> Direction:
    """Which way the language is written."""
    return "rtl" if cldr(language_code).character_order == "right-to-left" else "ltr"


@cache
def language_tag(language_code: str) -> str:
    """The code as BCP 47 spells it: `zh-Hans` for `zh-hans`, `pt-BR` for `pt-br`."""
    return to_locale(language_code).replace("_", "-")


@cache
def country_name(code: str, language_code: str) -> str:
    """CLDR's name of an ISO 3166-1 alpha-2 country, or the code itself where CLDR has none."""
    return cldr(language_code).territories.get(code, code)


@cache
def language_name(code: str, language_code: str) -> str:
    """The name of the language `code` in the language `language_code`."""
    return CldrLocale.parse(to_locale(code)).get_display_name(to_locale(language_code)) or code


def fallbacks(language_code: str) -> list[str]:
    """The languages in which to read what does not exist in this one, best first."""
    chain: list[str] = settings.LOCALE_FALLBACKS.get(language_code, [settings.LANGUAGE_CODE])
    return [code for code in chain if code != language_code]


def country_choices() -> list[tuple[str, str]]:
    """All ISO countries as (code, name in the active language), sorted by name."""
    language = active_language()
    return sorted(((code, country_name(code, language)) for code in _country_codes()), key=lambda choice: choice[1])


def _country_codes() -> list[str]:
    codes = [code for code in map(str, cldr("en").territories) if re.fullmatch("[A-Z]{2}", code)]
    return [code for code in codes if code not in _NOT_COUNTRIES]


@cache
def countries_by_name(language_code: str) -> tuple[str, ...]:
    """The codes of all ISO countries in the order of their names in a language, accents and case aside."""

    def name(code: str) -> str:
        decomposed = unicodedata.normalize("NFKD", country_name(code, language_code))
        return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()

    return tuple(sorted(_country_codes(), key=name))


# CLDR's territories of two letters that ISO 3166-1 does not assign to a country.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


# Languages are told apart by two letters, Chinese by its script.
LANGUAGES_OF_ORIGIN = sorted(
    {code for code in locale_identifiers() if len(code) == 2 and code != "zh"} | {"zh-hans", "zh-hant"}
)


def language_choices() -> list[tuple[str, str]]:
    """Languages an author may have written in, as (code, name in the active language), sorted by name."""
    language = active_language()
    choices = [(code, language_name(code, language)) for code in LANGUAGES_OF_ORIGIN]
    return sorted(choices, key=lambda choice: choice[1])


def create_locales(**kwargs: Any) -> None:
    """A row of Wagtail's `Locale` for every language of `WAGTAIL_CONTENT_LANGUAGES`, after each migration."""
    from wagtail.models import Locale

    from itp_cms.core.databases import has_all_tables

    if not has_all_tables(kwargs):  # that of the change log among them
        return
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
