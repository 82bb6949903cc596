"""What belongs to the site as a whole."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from itp_cms.core.blocks.links import LinkGroupBlock, MenuItemBlock
from itp_cms.core.blocks.text import RICH_TEXT_FEATURES
from itp_cms.core.models.snippets import TranslatableSnippet
from itp_cms.core.representation.fields import RichTextFieldSerializer, StreamFieldSerializer
from itp_cms.core.translation import synchronised, translated


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What holds for a site in every language."""

    front_end_url = models.URLField(
        _("front end's address"),
        blank=True,
        help_text=_("Where readers see the site, for example https://www.example.org. Links in the API begin with it."),
    )

    preview_path = models.CharField(
        _("path of previews"),
        max_length=200,
        blank=True,
        default="/preview/",
        help_text=_(
            "Below that address: the page that shows drafts. Left empty, drafts are shown here, as plain pages."
        ),
    )

    panels = [FieldPanel("front_end_url"), FieldPanel("preview_path")]

    class Meta:
        verbose_name = _("site settings")

    def clean(self) -> None:
        super().clean()
        parts = urlsplit(self.front_end_url)
        if self.front_end_url and (parts.scheme not in {"http", "https"} or parts.query or parts.fragment):
            raise ValidationError(
                {"front_end_url": gettext("Give an address such as https://www.example.org, without “?” or “#”.")}
            )
        if not re.fullmatch(r"(/[^\s?#]*)?", self.preview_path):
            raise ValidationError({"preview_path": gettext("Begin it with “/”, without “?” or “#”.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.front_end_url = self.front_end_url.rstrip("/")
        super().save(*args, **kwargs)


class SiteContent(TranslatableSnippet, ClusterableModel):
    """A site's name, navigation, footer and support text in one language."""

    site = models.ForeignKey("wagtailcore.Site", verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    navigation = StreamField([("item", MenuItemBlock())], verbose_name=_("navigation"), blank=True)
    footer = StreamField([("group", LinkGroupBlock())], verbose_name=_("footer"), blank=True)
    footer_text = RichTextField(_("footer text"), blank=True, features=RICH_TEXT_FEATURES)
    support_heading = models.CharField(_("heading"), max_length=255, blank=True)
    support_text = RichTextField(_("text"), blank=True, features=RICH_TEXT_FEATURES)

    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("navigation"),
        MultiFieldPanel([FieldPanel("footer"), FieldPanel("footer_text")], heading=_("Footer")),
        MultiFieldPanel(
            [FieldPanel("support_heading"), FieldPanel("support_text")], heading=_("Support and donations")
        ),
    ]
    translatable_fields = [
        *translated("name", "tagline", "navigation", "footer", "footer_text", "support_heading", "support_text"),
        *synchronised("site"),
    ]
    api_fields = [
        APIField("name"),
        APIField("tagline"),
        APIField("navigation", serializer=StreamFieldSerializer()),
        APIField("footer", serializer=StreamFieldSerializer()),
        APIField("footer_text", serializer=RichTextFieldSerializer()),
        APIField("support_heading"),
        APIField("support_text", serializer=RichTextFieldSerializer()),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("site's navigation and texts")
        verbose_name_plural = _("site's navigation and texts")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "locale"],
                name="one_content_per_site_and_locale",
                violation_error_message=_("This site already has its navigation and texts in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Channel(TranslatableSnippet, ClusterableModel):
    """A place where the network keeps in touch, and who is told of it.

    `shown_in` names the locales whose readers see it; with none, all do. It is read from the source's row, so
    that one list holds for all translations.
    """

    class Kind(models.TextChoices):
        FACEBOOK = "facebook", "Facebook"
        X = "x", "X (Twitter)"
        INSTAGRAM = "instagram", "Instagram"
        WECHAT = "wechat", _("WeChat")
        WEIBO = "weibo", _("Weibo")
        LINKEDIN = "linkedin", "LinkedIn"
        YOUTUBE = "youtube", "YouTube"
        BILIBILI = "bilibili", "bilibili"
        EMAIL = "email", _("E-mail")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    handle = models.CharField(_("handle"), max_length=100, blank=True, help_text=_("For example @example."))
    url = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("A web address, or a mail address after “mailto:”. Leave it empty for a group one is added to."),
    )
    how_to_join = RichTextField(_("how to join"), blank=True, features=RICH_TEXT_FEATURES)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))

    panels = [
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("handle"), FieldPanel("url")]),
        FieldPanel("how_to_join"),
        FieldPanel("position"),
        InlinePanel(
            "shown_in",
            heading=_("Shown to readers of"),
            label=_("Language"),
            help_text=_("With none chosen, the channel is shown in every language."),
        ),
    ]
    translatable_fields = [
        *translated("name", "how_to_join"),
        *synchronised("kind", "handle", "position", "shown_in"),
        *synchronised("url", overridable=True),
    ]
    teaser_fields = ["kind", "name", "handle", "url"]
    api_fields = [
        APIField("kind"),
        APIField("name"),
        APIField("handle"),
        APIField("url"),
        APIField("how_to_join", serializer=RichTextFieldSerializer()),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale_id")]

    class Meta(TranslatableSnippet.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.url and not self.url.startswith(("https://", "http://", "mailto:")):
            raise ValidationError({"url": gettext("Begin it with https:// or mailto:.")})


class ChannelLocale(Orderable):
    """A locale whose readers are shown the channel."""

    channel = ParentalKey(Channel, on_delete=models.CASCADE, related_name="shown_in")
    shown_locale = models.ForeignKey(
        "wagtailcore.Locale", verbose_name=_("language"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("shown_locale")]
