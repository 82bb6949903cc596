from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from itp_cms.core import chores
        from itp_cms.core.followers import register
        from search import misses
        from search.follower import SearchFollower
        from search.models import relate_indexed_models

        relate_indexed_models()
        register(SearchFollower())
        chores.register(chores.Chore("forget_misses", _("Forget old searches without hits"), DAY, misses.forget_old))
        if settings.ELASTICSEARCH_URL:
            from search.elasticsearch.follower import ElasticsearchFollower

            register(ElasticsearchFollower())
        self._watch()

    def _watch(self) -> None:
        """What search shows besides the content's own words."""
        from wagtail.contrib.search_promotions.models import Query, SearchPromotion
        from wagtail.documents import get_document_model

        from itp_cms.core.changes import shown_within
        from search import promotions
        from search.models import Entry, PdfText

        documents = get_document_model()
        shown_within(PdfText, lambda text: documents.objects.filter(pk=text.document_id))
        shown_within(SearchPromotion, promotions.shown_with)
        shown_within(Query, promotions.shown_for)
        post_save.connect(_read_pdf, sender=documents)
        post_delete.connect(_forget_words, sender=Entry)


def _read_pdf(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from search.pdf import schedule

    if not raw:
        schedule(instance)


def _forget_words(sender: Any, instance: Any, using: str, **kwargs: Any) -> None:
    """The tables of words know no foreign keys; entries go with their objects, too, whoever deletes these."""
    from search.engines import database_engine

    database_engine(using).forget([instance.pk], using)
