"""`locale`, and `fallback`: each piece of content once, in the best language there is."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request

from itp_cms.api.contract.operations import Parameter
from itp_cms.api.errors import BadRequest, ErrorCode, NotFound
from itp_cms.api.filters.base import MOST_VALUES, Filter, listed, one_of_many
from itp_cms.core.locales import fallbacks
from itp_cms.core.representation.translations import best_versions

DEFAULT_FALLBACK = "default"


def locale_parameters() -> tuple[Parameter, Parameter]:
    """`locale` and `fallback`, which endpoints of objects have: also for the language of what has none itself."""
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return (
        Parameter("locale", "The language of what is given.", {"type": "string", "enum": codes}),
        Parameter(
            "fallback",
            "With `locale`: the languages to fall back to, best first; `default`, also among others, stands for those"
            " that the site's settings have for the locale. Each"
            " piece of content is given once, in the first of the languages in which it is public; its `meta.locale`"
            " says in which. A page that only mirrors another language's is no version of its own.",
            {"type": "string", "enum": [DEFAULT_FALLBACK, *codes]},
            is_list=True,
            most=MOST_VALUES,
        ),
    )


class LocaleFilter(Filter):
    """`?locale=zh-hant` with or without `&fallback=zh-hans,en`; `locale__in` and `locale__not`."""

    def parameters(self, view: Any) -> list[Parameter]:
        locale, fallback = locale_parameters()
        return [locale, *one_of_many("locale", locale.schema), fallback]

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        locales = view.context.locales
        for parameter in ("locale__in", "locale__not"):
            if parameter in request.GET:
                ids = known_locales(locales, parameter, listed(parameter, request.GET[parameter]))
                queryset = (
                    queryset.filter(locale__in=ids) if parameter.endswith("in") else queryset.exclude(locale__in=ids)
                )
        if "locale" not in request.GET:
            return queryset
        wanted = [locale_id(locales, code) for code in view.context.chain(view.language)]
        if "fallback" not in request.GET:
            return queryset.filter(locale__in=wanted)
        return best_versions(queryset, view.get_all_public(), wanted)


def locale_id(locales: Mapping[int, str], language_code: str, field: str = "locale") -> int:
    """Raises `NotFound` where there is no such locale, as Wagtail's API v2 does; `field` is what named it."""
    for pk, code in locales.items():
        if code == language_code:
            return pk
    raise NotFound("No Locale matches the given query.", field, sorted(locales.values()))


def known_locales(locales: Mapping[int, str], parameter: str, codes: list[str]) -> list[int]:
    """The ids of the locales. Raises `BadRequest` where there is no such locale."""
    ids = {code: pk for pk, code in locales.items()}
    for code in codes:
        if code not in ids:
            raise BadRequest(f"'{code}' is no locale of this site", ErrorCode.INVALID_CHOICE, parameter, sorted(ids))
    return [ids[code] for code in codes]


def fallback_chain(parameters: Mapping[str, str], locales: Mapping[int, str]) -> tuple[str, ...]:
    """The languages asked for, best first: that of `locale`, then those of `fallback`; none where none is asked."""
    if "fallback" not in parameters:
        return ()
    if "locale" not in parameters:
        raise BadRequest("fallback needs a locale to fall back from", ErrorCode.REQUIRED, "locale")
    asked = parameters["locale"]
    codes = listed("fallback", parameters["fallback"], MOST_VALUES)
    known_locales(locales, "fallback", [code for code in codes if code != DEFAULT_FALLBACK])
    usual = [code for code in fallbacks(asked) if code in locales.values()]
    named = chain.from_iterable(usual if code == DEFAULT_FALLBACK else [code] for code in codes)
    return tuple(dict.fromkeys([asked, *named]))
