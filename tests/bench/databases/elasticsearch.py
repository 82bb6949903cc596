"""Fills an Elasticsearch from one database: `python -m tests.bench.databases.elasticsearch`, a process of its own."""

import os
from dataclasses import replace

import django

from tests.bench.processes import Database, run


def elasticsearch_url() -> str | None:
    """The address of the server to be measured, of the environment; None where there is none."""
    return os.environ.get("ELASTICSEARCH_URL")


def with_elasticsearch(database: Database) -> Database:
    """The same database, searched by an Elasticsearch that has all of it."""
    variables = {"ELASTICSEARCH_URL": elasticsearch_url() or "", "ELASTICSEARCH_PREFIX": f"bench_{database.pages}"}
    found = replace(database, vendor=f"{database.vendor}, elasticsearch", variables=variables)
    run("databases.elasticsearch", environment=found.environment())
    return found


def main() -> None:
    django.setup()

    from tqdm import tqdm

    from search.elasticsearch import indexes
    from search.models import Entry

    with tqdm(total=Entry.objects.filter(is_public=True).count(), unit="object", desc="Elasticsearch") as bar:
        indexes.rebuild(bar.update)


if __name__ == "__main__":
    main()
