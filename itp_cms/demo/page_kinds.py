"""The pages of the data files."""

import datetime
from typing import Any

from blog import models as blog
from home import models as home
from itp_cms.core import models as core
from itp_cms.core.dates import DatePrecision
from itp_cms.core.locales import LANGUAGES_OF_ORIGIN
from itp_cms.demo.blocks import BODY, QUOTES, RECOMMENDATIONS, SECTIONS
from itp_cms.demo.kinds import FIGURE, POSITION, Data, PageKind, form_fields, page_fields, refs
from itp_cms.demo.structures import Children, ListOf, Struct
from itp_cms.demo.values import Choice, Counts, Day, EndOfDay, Field, Name, Prose, Ref, Text, Whole
from legacy_projects import models as legacy

BYLINE: dict[str, Field] = {
    "person": Ref(kind="people"),
    "name": Text(longest=255),
    "role": Text(longest=255),
    "organisation": Text(longest=255),
}
PRECISION = Choice(options=DatePrecision.values, default=DatePrecision.DAY)


def last_year(data: Data) -> int | None:
    """The last year of a span, None for a single year."""
    return None if data.get("year_to") == data["year_from"] else data.get("year_to")


def index(name: str, model: Any) -> PageKind:
    return PageKind(name, model, page_fields(), entry="indexes")


HOME = PageKind(
    "home",
    home.HomePage,
    page_fields(
        hero_title=Text(longest=255),
        hero_text=Text(),
        hero_image=Ref(kind="images"),
        hero_link_label=Text(longest=100),
        hero_link_page=Ref(kind="pages"),
        highlights=refs(home.Highlight, "page", "pages"),
        latest_posts_count=Whole(required=True),
        body=BODY,
        introduction=None,
    ),
    parent=lambda _data: None,
)
STANDARD = PageKind(
    "pages",
    home.StandardPage,
    page_fields(body=BODY, parent=Ref(kind="pages", stored=False)),
    folder=True,
    parent=lambda data: data.get("parent") or "home",
)
CONTACT = PageKind(
    "contact",
    home.ContactPage,
    page_fields(
        body=BODY,
        fields=form_fields(home.ContactFormField),
        thank_you_text=Prose(),
        to_address=Name(),
        from_address=Name(),
        subject=Name(),
    ),
)
SURVEY = PageKind(
    "survey",
    home.SurveyPage,
    page_fields(
        body=BODY,
        fields=form_fields(home.SurveyFormField),
        thank_you_text=Prose(),
        closes_at=EndOfDay(),
        results_text=Prose(),
        results=ListOf(
            stored=False,
            item=Struct(fields={"field": Name(required=True), "answers": Counts(required=True)}),
        ),
    ),
    extras=lambda _key, _number, data: {"results_published": bool(data.get("results"))},
)
PROGRAMMES = PageKind(
    "programmes",
    home.ProgrammePage,
    page_fields(
        year=Whole(required=True),
        start_date=Day(),
        end_date=Day(),
        placement_start_date=Day(),
        placement_end_date=Day(),
        fellows=refs(core.PagePerson, "person", "people", into="page_people"),
        people=None,
        partners=refs(home.ProgrammePartner, "institution", "institutions"),
        departments=Children(model=home.ProgrammeDepartment, attribute="name", item=Text(required=True, longest=255)),
        sponsors=refs(home.ProgrammeSponsor, "sponsor", "sponsors"),
        reported_fellows=Whole(),
        reported_countries=Whole(),
        reported_partners=Whole(),
        body=BODY,
    ),
    folder=True,
    parent=lambda _data: "programmes",
    date=lambda data: data.get("end_date") or datetime.date(data["year"], 9, 1),
)
BLOG = PageKind(
    "blog",
    blog.BlogPage,
    page_fields(
        date=Day(required=True),
        deadline=Day(),
        bylines=Children(required=True, model=blog.Byline, item=Struct(fields=BYLINE)),
        series=Ref(kind="series"),
        original_language=Choice(options=LANGUAGES_OF_ORIGIN),
        body=BODY,
    ),
    folder=True,
    parent=lambda _data: "blog",
    date=lambda data: data["date"],
)
NEWSLETTERS = PageKind(
    "newsletters",
    blog.NewsletterPage,
    page_fields(
        year=Whole(required=True),
        issue_number=Whole(required=True),
        theme=Text(longest=255),
        guest_editors=refs(blog.GuestEditor, "person", "people"),
        pdf=Ref(kind="documents"),
        cover=Ref(kind="images"),
        sections=SECTIONS,
        call_for_submissions=Prose(),
        submission_deadline=Day(),
    ),
    folder=True,
    parent=lambda _data: "newsletters",
    date=lambda data: datetime.date(data["year"], 9, 15),
)
EVALUATIONS = PageKind(
    "evaluations",
    blog.EvaluationPage,
    page_fields(
        year_from=Whole(required=True),
        year_to=Whole(),
        evaluator=Name(),
        published_on=Day(),
        pdf=Ref(kind="documents"),
        responses=Whole(),
        response_base=Whole(),
        figures=Children(model=blog.EvaluationFigure, item=Struct(fields={**FIGURE, "base": Whole()})),
        recommendations=RECOMMENDATIONS,
        quotes=QUOTES,
        body=BODY,
    ),
    folder=True,
    extras=lambda _key, _number, data: {"year_to": last_year(data)},
    parent=lambda _data: "evaluations",
    date=lambda data: data.get("published_on") or datetime.date((data.get("year_to") or data["year_from"]) + 1, 2, 1),
)
STRANDS = PageKind(
    "strands",
    legacy.StrandPage,
    page_fields(group=Choice(required=True, options=legacy.StrandPage.Group.values), body=BODY),
    folder=True,
    parent=lambda _data: "projects",
)
PROJECTS = PageKind(
    "projects",
    legacy.LegacyProjectPage,
    page_fields(
        strand=Ref(kind="strands", required=True, stored=False),
        status=Choice(required=True, options=legacy.LegacyProjectPage.Status.values),
        start_date=Day(),
        start_precision=PRECISION,
        end_date=Day(),
        end_precision=PRECISION,
        places=Children(
            model=legacy.ProjectPlace,
            item=Struct(
                fields={"name": Text(required=True, longest=255), "country": Ref(kind="countries"), **POSITION}
            ),
        ),
        fellows=refs(core.PagePerson, "person", "people", into="page_people"),
        people=None,
        institutions=refs(legacy.ProjectInstitution, "institution", "institutions"),
        funders=refs(legacy.ProjectFunder, "sponsor", "sponsors"),
        figures=Children(model=legacy.ProjectFigure, item=Struct(fields=FIGURE)),
        outcomes=Prose(),
        related_posts=refs(legacy.ProjectPost, "post", "pages", into="posts"),
        body=BODY,
    ),
    folder=True,
    parent=lambda data: f"strands/{data['strand']}",
    date=lambda data: data.get("end_date") or data.get("start_date"),
)
INDEXES = (
    index("blog", blog.BlogIndexPage),
    index("newsletters", blog.NewsletterIndexPage),
    index("evaluations", blog.EvaluationIndexPage),
    index("programmes", home.ProgrammeIndexPage),
    index("projects", legacy.LegacyProjectIndexPage),
)

# Each kind after that of the pages above it.
PAGES = (HOME, *INDEXES, STANDARD, CONTACT, SURVEY, PROGRAMMES, BLOG, NEWSLETTERS, EVALUATIONS, STRANDS, PROJECTS)
