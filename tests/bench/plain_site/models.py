"""A post with the fields of `blog.BlogPage`, of what Wagtail brings."""

import datetime

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Orderable, Page
from wagtail.search import index


class PostTag(TaggedItemBase):
    content_object = ParentalKey("plain_site.PostPage", related_name="tagged_items", on_delete=models.CASCADE)


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock()
    level = blocks.ChoiceBlock(choices=[("2", "Section"), ("3", "Subsection")])
    anchor = blocks.CharBlock(required=False)


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False)


class CalloutBlock(blocks.StructBlock):
    style = blocks.ChoiceBlock(choices=[("note", "Note"), ("deadline", "Deadline")])
    title = blocks.CharBlock(required=False)
    text = blocks.RichTextBlock()


class CaptionedImageBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False)
    credit = blocks.CharBlock(required=False)


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    image = CaptionedImageBlock()


class PostPage(Page):
    date = models.DateField(default=datetime.date.today)
    teaser_text = models.TextField(blank=True)
    teaser_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    introduction = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True)
    tags = ClusterTaggableManager(through=PostTag, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        InlinePanel("bylines"),
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("teaser_text"), FieldPanel("teaser_image")]),
        *Page.promote_panels,
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("teaser_text"),
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.RelatedFields("tags", [index.SearchField("name")]),
        index.FilterField("date"),
    ]


class Byline(Orderable):
    page = ParentalKey(PostPage, on_delete=models.CASCADE, related_name="bylines")
    name = models.CharField(max_length=255)
    role = models.CharField(max_length=255, blank=True)

    panels = [FieldPanel("name"), FieldPanel("role")]
