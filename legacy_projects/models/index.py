from django.utils.translation import gettext_lazy as _

from itp_cms.core.models import IndexPage


class LegacyProjectIndexPage(IndexPage):
    """All strands."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["legacy_projects.StrandPage", "home.StandardPage"]
    max_count_per_parent = 1

    translatable_fields = [*IndexPage.translatable_fields]
    teaser_fields = [*IndexPage.teaser_fields]
    search_fields = [*IndexPage.search_fields]

    class Meta:
        verbose_name = _("legacy projects")
        verbose_name_plural = _("legacy projects")
