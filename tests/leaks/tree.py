"""The site of the leak matrix: what is hidden, and what refers to it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from blog.models import BlogPage
from home.models import SurveyPage
from itp_cms.core.models import SiteContent
from legacy_projects.models import LegacyProjectPage, StrandPage
from tests.factories.core import CountryFactory, locale, root_page
from tests.factories.home import HomePageFactory, make_site
from tests.leaks.hidden import ANOTHER_SITES, SECRET, STATES, Hidden, Hiding
from tests.leaks.models import factory_of, page_types, snippet_models
from tests.leaks.referring import Referring, Way
from tests.small_site import translate

FIRST_PUBLIC_ID = 1_000_000

# An object that refers in so many ways is asked for with every parameter.
MANY = 30


@dataclass
class Tree:
    site: Site
    hidden: list[Hidden]
    ways: list[Way]
    document: Any
    """A public one."""

    def of(self, model: type[models.Model]) -> list[Hidden]:
        return [hidden for hidden in self.hidden if issubclass(hidden.model, model)]

    def one_of_each(self, model: type[models.Model]) -> list[Hidden]:
        """One hidden object of the model for each way of being hidden."""
        return list({hidden.situation: hidden for hidden in reversed(self.of(model))}.values())

    @cached_property
    def found(self) -> dict[str, Hidden]:
        """What a trace is a trace of."""
        return {trace: hidden for hidden in self.hidden for trace in (hidden.word, str(hidden.pk))}

    @cached_property
    def referring(self) -> set[tuple[type[models.Model], int]]:
        return {(way.model, way.pk) for way in self.ways}

    @cached_property
    def rich(self) -> set[tuple[type[models.Model], int]]:
        ways = Counter((way.model, way.pk) for way in self.ways)
        return {referring for referring, number in ways.items() if number >= MANY}

    @staticmethod
    def named_in(text: str) -> bool:
        return bool(SECRET.search(text))


class Planting:
    def __init__(self) -> None:
        self.site = make_site()
        self.home = self.site.root_page.specific
        self.home_zh = translate(self.home, "zh-hans", title="首页", slug="home-zh-hans")
        self.elsewhere = Site.objects.create(
            hostname="other.example", root_page=HomePageFactory(parent=root_page(), slug="elsewhere")
        )
        self.hiding = Hiding()
        self.ways: list[Way] = []
        self.numbers = count()

    def plant(self) -> Tree:
        CountryFactory(code="EG")
        self.hiding.files()
        self.hiding.snippets(self.places())
        homes = (self.home, self.home_zh, self.elsewhere.root_page)
        self.posts = list(self.hiding.pages(BlogPage, *homes))
        for model in page_types():
            if model is not BlogPage:
                list(self.hiding.few_pages(model, self.home, self.elsewhere.root_page))
        referring = Referring(self.make, self.targets)
        for model in [*page_types(), *snippet_models()]:
            self.ways += referring.ways(model)
        self.around()
        self.redirects()
        document = self.make(get_document_model(), file__filename="shown.txt", file__data=b"Shown")
        return Tree(self.site, self.hiding.all, self.ways, document)

    def places(self) -> list[dict[str, Any]]:
        """Where texts of a site can be hidden: there is one for each site and language."""
        places = [(self.site, code) for code in ("zh-hans", "zh-hant", "ar")]
        places += [(self.elsewhere, code) for code in ("en", "ar")]
        return [{"site": site, "locale": locale(code)} for site, code in places]

    def make(self, model: type[models.Model], parent: Page | None = None, **fields: Any) -> Any:
        """A public object. Its id is given, or SQLite would go on counting from the hidden ones'."""
        if model is SiteContent and (content := SiteContent.objects.filter(site=self.site, locale=locale()).first()):
            SiteContent.objects.filter(pk=content.pk).update(**fields)
            return content
        fields["pk"] = FIRST_PUBLIC_ID + next(self.numbers)
        if issubclass(model, Page):
            fields |= {"parent": Page.objects.get(pk=(parent or self.home).pk), "slug": f"shown-{fields['pk']}"}
        if issubclass(model, SurveyPage):  # what was learned shows with the results
            fields |= {"closes_at": timezone.now() - timedelta(days=1), "results_published": True}
        return factory_of(model)(**fields)

    def targets(self, model: type[models.Model]) -> list[Hidden]:
        """What stands for all that is hidden of a kind where it is referred to."""
        return self.posts if model is Page else self.hiding.of(model)

    def around(self) -> None:
        """The pages around a hidden one: below it, its translations, its aliases."""
        for hidden in self.hiding.of(StrandPage):  # to which nothing else refers, or it would show the translation
            if "other" not in hidden.situation:
                self.translation(hidden)
        for state in STATES:
            hidden = self.hiding.in_state(StrandPage, state, parent=self.home)
            self.below(hidden)
            self.alias(hidden)

    def way(self, name: str, hidden: Hidden, page: Page, locate: Callable[[Any], Any]) -> None:
        self.ways.append(Way(name, hidden, type(page), page.pk, locate))

    def below(self, hidden: Hidden) -> None:
        """A public page below; the slug of the hidden one is part of its address and tells nothing therefore."""
        parent = hidden.instance
        parent.slug = f"section-{len(self.ways)}"
        parent.save()
        page = self.make(LegacyProjectPage, parent)
        self.way("parent", hidden, page, lambda data: data["meta"]["parent"])
        self.way("strand", hidden, page, lambda data: data["strand"])

    def alias(self, hidden: Hidden) -> None:
        page = self.make(hidden.model, alias_of_id=hidden.pk)
        self.way("alias_of", hidden, page, lambda data: data["meta"]["alias_of"])

    def translation(self, hidden: Hidden) -> None:
        """A public page of which the hidden one is a translation, but not the source."""
        page = self.make(hidden.model, self.home_zh, locale=locale("zh-hans"))
        Page.objects.filter(pk=hidden.pk).update(translation_key=page.translation_key, locale=locale("ar"))
        self.way("alternates", hidden, page, lambda data: data["meta"]["alternates"])

    def redirects(self) -> None:
        Redirect.objects.create(old_path="/old/shown", redirect_page=self.home)
        for hidden in self.posts:
            redirect = Redirect.objects.create(
                site=self.site, old_path=f"/old/{hidden.word}", redirect_page_id=hidden.pk, is_permanent=False
            )
            self.ways.append(Way("redirect", hidden, Redirect, redirect.pk, lambda data: data))
            if hidden.situation != ANOTHER_SITES:  # whose address is another one once it is this site's
                for link in self.links(hidden):
                    self.typed(link, hidden)
        for model in (get_document_model(), get_image_model()):
            for hidden in self.hiding.of(model):
                for link in {hidden.instance.file.url, getattr(hidden.instance, "url", hidden.instance.file.url)}:
                    self.typed(link, hidden)

    def typed(self, link: str, hidden: Hidden) -> None:
        redirect = Redirect.objects.create(old_path=f"/typed/{next(self.numbers)}", redirect_link=link)
        self.ways.append(Way("typed redirect", hidden, Redirect, redirect.pk, lambda data: data))

    def links(self, hidden: Hidden) -> list[str]:
        """What an editor can type to lead to a page, or below it."""
        address = hidden.instance.get_full_url()
        return [address, hidden.instance.relative_url(self.site), f"{address}more/?to=it"]
