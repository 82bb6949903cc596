import datetime

import factory

from blog.models import (
    BlogIndexPage,
    BlogPage,
    EvaluationIndexPage,
    EvaluationPage,
    NewsletterIndexPage,
    NewsletterPage,
    Series,
)
from tests.factories.core import PageFactory, TranslatableFactory


class SeriesFactory(TranslatableFactory):
    name = factory.Sequence(lambda number: f"Series {number}")
    slug = factory.Sequence(lambda number: f"series-{number}")

    class Meta:
        model = Series


class BlogIndexPageFactory(PageFactory):
    title = "Blog"

    class Meta:
        model = BlogIndexPage


class BlogPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"Post {number}")
    date = datetime.date(2018, 7, 1)

    class Meta:
        model = BlogPage


class NewsletterIndexPageFactory(PageFactory):
    title = "Newsletters"

    class Meta:
        model = NewsletterIndexPage


class NewsletterPageFactory(PageFactory):
    year = 2018
    issue_number = factory.Sequence(lambda number: number + 1)

    class Meta:
        model = NewsletterPage


class EvaluationIndexPageFactory(PageFactory):
    title = "Evaluations"

    class Meta:
        model = EvaluationIndexPage


class EvaluationPageFactory(PageFactory):
    year_from = factory.Sequence(lambda number: 1901 + number % 290)

    class Meta:
        model = EvaluationPage
