import factory
from wagtail.models import Site

from home.models import ContactPage, HomePage, ProgrammeIndexPage, ProgrammePage, StandardPage, SurveyPage
from tests.factories.core import PageFactory, locale, root_page


class HomePageFactory(PageFactory):
    title = "Home"

    class Meta:
        model = HomePage


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage


class ProgrammeIndexPageFactory(PageFactory):
    title = "Programmes"

    class Meta:
        model = ProgrammeIndexPage


class ProgrammePageFactory(PageFactory):
    year = factory.Sequence(lambda number: 1901 + number % 290)

    class Meta:
        model = ProgrammePage


class ContactPageFactory(PageFactory):
    class Meta:
        model = ContactPage


class SurveyPageFactory(PageFactory):
    class Meta:
        model = SurveyPage


def make_site(**home: object) -> Site:
    """The default site with a home page of its own, in the place of what migrations made."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, port=80)
    site.hostname, site.site_name = "localhost", ""
    site.root_page = HomePageFactory(parent=root_page(), slug="test-home", locale=locale(), **home)
    site.save()
    return site
