from django.db.backends.postgresql import base

from itp_cms.core.databases import ChangeLogMixin


class DatabaseWrapper(ChangeLogMixin, base.DatabaseWrapper):
    pass
