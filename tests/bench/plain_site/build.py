"""Makes the plain site's database: `python -m tests.bench.plain_site.build PAGES`."""

import sys
import uuid

import django


def main(pages: int) -> None:
    django.setup()

    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from modelsearch.backends import get_search_backend
    from wagtail.images.models import Image
    from wagtail.models import Locale, Page

    from tests.bench.databases.words import Dice, Prose
    from tests.bench.editing import LOGIN, PASSWORD
    from tests.bench.plain_site.models import PostPage

    call_command("migrate", interactive=False, verbosity=0)
    get_user_model().objects.create_superuser(username=LOGIN, email=LOGIN, password=PASSWORD)
    image = Image(title="An image", file="original_images/bench.jpg", width=1600, height=1067)
    image.save()
    home, locale = Page.objects.get(depth=2), Locale.get_default()
    kind, prose, source = ContentType.objects.get_for_model(PostPage), Prose("en", 1), Dice("plain")
    bases = [
        Page(
            path=Page._get_path(home.path, 3, number),
            depth=3,
            title=prose.title(source),
            slug=f"text-{number}",
            url_path=f"{home.url_path}text-{number}/",
            content_type=kind,
            locale=locale,
            translation_key=uuid.uuid5(uuid.NAMESPACE_OID, f"plain {number}"),
        )
        for number in range(1, pages + 1)
    ]
    Page.objects.bulk_create(bases)
    Page.objects.filter(pk=home.pk).update(numchild=pages)
    posts = [PostPage(page_ptr_id=base.pk, introduction=source.choice(prose.paragraphs)) for base in bases]
    PostPage._base_manager.all()._batched_insert(posts, PostPage._meta.local_concrete_fields, batch_size=1000)
    index = get_search_backend().get_index_for_model(PostPage)
    index.add_items(PostPage, list(PostPage.objects.all()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
