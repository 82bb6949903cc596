"""Rules that hold in the database itself, whoever writes."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page

from blog.models import EvaluationIndexPage, EvaluationPage, NewsletterIndexPage, NewsletterPage
from home.models import HomePage, ProgrammeIndexPage, ProgrammePage
from itp_cms.core.models import Country, Institution
from legacy_projects.models import LegacyProjectIndexPage, LegacyProjectPage, StrandPage


@pytest.fixture
def home(db) -> HomePage:
    return Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="test-home"))


@pytest.fixture
def newsletters(home):
    return home.add_child(instance=NewsletterIndexPage(title="Newsletters"))


@pytest.fixture
def evaluations(home):
    return home.add_child(instance=EvaluationIndexPage(title="Evaluations"))


@pytest.fixture
def programmes(home):
    return home.add_child(instance=ProgrammeIndexPage(title="Programmes"))


def change_by_query(page, **values):
    """As a script would, past all validation."""
    with transaction.atomic():
        type(page).objects.filter(pk=page.pk).update(**values)


def test_an_issue_number_stands_once_in_a_locale(newsletters):
    newsletters.add_child(instance=NewsletterPage(title="One", year=2020, issue_number=1))
    second = newsletters.add_child(instance=NewsletterPage(title="Two", year=2021, issue_number=2))
    with pytest.raises(IntegrityError):
        change_by_query(second, issue_number=1)


def test_the_same_issue_stands_in_two_locales(newsletters):
    issue = newsletters.add_child(instance=NewsletterPage(title="One", year=2020, issue_number=1))
    chinese = issue.copy_for_translation(Locale.objects.get(language_code="zh-hans"), copy_parents=True)
    change_by_query(chinese, issue_number=1)
    assert NewsletterPage.objects.filter(issue_number=1).count() == 2


def test_an_alias_mirrors_the_issue_number(newsletters):
    issue = newsletters.add_child(instance=NewsletterPage(title="One", year=2020, issue_number=1))
    alias = issue.create_alias(update_slug="mirror")
    assert NewsletterPage.objects.get(pk=alias.pk).issue_number == 1


def test_a_copy_leaves_the_issue_number_to_the_editor(newsletters):
    issue = newsletters.add_child(instance=NewsletterPage(title="One", year=2020, issue_number=1))
    copy = issue.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert NewsletterPage.objects.get(pk=copy.pk).issue_number is None


def test_a_year_has_one_programme_in_a_locale(programmes):
    programmes.add_child(instance=ProgrammePage(title="2018", year=2018))
    second = programmes.add_child(instance=ProgrammePage(title="2019", year=2019))
    with pytest.raises(IntegrityError):
        change_by_query(second, year=2018)


def test_a_programme_ends_after_it_starts(programmes):
    page = programmes.add_child(instance=ProgrammePage(title="2018", year=2018))
    day, before = datetime.date(2018, 6, 30), datetime.date(2018, 6, 29)
    with pytest.raises(IntegrityError):
        change_by_query(page, start_date=day, end_date=before)
    with pytest.raises(IntegrityError):
        change_by_query(page, placement_start_date=day, placement_end_date=before)


def test_an_evaluation_has_its_span_for_itself(evaluations):
    evaluations.add_child(instance=EvaluationPage(title="Review", year_from=2006, year_to=2012))
    evaluations.add_child(instance=EvaluationPage(title="2018", year_from=2018))
    other = evaluations.add_child(instance=EvaluationPage(title="2019", year_from=2019))
    with pytest.raises(IntegrityError):
        change_by_query(other, year_from=2006, year_to=2012)
    with pytest.raises(IntegrityError):
        change_by_query(other, year_from=2018, year_to=2018)  # the same span, written otherwise


def test_an_evaluation_is_in_order(evaluations):
    page = evaluations.add_child(instance=EvaluationPage(title="2019", year_from=2019))
    with pytest.raises(IntegrityError):
        change_by_query(page, year_to=2018)
    with pytest.raises(IntegrityError):
        change_by_query(page, responses=24, response_base=23)


def test_a_project_ends_after_it_starts(home):
    index = home.add_child(instance=LegacyProjectIndexPage(title="Projects"))
    strand = index.add_child(instance=StrandPage(title="Courses"))
    page = strand.add_child(instance=LegacyProjectPage(title="Course"))
    with pytest.raises(IntegrityError):
        change_by_query(page, start_date=datetime.date(2018, 10, 23), end_date=datetime.date(2018, 10, 22))


def test_a_country_is_one_of_iso(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.bulk_create([Country(code="e1")])


def test_a_place_has_both_coordinates(db):
    institution = Institution.objects.create(name="Museum")
    with pytest.raises(IntegrityError):
        change_by_query(institution, latitude=51)
