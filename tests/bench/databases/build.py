"""Makes one database, in a process of its own: `python -m tests.bench.databases.build PAGES SEED`.

`DATABASE_URL` names a database without content. With 0 pages it is migrated only.
"""

import sys

import django


def main(pages: int, seed: int) -> None:
    django.setup()

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection, transaction
    from tqdm import tqdm

    from itp_cms.core.changes import content_version
    from itp_cms.core.models import FollowerState
    from search import follower, index
    from tests.bench.databases.library import make_library
    from tests.bench.databases.tree import Tree
    from tests.bench.editing import LOGIN, PASSWORD

    if not pages:
        call_command("migrate", interactive=False, verbosity=0)
        return
    with tqdm(total=pages, unit="page", desc=f"{connection.vendor}, {pages:,} pages") as bar, transaction.atomic():
        get_user_model().objects.create_superuser(LOGIN, PASSWORD)
        Tree(make_library(pages, seed), seed, bar.update).build(pages)
    with tqdm(total=index.count_all(), unit="object", desc="search index") as bar:
        index.rebuild(bar.update)
    FollowerState.objects.update_or_create(name=follower.NAME, defaults={"cursor": content_version()})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
