"""The page every page type derives from, and what all of them have."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page, PagePermissionTester, Site
from wagtail.search import index

from itp_cms.core.addresses import front_end_url
from itp_cms.core.feeds import Feed
from itp_cms.core.forms import BasePageForm
from itp_cms.core.moments import Moment, is_in_time
from itp_cms.core.occasions import Occasion
from itp_cms.core.previews import preview_on_front_end
from itp_cms.core.public import is_public
from itp_cms.core.representation.fields import ChildrenField, FallbackImageField, ImageField, ObjectListField, TagsField
from itp_cms.core.translation import synchronised, translated


class PageTag(ItemBase):
    """A tag on a page of any type."""

    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="page_tagged_once")]


class PageCountry(Orderable):
    """A country that a page is about."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_countries")
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), on_delete=models.CASCADE, related_name="page_countries"
    )

    panels = [FieldPanel("country")]


class PagePerson(Orderable):
    """Somebody a page is about: the fellows of a programme or project, the subjects of a post."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_people")
    person = models.ForeignKey(
        "core.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="page_people"
    )

    panels = [FieldPanel("person")]


class BasePage(Page):
    """What all page types have in common.

    A page type is one class that composes its lists with these: `content_panels`, `translatable_fields`,
    `teaser_fields` (the names a list or a reference shows), `api_fields` (all of a detail) and `search_fields`;
    and names `parent_page_types` and `subpage_types`. System checks fail a type that leaves one out
    (`itp_cms.core.checks`).

    Readers see pages on the front end, which this CMS is not: under a page's own address it redirects there, or, as
    long as no front end is set, answers with a plain reading version, which previews use as well.
    """

    base_form_class = BasePageForm
    listed_once: ClassVar[dict[str, str]] = {"page_countries": "country", "page_people": "person"}
    """Inline rows and what no two of a page's may have in common; the form refuses it.

    No constraint of the database does: rows are saved one by one, and swapping two would break it on the way.
    """
    required_fields: ClassVar[tuple[str, ...]] = ()
    """Fields the form requires though a copy of the page begins without them."""

    social_image = models.ForeignKey(
        "core.CustomImage",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where the page is shared. Left empty, the teaser image is."),
    )
    teaser_text = models.TextField(
        _("teaser text"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists of pages, at most 300 characters."),
    )
    teaser_image = models.ForeignKey(
        "core.CustomImage",
        verbose_name=_("teaser image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in lists of pages."),
    )
    table_of_contents = models.BooleanField(
        _("table of contents"), default=False, help_text=_("Show the headings of the page as a list of links.")
    )
    tags = ClusterTaggableManager(through=PageTag, blank=True, verbose_name=_("tags"))

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("teaser_text"), FieldPanel("teaser_image")],
            heading=_("Teaser"),
            help_text=_("How the page looks in lists, on the home page and beside related pages."),
        ),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("Search engines and sharing"),
        ),
        MultiFieldPanel([FieldPanel("table_of_contents"), FieldPanel("show_in_menus")], heading=_("Display")),
    ]
    subject_panels: ClassVar[list[Any]] = [
        FieldPanel("tags"),
        InlinePanel("page_countries", heading=_("Countries"), label=_("Country")),
        InlinePanel("page_people", heading=_("People"), label=_("Person")),
    ]

    translatable_fields: ClassVar[list[Any]] = [
        *translated("title", "slug", "seo_title", "search_description", "teaser_text"),
        *synchronised("social_image", "teaser_image", overridable=True),
        *synchronised("table_of_contents", "show_in_menus", "page_tags", "page_countries", "page_people"),
    ]
    neutral_fields: ClassVar[tuple[str, ...]] = ()
    dated_by: ClassVar[str | None] = None
    """The field by which an index page lists its children, newest first."""
    latest_date_field: ClassVar[str | None] = None
    """Set by types whose newest pages are news: the field that dates them."""
    feed: ClassVar[Feed | None] = None
    """Set by types that one can subscribe to."""
    occasions: ClassVar[tuple[Occasion, ...]] = ()
    """The dates of a page that stand in the calendar."""
    moments: ClassVar[tuple[Moment, ...]] = ()
    """When what readers see of a page changes by time alone; that it goes live and expires need not be said."""
    teaser_fields: ClassVar[list[str]] = ["teaser_text", "teaser_image", "tags"]
    api_fields = [
        APIField("teaser_text"),
        APIField("teaser_image", serializer=ImageField()),
        APIField("social_image", serializer=FallbackImageField("teaser_image")),
        APIField("table_of_contents"),
        APIField("tags", serializer=TagsField()),
        APIField(
            "countries", serializer=ObjectListField("page_countries", "country", help_text="The countries it is about.")
        ),
        APIField("people", serializer=ObjectListField("page_people", "person", help_text="The people it is about.")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("teaser_text"),
        index.SearchField("search_description"),
        index.RelatedFields("tags", [index.SearchField("name")]),
    ]

    class Meta:
        abstract = True

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "core/reading_page.html"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.refuse_unless_shown(request)
        return self.redirect_to_front_end(request) or super().serve(request, *args, **kwargs)

    def refuse_unless_shown(self, request: HttpRequest) -> None:
        """Raises `Http404` where the page is not public, except to those who may enter the admin.

        Restrictions of its own and of its ancestors Wagtail has asked about before: who comes here has got past them.
        """
        if is_public(self) or request.user.has_perm("wagtailadmin.access_admin"):
            return
        if not is_in_time(self.go_live_at, self.expire_at) or not self.get_view_restrictions().exists():
            raise Http404

    def redirect_to_front_end(self, request: HttpRequest) -> HttpResponseBase | None:
        """Where the page is read, or None where no front end is set."""
        site = Site.find_for_request(request)
        if site:
            base = front_end_url(site)
            if base != site.root_url and not base.startswith(f"{request.scheme}://{request.get_host()}"):
                return redirect(base + self.get_url(request))
        return None

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Previews are shown by the front end; as long as none is set, as the plain reading version."""
        if self.locale_id is None:  # the form of a page that is being made has none
            self.locale = self.get_parent().locale
        elsewhere = preview_on_front_end(self, original_request, preview_mode, extra_request_attrs or {})
        return elsewhere or super().make_preview_request(original_request, preview_mode, extra_request_attrs)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        from itp_cms.core.admin.permissions import LimitedPagePermissionTester

        return LimitedPagePermissionTester(user, self)

    @property
    def language_code(self) -> str:
        return self.locale.language_code


class IndexPage(BasePage):
    """A page that introduces a section and lists the pages below it."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    translatable_fields = [*BasePage.translatable_fields, *translated("introduction")]
    teaser_fields = [*BasePage.teaser_fields, "introduction"]
    api_fields = [*BasePage.api_fields, APIField("introduction"), APIField("children", serializer=ChildrenField())]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True
