from legacy_projects.models import LegacyProjectIndexPage, LegacyProjectPage, StrandPage
from tests.factories.core import PageFactory


class LegacyProjectIndexPageFactory(PageFactory):
    title = "Legacy projects"

    class Meta:
        model = LegacyProjectIndexPage


class StrandPageFactory(PageFactory):
    class Meta:
        model = StrandPage


class LegacyProjectPageFactory(PageFactory):
    class Meta:
        model = LegacyProjectPage
