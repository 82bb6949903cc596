from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm
from wagtail.models import ReferenceIndex

from itp_cms.core.links import external_links, problem_of, source_models
from itp_cms.core.models import BrokenLink
from itp_cms.core.public import public

AT_A_TIME = 8

Place = tuple[ContentType, int]


class Command(BaseCommand):
    help = "Look for links that lead nowhere, for the admin's report: asks the servers of all links to other sites."

    def handle(self, *args: Any, **options: Any) -> None:
        places = _places_of_links()
        with ThreadPoolExecutor(AT_A_TIME) as threads:
            answers = zip(places, threads.map(problem_of, places), strict=True)
            problems = {url: problem for url, problem in tqdm(answers, total=len(places), unit="link") if problem}
        rows = [
            BrokenLink(content_type=content_type, object_id=pk, url=url, problem=problem)
            for url, problem in problems.items()
            for content_type, pk in places[url]
        ]
        with transaction.atomic():
            BrokenLink.objects.all().delete()
            BrokenLink.objects.bulk_create(rows)
        message = _("%(links)d links checked, %(broken)d do not work.")
        self.stdout.write(message % {"links": len(places), "broken": len(problems)})


def _places_of_links() -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for model in source_models():
        content_type = ContentType.objects.get_for_model(model)
        for instance in public(model).iterator():
            # Wagtail forgets references to what is deleted, although links in rich text are still there.
            ReferenceIndex.create_or_update_for_object(instance)
            for url in external_links(instance):
                places[url].append((content_type, instance.pk))
    return places
