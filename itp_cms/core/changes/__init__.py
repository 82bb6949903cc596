"""The change log: what of what readers see changed, in an order in which nothing can be missed.

Most changes are recorded by themselves (`recording`); code that changes rows past Django's signals calls `record` or
`record_all`. docs/change-log.md tells all of it.
"""

from itp_cms.core.changes.log import TooFarBehind, content_version, mark_of, prune, record, record_all, since
from itp_cms.core.changes.moments import are_recorded, next_moment, record_moments
from itp_cms.core.changes.recording import shown_within
from itp_cms.core.models.changes import Change, ContentVersion

Kind = Change.Kind

__all__ = [
    "Change",
    "ContentVersion",
    "Kind",
    "TooFarBehind",
    "are_recorded",
    "content_version",
    "mark_of",
    "next_moment",
    "prune",
    "record",
    "record_all",
    "record_moments",
    "shown_within",
    "since",
]
