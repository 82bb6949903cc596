"""Pages of every type, each in its place in the tree, and the forms that make them."""

from django.http import QueryDict
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from tests.factories import blog, core, home, legacy_projects

PAGE_MODELS = [model for model in get_page_models() if model is not Page]
FACTORIES = {
    factory._meta.model: factory
    for module in (home, blog, legacy_projects)
    for factory in vars(module).values()
    if isinstance(factory, type) and issubclass(factory, core.PageFactory) and factory is not core.PageFactory
}
REQUIRED = {
    "NewsletterPage": {"year": "2019", "issue_number": "77"},
    "EvaluationPage": {"year_from": "2019"},
    "ProgrammePage": {"year": "2019"},
}


def parent_for(model: type[Page], home_page: Page) -> Page:
    """A page under which one of the type may be made; the pages between are made as needed."""
    allowed = model.allowed_parent_page_models()
    if Page in allowed:
        return Page.get_first_root_node()
    if type(home_page) in allowed:
        return home_page
    return FACTORIES[allowed[0]](parent=parent_for(allowed[0], home_page))


def make(model: type[Page], home_page: Page, **fields: object) -> Page:
    if model is type(home_page):
        fields = {"slug": "another-home", **fields}
    return FACTORIES[model](parent=parent_for(model, home_page), **fields)


def add_url(model: type[Page], parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_data(client, url: str, **changes: object) -> QueryDict:
    """What the browser would send of the form at the address, with these changes, nested as the form is.

    StreamFields are drawn by scripts and so not in the page: they are sent empty unless given.
    """
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    data = querydict_from_html(response.content.decode(), form_id="page-edit-form")
    streams = {name: streamfield([]) for name in stream_fields(type(response.context["form"].instance))}
    for name, value in nested_form_data({**streams, **changes}).items():
        data[name] = value
    return data


def stream_fields(model: type[Page]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if isinstance(field, StreamField)]


def body() -> dict:
    """One of each block that needs nothing else to exist."""
    text = rich_text("<p>Words.</p>")
    return streamfield(
        [
            ("heading", {"text": "Handling objects", "level": "2", "anchor": ""}),
            ("text", text),
            ("quote", {"text": "It changed my life.", "person": "", "attribution": "A fellow"}),
            ("callout", {"style": "note", "title": "", "text": text}),
            ("figure", {"label": "Fellows", "value": "23", "unit": "", "note": ""}),
        ]
    )
