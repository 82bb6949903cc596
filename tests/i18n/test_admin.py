"""The admin in the language of an account: our words beside Wagtail's, and right to left in Arabic."""

import json

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.factories.accounts import UserFactory
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory, EvaluationIndexPageFactory
from tests.factories.core import TestimonialFactory
from tests.factories.home import make_site


def log_in(client, language):
    user = UserFactory(is_superuser=True)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client.force_login(user)


def edit_page(client, page):
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def home(db):
    return make_site().root_page


@pytest.fixture
def post(home):
    return BlogPageFactory(parent=BlogIndexPageFactory(parent=home))


def test_a_form_in_simplified_chinese(client, post):
    log_in(client, "zh-hans")
    form = edit_page(client, post)
    assert '<html lang="zh-hans" dir="ltr"' in form
    for words in ("作者署名", "原文语言", "博文主题", "列表摘要", "读者看到的日期，博文也按此排序。"):
        assert words in form
    assert "保存草稿" in form  # Wagtail's own
    assert "language of origin" not in form.lower()


def test_a_form_in_traditional_chinese(client, post):
    log_in(client, "zh-hant")
    form = edit_page(client, post)
    assert '<html lang="zh-hant" dir="ltr"' in form
    for words in ("作者署名", "原文語言", "文章主題", "讀者看到的日期，文章也依此排序。"):
        assert words in form


def test_a_form_in_arabic_runs_right_to_left(client, post):
    log_in(client, "ar")
    form = edit_page(client, post)
    assert '<html lang="ar" dir="rtl"' in form
    for words in ("أسماء الكتّاب", "اللغة الأصلية", "موضوع التدوينة"):
        assert words in form
    assert "الترويج" in form  # Wagtail's own


@pytest.mark.parametrize(
    ("language", "kind", "label"),
    [("zh-hans", "感言", "出处"), ("zh-hant", "感言", "出處"), ("ar", "شهادة", "القائل")],
)
def test_a_snippet(language, kind, label, client, home):
    log_in(client, language)
    testimonial = TestimonialFactory()
    view = type(testimonial).snippet_viewset.get_url_name("edit")
    form = client.get(reverse(view, args=[testimonial.pk])).content.decode()
    assert kind in form
    assert label in form


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("zh-hans", "结束年份早于起始年份。"),
        ("zh-hant", "結束年份早於起始年份。"),
        ("ar", "السنة الأخيرة تسبق السنة الأولى."),
    ],
)
def test_an_error_at_its_field(language, message, client, home):
    log_in(client, language)
    index = EvaluationIndexPageFactory(parent=home)
    streams = {f"{name}-count": 0 for name in ("body", "recommendations", "quotes")}
    inlines = {
        f"{name}-{part}": 0
        for name in ("figures", "page_countries", "page_people", "comments")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
    }
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["blog", "evaluationpage", index.pk]),
        {"title": "Review", "slug": "review", "year_from": 2016, "year_to": 2014, **streams, **inlines},
    )
    assert message in response.content.decode()


def test_the_menu_and_the_listings_columns(client, post):
    log_in(client, "zh-hans")
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    for words in ("编辑内容", "后续项目", "人员与地点"):  # data for the sidebar's script, as JSON escapes it
        assert json.dumps(words) in menu
    listing = client.get(reverse("posts:index")).content.decode()
    assert "系列" in listing
    assert "年份" in listing
