"""A bad entry gives a message at its field, and nothing that was typed is lost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from blog.models import BlogPage, EvaluationPage, NewsletterPage, Series
from home.models import ProgrammePage, SurveyPage
from itp_cms.core.models import SiteContent
from legacy_projects.models import LegacyProjectPage
from tests.admin.trees import add_url, edit_url, form_data, make, parent_for
from tests.factories.core import PersonFactory

INTRODUCTION = "What was typed before."


def enter(client, home, model, **fields):
    """The response to publishing a new page with these entries."""
    url = add_url(model, parent_for(model, home))
    data = form_data(client, url, title="New", slug="new", introduction=INTRODUCTION, **fields)
    return client.post(url, {**data.dict(), "action-publish": "1"})


def assert_refused_at(response, *fields):
    assert response.status_code == 200
    form = response.context["form"]
    assert set(fields) <= set(form.errors), form.errors
    assert INTRODUCTION in response.content.decode()
    for field in fields:
        assert escape(form.errors[field][0]) in response.content.decode()


@pytest.fixture
def newsletter(home):
    return make(NewsletterPage, home, issue_number=3, title="Three")


def test_an_issue_number_that_is_taken(newsletter, home, editor):
    url = add_url(NewsletterPage, newsletter.get_parent())
    fields = {"title": "New", "slug": "new", "introduction": INTRODUCTION, "year": "2019", "issue_number": "3"}
    assert_refused_at(
        editor.post(url, {**form_data(editor, url, **fields).dict(), "action-publish": "1"}), "issue_number"
    )
    assert NewsletterPage.objects.count() == 1


def test_a_second_programme_of_a_year(home, editor):
    first = make(ProgrammePage, home, year=2018)
    url = add_url(ProgrammePage, first.get_parent())
    fields = {"title": "New", "slug": "new", "introduction": INTRODUCTION, "year": "2018"}
    assert_refused_at(editor.post(url, {**form_data(editor, url, **fields).dict(), "action-publish": "1"}), "year")
    assert ProgrammePage.objects.count() == 1


def test_a_programme_that_ends_before_it_begins(home, editor):
    dates = {"start_date": "2019-09-10", "end_date": "2019-07-22"}
    placement = {"placement_start_date": "2019-09-10", "placement_end_date": "2019-07-22"}
    response = enter(editor, home, ProgrammePage, year="2019", **dates, **placement)
    assert_refused_at(response, "end_date", "placement_end_date")


def test_a_project_that_ends_before_it_begins(home, editor):
    response = enter(editor, home, LegacyProjectPage, start_date="2019-09-10", end_date="2018-09-10")
    assert_refused_at(response, "end_date")


def test_a_span_that_is_evaluated_already(home, editor):
    first = make(EvaluationPage, home, year_from=2006, year_to=2012)
    url = add_url(EvaluationPage, first.get_parent())
    fields = {"title": "New", "slug": "new", "introduction": INTRODUCTION, "year_from": "2006", "year_to": "2012"}
    assert_refused_at(editor.post(url, {**form_data(editor, url, **fields).dict(), "action-publish": "1"}), "year_from")


def test_a_span_that_ends_before_it_begins(home, editor):
    assert_refused_at(enter(editor, home, EvaluationPage, year_from="2012", year_to="2006"), "year_to")


def test_more_responses_than_people_asked(home, editor):
    response = enter(editor, home, EvaluationPage, year_from="2012", responses="30", response_base="24")
    assert_refused_at(response, "responses")


@pytest.mark.parametrize(("entry", "field"), [({"role": "Curator"}, "person"), ({"name": "X", "person": 1}, "name")])
def test_a_byline_of_nobody_or_of_two(home, editor, entry, field):
    if "person" in entry:
        entry = {**entry, "person": PersonFactory().pk}
    row = {"id": "", "DELETE": "", "ORDER": "1", "person": "", "name": "", "role": "", "organisation": "", **entry}
    count = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    response = enter(editor, home, BlogPage, bylines={**count, "0": row})
    assert response.status_code == 200
    byline = response.context["form"].formsets["bylines"].forms[0]
    assert field in byline.errors
    assert INTRODUCTION in response.content.decode()


def test_results_of_a_survey_that_never_closes(home, editor):
    response = enter(editor, home, SurveyPage, results_published="on")
    assert_refused_at(response, "closes_at")
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    response = enter(editor, home, SurveyPage, results_published="on", closes_at=f"{tomorrow:%Y-%m-%d %H:%M}")
    assert SurveyPage.objects.get().live


def test_a_bad_entry_changes_nothing_that_was_published(newsletter, editor):
    make_second = add_url(NewsletterPage, newsletter.get_parent())
    data = form_data(editor, make_second, title="Four", slug="four", year="2019", issue_number="4")
    editor.post(make_second, {**data.dict(), "action-publish": "1"})
    second = NewsletterPage.objects.get(issue_number=4)
    data = form_data(editor, edit_url(second), issue_number="3", introduction=INTRODUCTION)
    assert_refused_at(editor.post(edit_url(second), {**data.dict(), "action-publish": "1"}), "issue_number")
    second.refresh_from_db()
    assert second.issue_number == 4


@pytest.mark.parametrize("name", ["series", "sitecontent"])
def test_a_snippet_with_a_value_that_is_taken_says_so(name, home, editor):
    site = home.get_site()
    fields = {
        "series": {"name": "Two", "slug": "taken", "description": "kept words"},
        "sitecontent": {
            "site": site.pk,
            "name": "kept words",
            "tagline": "",
            "navigation-count": 0,
            "footer-count": 0,
            "footer_text": "null",
            "support_heading": "",
            "support_text": "null",
        },
    }[name]
    Series.objects.create(name="One", slug="taken")
    SiteContent.objects.create(site=site, name="One")
    model = {"series": Series, "sitecontent": SiteContent}[name]
    response = editor.post(reverse(model.snippet_viewset.get_url_name("add")), fields)
    assert response.status_code == 200
    assert "kept words" in response.content.decode()
    assert model.objects.count() == 1
