from django.db.backends.sqlite3 import base

from itp_cms.core.databases import ChangeLogMixin


class DatabaseWrapper(ChangeLogMixin, base.DatabaseWrapper):
    pass
