"""Whatever editors do, what is kept is what would be answered anew, and an edge is told of what is not so any more.

A state machine does random editorial work, through code and through the admin, in a database of its own with real
commits, and lets time pass. After each step it asks a set of addresses twice, with what is kept and without.

The suite makes a short run. `TRUTH_STEPS=5000 pytest tests/system/test_cache_truth.py` makes one of so many steps.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from blog.models import BlogPage, Byline
from itp_cms.api.caching.stamp import forget_stamp
from itp_cms.core import memory
from itp_cms.core.changes import content_version, record_all, record_moments, since
from itp_cms.core.models import (
    Country,
    CustomDocument,
    CustomImage,
    Institution,
    Person,
    SiteContent,
    SiteSettings,
    User,
)
from itp_cms.core.surrogate_keys import keys_for
from tests.databases import connected_to, copied, copy_file
from tests.factories.blog import BlogIndexPageFactory, BlogPageFactory
from tests.factories.core import (
    ChannelFactory,
    CountryFactory,
    DocumentFactory,
    ImageFactory,
    InstitutionFactory,
    PersonFactory,
    SiteContentFactory,
    TestimonialFactory,
    locale,
)
from tests.factories.forms import contact, question
from tests.factories.home import StandardPageFactory, make_site
from tests.small_site import translate

STEPS = int(os.environ.get("TRUTH_STEPS", "0"))
STEPS_OF_AN_EXAMPLE = 40 if STEPS else 25
EXAMPLES = max(1, STEPS // STEPS_OF_AN_EXAMPLE) if STEPS else 2

ADDRESSES = (
    "pages/?fields=*",
    "pages/?locale=zh-hans&fallback=en&fields=*",
    "pages/?type=blog.BlogPage&order=-date&fields=_,title,bylines,people",
    "pages/?type=blog.BlogPage&tags=clay",
    "pages/?child_of={blog}",
    "pages/{first}/",
    "pages/{second}/?fields=*",
    "pages/{blog}/?fields=*",
    "pages/{home}/?fields=*",
    "pages/{translation}/?fields=*",
    "pages/find/?html_path=/blog/first/",
    "pages/find/?html_path=/old/",
    "people/?fields=*",
    "people/{person}/",
    "institutions/?fields=*",
    "countries/?locale=ar",
    "images/?fields=*",
    "images/{image}/",
    "documents/?fields=*",
    "testimonials/?fields=*",
    "channels/?locale=zh-hans",
    "locales/",
    "redirects/",
    "settings/",
    "settings/?locale=zh-hans",
    "navigation/?locale=zh-hans",
    "feeds/en/posts.atom",
    "calendar/",
    "maps/institutions.geojson",
    "forms/",
    "sitemap.xml",
)
ASKED_AT_ONCE = 12

TITLES = st.sampled_from(["Looms", "Clay tablets", "الطين", "博物馆", "Looms & <ink>"])
SLUGS = st.sampled_from(["first", "second", "old", "new"])


def fill_site() -> dict[str, int]:
    """A site with something of everything; ids by name."""
    site = make_site()
    home = site.root_page.specific
    blog = BlogIndexPageFactory(parent=home, slug="blog")
    section = StandardPageFactory(parent=home, slug="section", title="Section")
    image, document = ImageFactory(), DocumentFactory()
    country = CountryFactory(code="EG")
    institution = InstitutionFactory(country=country, latitude=30.05, longitude=31.23)
    person = PersonFactory(institution=institution, portrait=image, country=country)
    ChannelFactory()
    TestimonialFactory(person=person)
    body = [
        {"type": "paragraph", "value": f'<p><a linktype="page" id="{section.pk}">there</a></p>'},
        {"type": "image", "value": {"image": image.pk, "alt_text": "A loom", "decorative": False}},
    ]
    first = BlogPageFactory(parent=blog, slug="first", teaser_image=image, body=body)
    second = BlogPageFactory(parent=blog, slug="second")
    for post in (first, second):
        Byline.objects.create(page=post, person=person, locale=post.locale)
        post.tags.add("clay")
        post.save_revision().publish()
    section.body = [{"type": "paragraph", "value": f'<p><a linktype="document" id="{document.pk}">this</a></p>'}]
    section.save_revision().publish()
    SiteContentFactory(
        navigation=[{"type": "item", "value": {"label": "", "page": first.pk, "url": "", "children": []}}]
    )
    translate(home, "zh-hans", title="首页", slug="home-zh")
    translation = translate(first, "zh-hans", title="第一")
    translate(person, "zh-hans", name="张三")
    contact(home, question("Name"))
    Redirect.objects.create(old_path="/old", site=None, redirect_page=first)
    User.objects.create_superuser("editor@example.org", "password")
    return {
        "home": home.pk,
        "blog": blog.pk,
        "section": section.pk,
        "first": first.pk,
        "second": second.pk,
        "translation": translation.pk,
        "person": person.pk,
        "image": image.pk,
    }


class Truth(RuleBasedStateMachine):
    database: Any
    ids: dict[str, int]
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.own = type(self).database()
        self.own.__enter__()
        self.now = timezone.now()
        self.clock = mock.patch.object(timezone, "now", side_effect=lambda: self.now)
        self.clock.start()
        cache.clear()
        forget_stamp()
        memory.forget()
        self.client = Client()
        self.admin = Client()
        self.admin.force_login(User.objects.get())
        self.asked: list[str] = []
        self.before: dict[str, tuple[Any, set[str]]] = {}
        self.seen = content_version()

    def teardown(self) -> None:
        self.clock.stop()
        self.own.__exit__(None, None, None)

    # What is asked

    def answer(self, path: str, *, kept: bool) -> tuple[Any, set[str]]:
        """The answer, and the keys it carries; if not `kept`, by a process that knows nothing of the content."""
        knows_nothing = nullcontext() if kept else mock.patch.dict(memory._newest, clear=True)
        with knows_nothing, override_settings(API_CACHE=kept, EDGE_KEY_HEADERS=["xkey"]):
            response = self.client.get(f"/api/v2/{path.format(**self.ids)}")
        assert response.status_code < 500, (path, response.status_code)
        body = b"".join(response) if response.streaming else response.content
        keys = set(response.headers.get("xkey", "all any").split())
        return (response.status_code, response.headers.get("Location"), body), keys

    @initialize(start=st.integers(0, len(ADDRESSES) - 1))
    def choose(self, start: int) -> None:
        self.asked = [ADDRESSES[(start + 5 * number) % len(ADDRESSES)] for number in range(ASKED_AT_ONCE)]

    @invariant()
    def what_is_kept_is_true(self) -> None:
        type(self).steps += 1
        changes = since(self.seen, limit=10_000)
        touched = {"moment"} if self.time_passed else set()
        for change in changes:
            touched |= keys_for(change)
        for path in self.asked:
            given, keys = self.answer(path, kept=True)
            anew, _keys = self.answer(path, kept=False)
            assert given == anew, f"{path} is kept, but not true any more"
            if path in self.before:
                was, had = self.before[path]
                # Nobody may keep an error, nor anything beyond the moment at which time changes it.
                if was != anew and was[0] < 400 and not self.time_passed:
                    assert had & touched, f"{path} changed, but of {sorted(had)} none is among {sorted(touched)}"
            self.before[path] = anew, keys
        self.seen += len(changes)
        self.time_passed = False

    time_passed = False

    # What is there

    def pick(self, model: Any, number: int, **conditions: Any) -> Any:
        found = list(model.objects.filter(**conditions).order_by("pk"))
        return found[number % len(found)] if found else None

    def page(self, number: int, **conditions: Any) -> Any:
        page = self.pick(Page, number, depth__gt=2, **conditions)
        return page and page.specific

    # Pages

    @rule(number=st.integers(0, 9), title=TITLES, publish=st.booleans())
    def edit(self, number: int, title: str, publish: bool) -> None:
        if page := self.page(number, alias_of=None):
            page.title = title
            revision = page.save_revision()
            if publish:
                revision.publish()

    @rule(number=st.integers(0, 9), slug=SLUGS)
    def change_address(self, number: int, slug: str) -> None:
        page = self.page(number, alias_of=None)
        if page and not page.get_siblings().filter(slug=slug).exists():
            page.slug = slug
            page.save_revision().publish()

    @rule(number=st.integers(0, 9))
    def unpublish(self, number: int) -> None:
        if page := self.page(number, live=True):
            self.admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    @rule(number=st.integers(0, 9))
    def publish_again(self, number: int) -> None:
        page = self.page(number, live=False, alias_of=None)
        if page:
            page.save_revision().publish()

    @rule(number=st.integers(0, 9), below=st.integers(0, 9))
    def move(self, number: int, below: int) -> None:
        page, parent = self.page(number), self.page(below)
        if page and parent and not parent.path.startswith(page.path) and page.can_move_to(parent):
            self.admin.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, parent.pk]))

    @rule(number=st.integers(0, 9), place=st.integers(0, 3))
    def change_place(self, number: int, place: int) -> None:
        if page := self.page(number):
            self.admin.post(reverse("wagtailadmin_pages:set_page_position", args=[page.pk]) + f"?position={place}")

    @rule(title=TITLES, live=st.booleans())
    def write(self, title: str, live: bool) -> None:
        blog = Page.objects.filter(pk=self.ids["blog"]).first()
        if blog:
            BlogPageFactory(parent=blog.specific, title=title, slug=f"p-{uuid4().hex[:8]}", live=live)

    @rule(number=st.integers(0, 9))
    def copy(self, number: int) -> None:
        if page := self.page(number, numchild=0, alias_of=None):
            page.copy(update_attrs={"slug": f"c-{uuid4().hex[:8]}"})

    @rule(number=st.integers(3, 9))
    def delete(self, number: int) -> None:
        page = self.page(number, numchild=0)
        if page and not page.sites_rooted_here.exists():  # with which the site would go
            self.admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    @rule(number=st.integers(0, 9), kind=st.sampled_from(["login", "none"]))
    def restrict(self, number: int, kind: str) -> None:
        if page := self.page(number):
            address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
            self.admin.post(address, {"restriction_type": kind, "password": "", "groups": []})

    @rule(number=st.integers(0, 9))
    def release(self, number: int) -> None:
        if restriction := self.pick(PageViewRestriction, number):
            restriction.delete()

    @rule(number=st.integers(0, 9), other=st.integers(0, 9))
    def restrict_another(self, number: int, other: int) -> None:
        restriction, page = self.pick(PageViewRestriction, number), self.page(other)
        if restriction and page:
            restriction.page = page
            restriction.save()

    @rule(number=st.integers(0, 9), tag=st.sampled_from(["clay", "ink"]))
    def tag(self, number: int, tag: str) -> None:
        page = self.page(number, alias_of=None)
        if isinstance(page, BlogPage):
            page.tags.add(tag)
            page.save_revision().publish()

    @rule(number=st.integers(0, 9), name=st.sampled_from(["clay", "Clay", "mud"]))
    def rename_tag(self, number: int, name: str) -> None:
        tag = self.pick(Tag, number)
        if tag and not Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
            tag.name = name
            tag.save()

    @rule(number=st.integers(0, 9))
    def delete_tag(self, number: int) -> None:
        if tag := self.pick(Tag, number):
            tag.delete()

    @rule(number=st.integers(0, 9))
    def translate(self, number: int) -> None:
        page = self.page(number, locale__language_code="en", alias_of=None)
        chinese = (
            Page.objects.filter(translation_key=page.translation_key, locale__language_code="zh-hans") if page else None
        )
        if page and chinese is not None and not chinese.exists():
            page.copy_for_translation(locale("zh-hans"), copy_parents=True).save_revision().publish()

    @rule(number=st.integers(0, 9))
    def mirror(self, number: int) -> None:
        if page := self.page(number, alias_of=None, numchild=0):
            page.create_alias(update_slug=f"a-{uuid4().hex[:8]}")

    # Time

    @rule(number=st.integers(0, 9), begins=st.integers(-2, 3), lasts=st.integers(1, 3))
    def schedule(self, number: int, begins: int, lasts: int) -> None:
        if page := self.page(number, alias_of=None):
            page.go_live_at = self.now + timedelta(hours=begins)
            page.expire_at = page.go_live_at + timedelta(hours=lasts)
            page.save_revision().publish()

    @rule(hours=st.integers(1, 30))
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours, seconds=1)
        self.time_passed = True

    @rule()
    def work(self) -> None:
        call_command("publish_scheduled", verbosity=0)
        record_moments()

    # What pages refer to

    @rule(number=st.integers(0, 9), name=TITLES)
    def rename_author(self, number: int, name: str) -> None:
        if person := self.pick(Person, number):
            person.name = name
            person.save_revision().publish()

    @rule(number=st.integers(0, 9))
    def hide_or_show_author(self, number: int) -> None:
        if person := self.pick(Person, number):
            person.unpublish() if person.live else person.save_revision().publish()

    @rule(number=st.integers(0, 9), name=TITLES)
    def rename_institution(self, number: int, name: str) -> None:
        if institution := self.pick(Institution, number):
            institution.name = name
            institution.save_revision().publish()

    @rule(code=st.sampled_from(["EG", "SD", "CN"]))
    def add_or_remove_country(self, code: str) -> None:
        country = Country.objects.filter(code=code).first()
        if country is None:
            Country.objects.create(code=code)
        elif (
            not Person.objects.filter(country=country).exists()
            and not Institution.objects.filter(country=country).exists()
        ):
            country.delete()

    @rule(number=st.integers(0, 9), title=TITLES)
    def rename_image(self, number: int, title: str) -> None:
        if image := self.pick(CustomImage, number):
            image.title = title
            image.save()

    @rule(number=st.integers(0, 9))
    def replace_image(self, number: int) -> None:
        if image := self.pick(CustomImage, number):
            other = ImageFactory.build(file__width=300 + number)
            image.file.save(f"{uuid4().hex[:8]}.jpg", other.file.file)

    @rule(number=st.integers(0, 9))
    def draw_again(self, number: int) -> None:
        if image := self.pick(CustomImage, number):
            image.renditions.all().delete()

    @rule(number=st.integers(0, 9))
    def delete_file(self, number: int) -> None:
        model = (CustomImage, CustomDocument)[number % 2]
        if (file := self.pick(model, number)) and model.objects.count() > 1:
            file.delete()

    @rule(number=st.integers(0, 9))
    def replace_document(self, number: int) -> None:
        if document := self.pick(CustomDocument, number):
            document.file.save("text.txt", SimpleUploadedFile("text.txt", b"x" * number))

    @rule(model=st.sampled_from([CustomImage, CustomDocument]), number=st.integers(0, 9))
    def move_file(self, model: Any, number: int) -> None:
        if file := self.pick(model, number):
            file.collection = self.pick(Collection, number + 1)
            file.save()

    @rule(model=st.sampled_from([CustomImage, CustomDocument]), number=st.integers(0, 9))
    def move_files_at_once(self, model: Any, number: int) -> None:
        files = "&".join(f"id={pk}" for pk in model.objects.values_list("pk", flat=True))
        options = model._meta.app_label, model._meta.model_name
        address = reverse("wagtail_bulk_action", args=[*options, "add_to_collection"])
        self.admin.post(f"{address}?{files}", {"collection": self.pick(Collection, number).pk})

    @rule(number=st.integers(0, 9))
    def add_or_restrict_collection(self, number: int) -> None:
        if Collection.objects.count() < 3:
            Collection.get_first_root_node().add_child(name=f"Collection {number}")
            return
        collection = self.pick(Collection, number, depth=2)
        restriction = CollectionViewRestriction.objects.filter(collection=collection).first()
        if restriction:
            restriction.delete()
        else:
            CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    # The site

    @rule(name=TITLES)
    def rename_site(self, name: str) -> None:
        content = SiteContent.objects.first()
        assert content is not None
        content.name = name
        content.save_revision().publish()

    @rule(number=st.integers(0, 9))
    def change_home(self, number: int) -> None:
        site = Site.objects.get()
        site.root_page = (
            self.pick(Page, number % 3, depth__gt=1, live=True, locale__language_code="en") or site.root_page
        )
        site.save()

    @rule(address=st.sampled_from(["", "https://www.example.org", "https://example.org/site"]))
    def move_front_end(self, address: str) -> None:
        settings_of_site = SiteSettings.for_site(Site.objects.get())
        settings_of_site.front_end_url = address
        settings_of_site.save()

    @rule(path=st.sampled_from(["/old", "/blog/first", "/elsewhere"]), number=st.integers(0, 9))
    def redirect(self, path: str, number: int) -> None:
        known = Redirect.objects.filter(old_path=path).first()
        if known:
            self.admin.post(reverse("wagtailredirects:delete", args=[known.pk]))
        elif page := self.page(number):
            data = {"old_path": path, "site": "", "is_permanent": "on", "redirect_page": page.pk, "redirect_link": ""}
            self.admin.post(reverse("wagtailredirects:add"), data)

    @rule(title=TITLES)
    def change_many_at_once(self, title: str) -> None:
        """By code, past all signals, as the documentation tells to."""
        from django.db import transaction

        with transaction.atomic():
            posts = BlogPage.objects.filter(live=True)
            posts.update(title=title)
            record_all("changed", posts)  # type: ignore[arg-type]


@contextmanager
def template(folder: Path) -> Iterator[tuple[Any, dict[str, int]]]:
    """What gives a database with the site of its own each time it is called, and the ids of what is in it."""
    if connection.vendor == "sqlite":
        path = folder / "site.sqlite3"
        copy_file(path)
        with connected_to(str(path)):
            ids = fill_site()

        @contextmanager
        def copy() -> Iterator[None]:
            own = folder / f"{uuid4().hex}.sqlite3"
            shutil.copyfile(path, own)
            with connected_to(str(own)):
                yield
            own.unlink()

        yield copy, ids
        return
    with copied(folder, "truth") as name:
        with connected_to(name):
            ids = fill_site()

        @contextmanager
        def clone() -> Iterator[None]:
            own = f"truth_{uuid4().hex[:12]}"
            _run(f'CREATE DATABASE "{own}" TEMPLATE "{name}"')
            try:
                with connected_to(own):
                    yield
            finally:
                _run(f'DROP DATABASE "{own}"')

        yield clone, ids


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_kept_is_true(tmp_path: Path) -> None:
    with template(tmp_path) as (database, ids):
        machine: Any = type("Truth", (Truth,), {"database": staticmethod(database), "ids": ids, "steps": 0})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS_OF_AN_EXAMPLE,
                deadline=None,
                database=None,
                derandomize=not STEPS,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert django_settings.API_CACHE is False
    print(f"{machine.steps} steps on {connection.vendor}")
