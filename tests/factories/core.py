from typing import Any

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Collection, Locale, Page, Site

from itp_cms.core.models import (
    Channel,
    Country,
    CustomDocument,
    CustomImage,
    Institution,
    Person,
    SiteContent,
    Sponsor,
    Testimonial,
)

# Calling a factory gives an instance of its model, which factory_boy's types do not say.
ModelFactory: Any = DjangoModelFactory


def locale(language_code: str = "en") -> Locale:
    return Locale.objects.get(language_code=language_code)


class TranslatableFactory(ModelFactory):
    locale = factory.LazyFunction(locale)

    class Meta:
        abstract = True


class CountryFactory(ModelFactory):
    code = "EG"

    class Meta:
        model = Country
        django_get_or_create = ("code",)


class InstitutionFactory(TranslatableFactory):
    name = factory.Sequence(lambda number: f"Institution {number}")

    class Meta:
        model = Institution


class SponsorFactory(TranslatableFactory):
    name = factory.Sequence(lambda number: f"Sponsor {number}")

    class Meta:
        model = Sponsor


class PersonFactory(TranslatableFactory):
    name = factory.Sequence(lambda number: f"Person {number}")
    cohort_year = 2018

    class Meta:
        model = Person


class TestimonialFactory(TranslatableFactory):
    __test__ = False  # no test, though its name begins so

    quote = factory.Sequence(lambda number: f"Quotation {number}")

    class Meta:
        model = Testimonial


class ChannelFactory(TranslatableFactory):
    kind = "wechat"
    name = factory.Sequence(lambda number: f"Channel {number}")

    class Meta:
        model = Channel


class SiteContentFactory(TranslatableFactory):
    site = factory.LazyFunction(lambda: Site.objects.get(is_default_site=True))
    name = "A network"

    class Meta:
        model = SiteContent


class ImageFactory(wagtail_factories.ImageFactory):
    title = factory.Sequence(lambda number: f"Image {number}")
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = CustomImage


class DocumentFactory(wagtail_factories.DocumentFactory):
    title = factory.Sequence(lambda number: f"Document {number}")
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = CustomDocument


class PageFactory(wagtail_factories.PageFactory):
    """Pages are live, and in English unless below a page of another language."""

    title: Any = factory.Sequence(lambda number: f"Page {number}")
    locale = factory.LazyAttribute(
        lambda page: page.parent.locale if page.parent and page.parent.depth > 1 else locale()
    )

    class Meta:
        abstract = True


def root_page() -> Page:
    return Page.get_first_root_node()
