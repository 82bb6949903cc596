"""The catalogues of the project's own words: whole, compiled, and fit to be filled with values."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import to_locale

pytestmark = pytest.mark.project

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLURAL_FORMS = {"zh-hans": 1, "zh-hant": 1, "ar": 6}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]\s*[,.;:!?()\"]|[,;:!?(]\s*[\u4e00-\u9fff]")
LATIN_PUNCTUATION = re.compile(r"[\u0620-\u06ff]\s*[,;?]")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(path(language)))


def path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def originals(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_there_are_languages():
    assert set(LANGUAGES) == set(PLURAL_FORMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language):
    entries = catalogue(language)
    assert len(entries) > 300
    waiting = [*entries.untranslated_entries(), *entries.fuzzy_entries(), *entries.obsolete_entries()]
    assert [entry.msgid for entry in waiting] == []
    assert not entries.metadata_is_fuzzy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language):
    entries = catalogue(language)
    assert entries.metadata["Plural-Forms"].startswith(f"nplurals={PLURAL_FORMS[language]};")
    for entry in entries:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(PLURAL_FORMS[language])), entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language):
    for entry in catalogue(language):
        if not entry.msgid_plural:
            assert placeholders(entry.msgstr) == placeholders(entry.msgid), entry.msgid
            continue
        known = {name for text in originals(entry) for name in placeholders(text)}
        for text in translations(entry):  # a form of one or two may say the number in words
            assert set(placeholders(text)) <= known, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_punctuation_is_the_languages_own(language):
    foreign = LATIN_PUNCTUATION if language == "ar" else HALF_WIDTH
    texts = [text for entry in catalogue(language) for text in translations(entry)]
    assert [text for text in texts if foreign.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_where_the_source_ends(language):
    stops = (".", "؟", "!") if language == "ar" else ("。", "？", "！")
    for entry in catalogue(language):
        for text in translations(entry):
            assert text.endswith(stops) == entry.msgid.endswith((".", "?", "!")), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    compiled = polib.mofile(str(path(language).with_suffix(".mo")))
    written = {(entry.msgctxt, entry.msgid): translations(entry) for entry in catalogue(language)}
    assert {(entry.msgctxt, entry.msgid): translations(entry) for entry in compiled} == written
