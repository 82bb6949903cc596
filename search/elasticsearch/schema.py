"""How an index analyses and keeps what it is given: settings and mappings for a language, and their version.

Letters are folded by a table made of this project's own folding (`search.analysis.folding`), so that every engine
takes the same for one; words, pairs of characters and stems are made by Elasticsearch's own filters, all of them of its
module `analysis-common`. What is sent has been normalised (`prepared`).
"""

import hashlib
import json
import unicodedata
from functools import cache
from typing import Any

from search.analysis import fold
from search.analysis.arabic import NAMED, PREFIXES, light_stem
from search.analysis.chinese import WORDS
from search.analysis.stems import ALGORITHMS
from search.words import LONGEST_WHOLE

VERSION = 1
"""Raised for a change that shows in nothing below."""

_APART = "._:;,·‧・"
"""What Elasticsearch's tokenizer leaves within words and numbers, and which parts them here."""

_BY_CHARACTERS = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer."""

_STEMMERS = {"greek": ("stemmer", "greek"), "indonesian": ("stemmer", "indonesian")}
"""Of which Lucene has no Snowball."""


def prepared(text: str) -> str:
    """A text as it is sent: of one width, composed."""
    return unicodedata.normalize("NFKC", text)


@cache
def letters() -> list[str]:
    """A rule for each character that is folded to another."""
    rules = dict.fromkeys(_APART, " ")
    for code in range(0x80, 0x10000):
        character = chr(code)
        if 0xD800 <= code < 0xE000 or unicodedata.normalize("NFKC", character) != character:
            continue
        category = unicodedata.category(character)
        if (category == "Mn" and (code <= 0x36F or 0x483 <= code <= 0x6ED)) or category == "Cf":
            rules[character] = ""
        elif category[0] in "LN" or character in "’‘ʼʻʾʿ′":
            folded = fold(character).text
            if folded != character.lower():
                rules[character] = folded
    return [f"{_escaped(character)} => {_escaped(folded)}" for character, folded in rules.items()]


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


def _named() -> list[str]:
    """The stems of Arabic words that no rule tells, with what is written together with them. What is named here goes
    through no stemmer any more.
    """
    forms = (before + word for word in sorted(NAMED) for before in ("", "و", *PREFIXES))
    return [f"{form} => {light_stem(form)}" for form in forms]


def settings_for(language_code: str) -> dict[str, Any]:
    """The settings of the index of a language; "und" of what is in none."""
    language = ALGORITHMS.get(language_code.partition("-")[0], "english")
    kind, name = _STEMMERS.get(language, ("snowball", language.capitalize()))
    folding = ["letters", "spellings", "apostrophes", "letters_and_digits", "characters"]
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",  # what is written is made visible at once, by who writes it
        "analysis": {
            "char_filter": {
                "letters": {"type": "mapping", "mappings": letters()},
                "spellings": {"type": "mapping", "mappings": [f"{one} => {other}" for one, other in WORDS.items()]},
                "between_words": {"type": "pattern_replace", "pattern": r"[^\p{L}\p{N}\p{M}]+", "replacement": ""},
                "apostrophes": {"type": "pattern_replace", "pattern": r"(?<=\p{L})['`](?=\p{L})", "replacement": ""},
                "letters_and_digits": {
                    "type": "pattern_replace",
                    "pattern": r"(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})",
                    "replacement": " ",
                },
                "characters": {
                    "type": "pattern_replace",
                    "pattern": f"(?<=[{_BY_CHARACTERS}])(?=[{_BY_CHARACTERS}])",
                    "replacement": " ",
                },
            },
            "filter": {
                "characters_and_pairs": {"type": "cjk_bigram", "output_unigrams": True},
                "pairs": {"type": "cjk_bigram"},
                "and": {"type": "pattern_replace", "pattern": "^و(?=(?:بال|كال|فال|لل)..)", "replacement": ""},
                "named": {"type": "stemmer_override", "rules": _named()},
                "beginning": {"type": "truncate", "length": LONGEST_WHOLE},
                "arabic": {"type": "stemmer", "language": "arabic"},
                "cyrillic": {"type": "snowball", "language": "Russian"},
                "latin": {"type": kind, "language": name},
            },
            "analyzer": {
                "words": _analyzer(folding, ["characters_and_pairs"]),
                "asked_words": _analyzer(folding, ["pairs"]),
                "stems": _analyzer(folding, ["and", "named", "arabic", "cyrillic", "latin"]),
                "whole": _analyzer([*folding, "between_words"], ["beginning"], tokenizer="keyword"),
            },
        },
    }


def _analyzer(folding: list[str], filters: list[str], tokenizer: str = "standard") -> dict[str, Any]:
    return {"type": "custom", "tokenizer": tokenizer, "char_filter": folding, "filter": ["lowercase", *filters]}


def mappings() -> dict[str, Any]:
    words: dict[str, Any] = {
        "type": "text",
        "analyzer": "words",
        "search_analyzer": "asked_words",
        "fields": {"stem": {"type": "text", "analyzer": "stems"}},
    }
    whole = {"type": "text", "analyzer": "whole", "norms": False, "index_options": "docs"}
    title = {**words, "fields": {**words["fields"], "whole": whole}}
    keyword, date = {"type": "keyword"}, {"type": "date"}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["digest"]},
        "properties": {
            "title": title,
            **dict.fromkeys(("lead", "headings", "body", "names"), words),
            **dict.fromkeys(("root", "type", "locale", "versions", "path", "digest"), keyword),
            **dict.fromkeys(("year", "tag", "country", "person", "series", "strand"), keyword),
            **dict.fromkeys(("day", "until", "named_until"), date),
            "object_id": {"type": "long"},
            "is_mirror": {"type": "boolean"},
        },
    }


@cache
def version_of(language_code: str) -> str:
    """In short, what an index of the language is made with: one made with anything else is made anew."""
    whole = json.dumps([VERSION, settings_for(language_code), mappings()])
    return hashlib.sha256(whole.encode()).hexdigest()[:8]
