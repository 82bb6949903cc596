"""The follower of the change log that keeps Elasticsearch's indexes."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from itp_cms.core.followers import Follower
from itp_cms.core.models import Change
from search import index
from search.elasticsearch import indexes
from search.elasticsearch.documents import documents_of, name_of
from search.follower import told_by
from search.models import Entry


class ElasticsearchFollower(Follower):
    name = indexes.NAME
    label = _("Elasticsearch")

    def follow(self, changes: Sequence[Change]) -> None:
        if not indexes.are_current():
            self.start_afresh()
            return
        told = told_by(changes)
        gone: set[str] = set()
        found: dict[int, Entry] = {}
        for root, ids in told.items():
            index.update(root, ids)  # by whose entries the documents are made, whichever follower comes first
            gone |= {name_of(root, pk) for pk in ids}
            of_root: Any = Entry.objects.filter(root=ContentType.objects.get_for_model(root), object_id__in=ids)
            found |= _by_pk(of_root)
        # Of each piece of content, each version says which others there are.
        keys = {entry.translation_key for entry in found.values()} | {change.translation_key for change in changes}
        found |= _by_pk(Entry.objects.filter(translation_key__in=keys - {None}))
        documents = list(documents_of(entry for entry in found.values() if entry.is_public))
        indexes.write(documents, gone - {document.name for document in documents})

    def start_afresh(self) -> None:
        if not index.is_of_this_analysis():
            index.rebuild()
        indexes.rebuild()

    def is_whole(self) -> bool:
        return indexes.are_current()


def _by_pk(entries: Any) -> dict[int, Entry]:
    return {entry.pk: entry for entry in entries.select_related("root", "locale")}
