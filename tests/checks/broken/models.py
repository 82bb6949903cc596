"""Models that each break one rule; never migrated."""

from django.db import models
from wagtail.models import Page, TranslatableMixin

from itp_cms.core.models import BasePage
from itp_cms.core.translation import translated


class KeptPage(BasePage):
    """Breaks none."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class NotBasedPage(Page):
    parent_page_types: list[str] = []
    subpage_types: list[str] = []


class UndeclaredParentsPage(BasePage):
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class UndeclaredChildrenPage(BasePage):
    parent_page_types = ["home.HomePage"]
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class MisspeltParentPage(BasePage):
    parent_page_types = ["home.HomPage"]
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class NoPageAsChildPage(BasePage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["core.Country"]
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class UnsearchedPage(BasePage):
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields]


class TeaserlessPage(BasePage):
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    search_fields = [*BasePage.search_fields]


class UnknownTeaserPage(BasePage):
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields, "nowhere"]
    search_fields = [*BasePage.search_fields]


class UndeclaredFieldPage(BasePage):
    forgotten = models.CharField(max_length=10)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class NeutralFieldPage(BasePage):
    """Breaks none: the field is declared neutral."""

    internal = models.CharField(max_length=10)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    neutral_fields = ("internal",)
    teaser_fields = [*BasePage.teaser_fields]
    search_fields = [*BasePage.search_fields]


class ManyToManySnippet(TranslatableMixin, models.Model):
    name = models.CharField(max_length=10)
    countries = models.ManyToManyField("core.Country")

    translatable_fields = translated("name")
