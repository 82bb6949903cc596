"""The dated, editorial types: posts, newsletters, evaluations."""

from blog.models.evaluations import EvaluationFigure, EvaluationIndexPage, EvaluationPage
from blog.models.newsletters import GuestEditor, NewsletterIndexPage, NewsletterPage
from blog.models.posts import BlogIndexPage, BlogPage, Byline
from blog.models.series import Series

__all__ = [
    "BlogIndexPage",
    "BlogPage",
    "Byline",
    "EvaluationFigure",
    "EvaluationIndexPage",
    "EvaluationPage",
    "GuestEditor",
    "NewsletterIndexPage",
    "NewsletterPage",
    "Series",
]
