"""What is referred to is not deleted.

Foreign keys say CASCADE or SET_NULL: a draft or an old revision that names something deleted since has to open, which
modelcluster refuses under PROTECT. So the deletion itself is refused while anything that is there refers to it.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError
from django.db.models.signals import pre_delete
from wagtail.models import ReferenceIndex

from itp_cms.core.models import Country, Institution, Person, Sponsor


class InUse(ProtectedError, PermissionDenied):
    """Raised for a deletion of what is referred to. Wagtail's views answer the second of its bases with a message."""


def refuse_while_in_use(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Answers `pre_delete`."""
    references = ReferenceIndex.get_references_to(instance)
    if references.exists():
        raise InUse(f"{instance} is referred to {references.count()} times", set())


def protect() -> None:
    for model in (Country, Institution, Person, Sponsor):
        pre_delete.connect(refuse_while_in_use, sender=model, dispatch_uid=f"core.protect.{model.__name__}")
