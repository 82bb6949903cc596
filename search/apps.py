from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from itp_cms.core.followers import register
        from search.follower import SearchFollower
        from search.models import relate_indexed_models

        relate_indexed_models()
        register(SearchFollower())
        if settings.ELASTICSEARCH_URL:
            from search.elasticsearch.follower import ElasticsearchFollower

            register(ElasticsearchFollower())
