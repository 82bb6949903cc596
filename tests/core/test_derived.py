"""What is computed from what editors type."""

import datetime

import pytest
from django.utils import translation
from wagtail.rich_text import get_text_for_indexing

from itp_cms.core.dates import DatePrecision, partial_date
from itp_cms.core.locales import country_name, direction, language_choices
from itp_cms.core.models import Country
from itp_cms.core.reading_time import reading_minutes, without_markup
from itp_cms.core.video import UnknownAddress, parse_video


@pytest.mark.parametrize(
    "html",
    [
        "<p>one</p><p>two <b>thr</b>ee &amp; four</p><hr/><ul><li>five</li><li>six</li></ul>",
        '<h2>one</h2>two<br/>three<blockquote>four</blockquote>five <a linktype="page" id="3">six</a>',
        "5 < 6 and 7 > 6, q&a",
        '<p>一<i>二</i>三</p><embed embedtype="image" id="1" alt="x"/>',
    ],
)
def test_words_of_rich_text_are_those_that_search_finds(html: str) -> None:
    assert without_markup(html).split() == get_text_for_indexing(html).split()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("word", 1),
        ("word " * 460, 2),
        ("word " * 461, 3),
        ("博" * 800, 2),
        ("博物馆" * 400, 3),
        ("博" * 400 + " word" * 230, 2),
        ("كلمة " * 230, 1),
    ],
)
def test_reading_time_counts_words_and_chinese_characters(text, minutes):
    assert reading_minutes(text) == minutes


@pytest.mark.parametrize(
    ("typed", "film"),
    [
        ("dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", ("youtube", "dQw4w9WgXcQ")),
        ("https://youtu.be/dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("https://vimeo.com/76979871", ("vimeo", "76979871")),
        ("https://player.vimeo.com/video/76979871", ("vimeo", "76979871")),
        ("https://www.bilibili.com/video/BV1xx411c7mD/", ("bilibili", "BV1xx411c7mD")),
        ("https://v.qq.com/x/page/m0889x1y2z3.html", ("tencent", "m0889x1y2z3")),
        ("https://v.youku.com/v_show/id_XNDA0MDg2NzU2OA==.html", ("youku", "XNDA0MDg2NzU2OA==")),
    ],
)
def test_a_film_is_known_by_its_address(typed, film):
    assert parse_video("youtube", typed) == film


@pytest.mark.parametrize(
    "typed", ["https://example.org/film", "two words", "<script>", "https://youtube.com.evil.example/watch?v=a"]
)
def test_another_address_is_refused(typed):
    with pytest.raises(UnknownAddress):
        parse_video("youtube", typed)


@pytest.mark.parametrize(
    ("precision", "first", "last", "value"),
    [
        (DatePrecision.DAY, "2016-02-10", "2016-02-10", "2016-02-10"),
        (DatePrecision.MONTH, "2016-02-01", "2016-02-29", "2016-02"),
        (DatePrecision.YEAR, "2016-01-01", "2016-12-31", "2016"),
    ],
)
def test_a_partial_date_spans_what_it_can_mean(precision, first, last, value):
    date = datetime.date(2016, 2, 10)
    assert DatePrecision.first_day(date, precision) == datetime.date.fromisoformat(first)
    assert DatePrecision.last_day(date, precision) == datetime.date.fromisoformat(last)
    assert partial_date(date, precision) == {"value": value, "precision": precision}


def test_country_names_are_those_of_the_language():
    assert [country_name("EG", code) for code in ("en", "zh-hans", "zh-hant", "ar")] == ["Egypt", "埃及", "埃及", "مصر"]
    with translation.override("zh-hans"):
        assert str(Country(code="CN")) == "中国"
    with translation.override("zh-hant"):
        assert str(Country(code="CN")) == "中國"


def test_languages_of_origin_are_named_in_the_language_of_the_admin():
    with translation.override("ar"):
        assert dict(language_choices())["zh-hans"].startswith("الصينية")


def test_arabic_is_written_from_the_right():
    assert [direction(code) for code in ("en", "zh-hans", "ar")] == ["ltr", "ltr", "rtl"]
