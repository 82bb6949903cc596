"""How good what is found is: searches with the pages that readers mean by them, and what is measured of the answers."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from wagtail.models import Locale, Page

from blog.models import BlogIndexPage
from tests.factories.blog import BlogPageFactory

FOLDER = Path(__file__).parent / "judged"
LANGUAGES = ("en", "zh-hans", "zh-hant", "ar", "mixed")
OF_DEMO = "demo: "


@dataclass(frozen=True)
class Judged:
    """A search, and the ids of the pages that it is for."""

    typed: str
    language: str | None
    """Of the content that is searched; None for all."""
    wanted: frozenset[int]


@dataclass(frozen=True)
class Quality:
    searches: int
    recall: float
    """Of what is wanted, how much is among the first ten."""
    precision: float
    """Of the first five places, or as many as could be filled with what is wanted, how many are."""
    ndcg: float
    """How high up it is among the first ten."""


def judged_by_language() -> dict[str, list[Judged]]:
    """Makes the pages of the judged set beside the demo site, and gives the searches by the set they are in."""
    return {name: _judged(name) for name in LANGUAGES}


def _judged(name: str) -> list[Judged]:
    judged = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    made = {key: _make(f"{name}-{key}", post.pop("language", name), **post) for key, post in judged["corpus"].items()}
    language = None if name == "mixed" else name

    def page(named: str) -> int:
        return _of_demo(named.removeprefix(OF_DEMO), language) if named.startswith(OF_DEMO) else made[named]

    return [Judged(str(typed), language, frozenset(map(page, named))) for typed, named in judged["queries"].items()]


def _make(slug: str, language: str, *, title: str, text: str, year: int) -> int:
    parent = BlogIndexPage.objects.get(locale__language_code=language)
    locale = Locale.objects.get(language_code=language)
    post = BlogPageFactory(
        parent=parent, locale=locale, slug=slug, title=title, introduction=text, date=f"{year}-06-01"
    )
    return int(post.pk)


def _of_demo(title: str, language: str | None) -> int:
    pages = Page.objects.live().filter(title=title)
    if language:
        pages = pages.filter(locale__language_code=language)
    pk = pages.order_by("pk").values_list("pk", flat=True).first()
    assert pk is not None, f"The demo site has no “{title}” in {language or 'any language'}"
    return int(pk)


def measure(searches: Sequence[Judged], find: Callable[[Judged], Sequence[Any]]) -> Quality:
    """`find` gives what is found, best first: ids of pages, and anything for what is no page."""
    answers = [(one, list(find(one))[:10]) for one in searches]
    return Quality(
        len(searches),
        _mean(len(one.wanted.intersection(found)) / len(one.wanted) for one, found in answers),
        _mean(len(one.wanted.intersection(found[:5])) / min(5, len(one.wanted)) for one, found in answers),
        _mean(_gain(found, one) / _gain(list(one.wanted), one) for one, found in answers),
    )


def missed(searches: Sequence[Judged], find: Callable[[Judged], Sequence[Any]]) -> list[str]:
    """The searches that do not find all they are for."""
    return [one.typed for one in searches if one.wanted - set(list(find(one))[:10])]


def _gain(found: Sequence[Any], judged: Judged) -> float:
    return sum(1 / math.log2(place + 2) for place, pk in enumerate(found[:10]) if pk in judged.wanted)


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)


def table(qualities: Mapping[str, Mapping[str, Quality]]) -> str:
    """A table, in Markdown, of what was measured by engine and language."""
    lines = ["| engine | language | searches | recall@10 | precision@5 | nDCG@10 |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {engine} | {language} | {one.searches} | {one.recall:.3f} | {one.precision:.3f} | {one.ndcg:.3f} |"
        for engine, by_language in qualities.items()
        for language, one in by_language.items()
    ]
    return "\n".join(lines)
