"""Listings with their columns and filters."""

import datetime

import pytest
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from itp_cms.core.models import Country
from tests.factories.blog import (
    BlogIndexPageFactory,
    BlogPageFactory,
    EvaluationIndexPageFactory,
    EvaluationPageFactory,
    NewsletterIndexPageFactory,
    NewsletterPageFactory,
    SeriesFactory,
)
from tests.factories.core import (
    ChannelFactory,
    CountryFactory,
    InstitutionFactory,
    PersonFactory,
    SiteContentFactory,
    SponsorFactory,
    TestimonialFactory,
    locale,
)
from tests.factories.home import ProgrammeIndexPageFactory, ProgrammePageFactory
from tests.factories.legacy_projects import LegacyProjectIndexPageFactory, LegacyProjectPageFactory, StrandPageFactory

FACTORIES = (
    PersonFactory,
    InstitutionFactory,
    SponsorFactory,
    TestimonialFactory,
    CountryFactory,
    SiteContentFactory,
    ChannelFactory,
    SeriesFactory,
)


def url(model, view="list", *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def shown(response):
    assert response.status_code == 200
    return list(response.context["object_list"])


def test_every_snippet_has_a_factory_here():
    assert {factory._meta.model for factory in FACTORIES} == set(get_snippet_models())


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_listing_shows_what_there_is(factory, home, editor):
    snippet = factory()
    assert shown(editor.get(url(factory._meta.model))) == [snippet]


def test_people_are_filtered(home, editor):
    egypt, china = CountryFactory(code="EG"), CountryFactory(code="CN")
    fellow = PersonFactory(country=egypt, cohort_year=2016)
    staff = PersonFactory(kind="staff", country=china, cohort_year=None, live=False)
    chinese = PersonFactory(country=china, cohort_year=2017, locale=locale("zh-hans"), has_unpublished_changes=True)
    people = url(type(fellow))
    assert shown(editor.get(people, {"kind": "staff"})) == [staff]
    assert shown(editor.get(people, {"country": egypt.pk})) == [fellow]
    assert shown(editor.get(people, {"cohort_year": 2017})) == [chinese]
    assert shown(editor.get(people, {"locale": "zh-hans"})) == [chinese]
    assert shown(editor.get(people, {"publication": "draft"})) == [staff]
    assert shown(editor.get(people, {"publication": "changed"})) == [chinese]
    assert shown(editor.get(people, {"q": fellow.name})) == [fellow]


def test_posts_are_filtered(home, editor):
    blog = BlogIndexPageFactory(parent=home)
    series = SeriesFactory(name="Spotlight")
    old = BlogPageFactory(parent=blog, date=datetime.date(2012, 5, 1), series=series)
    draft = BlogPageFactory(parent=blog, date=datetime.date(2019, 5, 1), live=False)
    posts = reverse("posts:index")
    response = editor.get(posts)
    assert shown(response) == [draft, old]
    assert "Spotlight" in response.content.decode()
    assert shown(editor.get(posts, {"date": 2012})) == [old]
    assert shown(editor.get(posts, {"series": series.pk})) == [old]
    assert shown(editor.get(posts, {"publication": "draft"})) == [draft]
    assert shown(editor.get(posts, {"locale": "zh-hans"})) == []
    assert shown(editor.get(posts, {"ordering": "date"})) == [old, draft]


def test_projects_are_filtered(home, editor):
    index = LegacyProjectIndexPageFactory(parent=home)
    first, second = StrandPageFactory(parent=index, title="Mentoring"), StrandPageFactory(parent=index)
    running = LegacyProjectPageFactory(parent=first, status="running", start_date=datetime.date(2020, 1, 1))
    complete = LegacyProjectPageFactory(parent=second, start_date=datetime.date(2016, 1, 1))
    projects = reverse("projects:index")
    response = editor.get(projects)
    assert shown(response) == [running, complete]
    assert "Mentoring" in response.content.decode()
    assert shown(editor.get(projects, {"strand": first.pk})) == [running]
    assert shown(editor.get(projects, {"start_date": 2016})) == [complete]
    assert shown(editor.get(projects, {"status": "running"})) == [running]
    labels = [str(field.label) for field in response.context["filters"].form]
    assert len(set(labels)) == len(labels), labels
    assert shown(editor.get(projects, {"publication": "draft"})) == []


def test_years_are_filtered(home, editor):
    newsletter = NewsletterPageFactory(parent=NewsletterIndexPageFactory(parent=home), year=2017)
    evaluation = EvaluationPageFactory(parent=EvaluationIndexPageFactory(parent=home), year_from=2016)
    programme = ProgrammePageFactory(parent=ProgrammeIndexPageFactory(parent=home), year=2015)
    for name, field, page, year in (
        ("newsletters", "year", newsletter, 2017),
        ("evaluations", "year_from", evaluation, 2016),
        ("programmes", "year", programme, 2015),
    ):
        assert shown(editor.get(reverse(f"{name}:index"), {field: year})) == [page]
        assert editor.get(reverse(f"{name}:index"), {field: 1999}).context["filters"].errors


def test_an_evaluation_is_found_by_every_year_it_is_about(home, editor):
    index = EvaluationIndexPageFactory(parent=home)
    long = EvaluationPageFactory(parent=index, year_from=2012, year_to=2015)
    short = EvaluationPageFactory(parent=index, year_from=2015, year_to=None)
    evaluations = reverse("evaluations:index")
    for year, found in ((2012, [long]), (2014, [long]), (2015, [short, long])):
        assert shown(editor.get(evaluations, {"year_from": year})) == found
    assert editor.get(evaluations, {"year_from": 2016}).context["filters"].errors


def test_people_and_the_like_are_listed_by_name(home, editor):
    for factory in (PersonFactory, InstitutionFactory, SponsorFactory, SeriesFactory):
        first, last, middle = factory(name="Abbas"), factory(name="Zhao"), factory(name="Mina")
        assert shown(editor.get(url(factory._meta.model))) == [first, middle, last]


@pytest.mark.parametrize("name", ["posts", "newsletters", "evaluations", "programmes", "projects"])
def test_a_page_is_added_from_its_listing(name, home, editor):
    assert editor.get(reverse(f"{name}:choose_parent")).status_code in {200, 302}


def test_the_menu_leads_to_the_listings(home, editor):
    content = editor.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("posts", "newsletters", "evaluations", "programmes", "projects"):
        assert reverse(f"{name}:index") in content
    for factory in FACTORIES:
        assert url(factory._meta.model) in content


def test_countries_are_chosen_in_the_admins_language(home, editor):
    form = editor.get(url(Country, "add"), headers={"accept-language": "zh-hans"}).content.decode()
    assert '<option value="EG">埃及</option>' in form
    editor.post(url(Country, "add"), {"code": "EG"})
    assert Country.objects.get().code == "EG"
    response = editor.post(url(Country, "add"), {"code": "XX"})
    assert "code" in response.context["form"].errors
