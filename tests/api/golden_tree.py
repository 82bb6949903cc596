"""A fixed site for the golden JSON: every page type in every language, with ids and dates that never change."""

import datetime
import uuid
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from blog.models import BlogPage, Byline, EvaluationFigure, GuestEditor
from home.models import ContactFormField, Highlight, ProgrammeDepartment, ProgrammePartner, ProgrammeSponsor
from home.models.survey import SurveyFormField
from itp_cms.core.changes import Change, ContentVersion, content_version
from itp_cms.core.models import Channel, PageCountry, PagePerson, PreviewLink, SiteContent
from itp_cms.core.renditions import renditions_of
from legacy_projects.models import ProjectFigure, ProjectFunder, ProjectInstitution, ProjectPlace, ProjectPost
from tests.factories import blog, core, home, legacy_projects
from tests.factories.accounts import UserFactory

LANGUAGES = {
    "en": ("", "Hello"),
    "zh-hans": (" 简", "你好"),
    "zh-hant": (" 繁", "你好"),
    "ar": (" ع", "مرحبا"),
}
DAY = datetime.date(2018, 7, 1)
MOMENT = datetime.datetime(2018, 7, 1, 12, tzinfo=datetime.UTC)


class GoldenTree:
    """Builds the tree. `pages` is each page's id by (type name, language), `tokens` that of each draft by its name."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], int] = {}
        self.tokens: dict[str, str] = {}
        self.files()
        for number, language in enumerate(LANGUAGES):
            self.language(number, language)
        self.drafts()
        self.changes()

    def files(self) -> None:
        self.image = core.ImageFactory(
            pk=9001,
            title="Case",
            description="A case",
            credit="A photographer",
            file__width=900,
            file__height=600,
            file__filename="case.jpg",
            translations={"zh-hans": {"title": "展柜", "description": "一个展柜"}},
        )
        renditions_of([self.image])
        self.document = core.DocumentFactory(pk=9002, title="Report", file__data=b"report", file__filename="report.txt")

    def language(self, number: int, language: str) -> None:
        """All pages and snippets of one language; ids begin with a thousand of its own."""
        self.base = 10_000 * (number + 1)
        self.locale = core.locale(language)
        self.suffix, self.word = LANGUAGES[language]
        self.language_code = language
        self.snippets()
        top = self.page(home.HomePageFactory, core.root_page(), 1, slug=f"golden-{language}", **self.home_fields())
        if language == "en":
            self.site = home_site(top)
        self.programmes(top)
        self.posts(top)
        self.newsletters(top)
        self.evaluations(top)
        self.projects(top)
        self.forms(top)
        self.page(home.StandardPageFactory, top, 15, introduction=self.word, body=self.body())
        self.site_texts(top)
        Highlight.objects.create(pk=self.base + 301, home_page=top, page_id=self.pages["BlogPage", language])

    def site_texts(self, top: Any) -> None:
        """Navigation, footer and a channel of the language, and an old address."""
        link = {"label": self.word, "page": 10_005, "url": ""}
        SiteContent.objects.create(
            pk=self.base + 401,
            site=self.site,
            locale=self.locale,
            translation_key=uuid.UUID(int=401),
            name=f"A site{self.suffix}",
            navigation=[{"type": "item", "value": {**link, "children": [_item(link)]}, "id": "item"}],
            footer=[{"type": "group", "value": {"title": self.word, "links": [_item(link)]}, "id": "group"}],
            footer_text=f'<p><a linktype="page" id="10001">{self.word}</a></p>',
        )
        Channel.objects.create(
            pk=self.base + 402,
            locale=self.locale,
            translation_key=uuid.UUID(int=402),
            kind="wechat",
            name=self.word,
            how_to_join=f"<p>{self.word}</p>",
        )
        if self.language_code == "en":
            Redirect.objects.create(pk=9004, old_path="/old", site=self.site, redirect_page_id=self.base + 5)

    def page(self, factory: Any, parent: Any, number: int, **fields: Any) -> Any:
        name = factory._meta.model.__name__
        page = factory(
            parent=parent,
            pk=self.base + number,
            locale=self.locale,
            translation_key=uuid.UUID(int=number),
            title=fields.pop("title", name + self.suffix),
            slug=fields.pop("slug", f"{name.lower()}{self.suffix.replace(' ', '-')}"),
            first_published_at=MOMENT,
            last_published_at=MOMENT,
            teaser_text=self.word,
            teaser_image=self.image,
            **fields,
        )
        self.pages[name, self.language_code] = page.pk
        return page

    def snippets(self) -> None:
        def key(number: int) -> dict[str, Any]:
            return {"pk": self.base + number, "locale": self.locale, "translation_key": uuid.UUID(int=number)}

        self.country = core.CountryFactory(code="EG", pk=9003)
        place = {"country": self.country, "latitude": "30.04780", "longitude": "31.23360"}
        self.institution = core.InstitutionFactory(**key(101), name=f"Museum{self.suffix}", **place)
        self.sponsor = core.SponsorFactory(**key(102), name=f"Trust{self.suffix}")
        self.person = core.PersonFactory(
            **key(103),
            name=f"Nour{self.suffix}",
            institution=self.institution,
            country=self.country,
            portrait=self.image,
        )
        self.series = blog.SeriesFactory(**key(104), name=f"Thursday{self.suffix}", slug="thursday")
        core.TestimonialFactory(**key(105), quote=self.word, person=self.person)

    def body(self) -> list[dict[str, Any]]:
        """One block of each kind. References are to English things, as a translation keeps them."""
        english = 10_000
        chosen = {"image": self.image.pk, "decorative": False, "alt_text": self.word}
        link = f'<p>{self.word} <a linktype="page" id="{english + 1}">x</a> <a href="https://example.org">y</a></p>'
        blocks: dict[str, Any] = {
            "heading": {"text": self.word, "level": "2", "anchor": "a"},
            "text": link,
            "quote": {"text": self.word, "person": english + 103, "attribution": ""},
            "callout": {"style": "deadline", "title": self.word, "text": link},
            "faq": {"title": "", "items": [_item({"question": self.word, "answer": link})]},
            "image": {"image": chosen, "caption": self.word, "credit": ""},
            "gallery": {"title": "", "images": [_item({"image": chosen, "caption": "", "credit": "Somebody"})]},
            "embed": {"provider": "vimeo", "video_id": "1", "title": "Film", "poster": self.image.pk, "text": link},
            "document": {"document": self.document.pk, "label": ""},
            "table": {
                "caption": self.word,
                "columns": [{"type": "text", "heading": self.word}],
                "rows": [{"values": ["1"]}],
            },
            "figure": {"label": self.word, "value": "12.50", "unit": "%", "note": ""},
            "people": {"title": "", "people": [_item(english + 103)]},
            "related_pages": {"title": "", "pages": [_item(english + 1)]},
        }
        return [{"type": name, "value": value, "id": f"block-{name}"} for name, value in blocks.items()]

    def home_fields(self) -> dict[str, Any]:
        return {"hero_title": self.word, "hero_image": self.image, "body": self.body()}

    def programmes(self, top: Any) -> None:
        index = self.page(home.ProgrammeIndexPageFactory, top, 2)
        year = self.page(home.ProgrammePageFactory, index, 3, year=2018, start_date=DAY, reported_partners=11)
        PagePerson.objects.create(pk=self.base + 302, page=year, person_id=10_103)
        PageCountry.objects.create(pk=self.base + 303, page=year, country=self.country)
        ProgrammePartner.objects.create(pk=self.base + 304, page=year, institution_id=10_101)
        ProgrammeDepartment.objects.create(pk=self.base + 305, page=year, name=self.word, locale=self.locale)
        ProgrammeSponsor.objects.create(pk=self.base + 306, page=year, sponsor_id=10_102)

    def posts(self, top: Any) -> None:
        index = self.page(blog.BlogIndexPageFactory, top, 4)
        post = self.page(blog.BlogPageFactory, index, 5, series_id=10_104, body=self.body(), social_image=self.image)
        post.tags.add("loans")
        post.save()
        Byline.objects.create(
            pk=self.base + 307, page=post, person_id=10_103, role=self.word, locale=self.locale, sort_order=0
        )
        Byline.objects.create(pk=self.base + 308, page=post, name=self.word, locale=self.locale, sort_order=1)

    def newsletters(self, top: Any) -> None:
        index = self.page(blog.NewsletterIndexPageFactory, top, 6)
        article = {"title": self.word, "author": "Nour", "image": None, "text": "<p>x</p>"}
        section = {
            "kind": "feature",
            "title": self.word,
            "items": [
                {"type": "article", "value": article, "id": "article"},
                {"type": "post", "value": {"page": 10_005, "summary": ""}, "id": "post"},
            ],
        }
        sections = [{"type": "section", "value": section, "id": "section"}]
        fields = {"cover": self.image, "pdf": self.document, "submission_deadline": DAY}
        issue = self.page(blog.NewsletterPageFactory, index, 7, issue_number=8, sections=sections, **fields)
        GuestEditor.objects.create(pk=self.base + 309, page=issue, person_id=10_103)

    def evaluations(self, top: Any) -> None:
        index = self.page(blog.EvaluationIndexPageFactory, top, 8)
        span = {"year_from": 2006, "year_to": 2012, "responses": 20, "response_base": 23, "published_on": DAY}
        advice = [{"type": "recommendation", "value": f"<p>{self.word}</p>", "id": "recommendation"}]
        page = self.page(blog.EvaluationPageFactory, index, 9, pdf=self.document, recommendations=advice, **span)
        EvaluationFigure.objects.create(
            pk=self.base + 310, page=page, label=self.word, value="87", unit="%", base=23, locale=self.locale
        )

    def projects(self, top: Any) -> None:
        index = self.page(legacy_projects.LegacyProjectIndexPageFactory, top, 10)
        strand = self.page(legacy_projects.StrandPageFactory, index, 11)
        project = self.page(
            legacy_projects.LegacyProjectPageFactory,
            strand,
            12,
            start_date=DAY,
            start_precision="month",
            outcomes=f"<p>{self.word}</p>",
        )
        place = {"name": self.word, "country": self.country, "latitude": "24.08890", "longitude": "32.89980"}
        ProjectPlace.objects.create(pk=self.base + 311, page=project, locale=self.locale, **place)
        figure = {"label": self.word, "value": "62480", "unit": self.word}
        ProjectFigure.objects.create(pk=self.base + 312, page=project, locale=self.locale, **figure)
        ProjectInstitution.objects.create(pk=self.base + 313, page=project, institution_id=10_101)
        ProjectFunder.objects.create(pk=self.base + 314, page=project, sponsor_id=10_102)
        ProjectPost.objects.create(pk=self.base + 315, page=project, post_id=10_005)

    def forms(self, top: Any) -> None:
        contact = self.page(home.ContactPageFactory, top, 13)
        field = {"label": self.word, "field_type": "radio", "choices": "a\nb", "clean_name": "x", "locale": self.locale}
        ContactFormField.objects.create(pk=self.base + 316, page=contact, **field)
        survey = self.page(home.SurveyPageFactory, top, 14, closes_at=MOMENT, results_published=True)
        SurveyFormField.objects.create(pk=self.base + 317, page=survey, **field)

    def drafts(self) -> None:
        """A post as an editor has typed it, a row of it not yet saved; and one that was never saved."""
        editor = UserFactory(is_superuser=True)
        typed = BlogPage.objects.get(pk=self.pages["BlogPage", "en"])
        typed.title = "Typed"
        typed.bylines.add(Byline(name="Somebody", locale=typed.locale))
        parent = typed.get_parent()
        new = BlogPage(title="New", slug="new", locale=typed.locale, translation_key=uuid.UUID(int=501), date=DAY)
        new.depth, new.path = typed.depth, typed._inc_path()
        new.set_url_path(parent)
        self.tokens = {name: PreviewLink.of_form(page, editor).token for name, page in (("typed", typed), ("new", new))}

    def changes(self) -> None:
        """A log that does not tell how the tree was made."""
        content_version()  # has the log written
        ContentVersion.objects.update(number=10)
        Change.objects.all().delete()
        one, gone = str(self.pages["BlogPage", "ar"]), "1"
        Change.objects.bulk_create(
            Change(number=number, kind=kind, object_type="blog.BlogPage", object_id=pk, at=MOMENT)
            for number, kind, pk in ((8, "changed", one), (9, "published", one), (10, "deleted", gone))
        )


def home_site(top: Any) -> Site:
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = "localhost", 80, top
    site.save()
    return site


def _item(value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "item"}
