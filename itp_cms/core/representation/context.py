"""What one response is made in: who asks, for which site, and what is still to be looked up."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.db.models import DateTimeField, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site

from itp_cms.core.addresses import Addresses, all_sites, site_for
from itp_cms.core.memory import Memory, memory
from itp_cms.core.public import Boundary
from itp_cms.core.representation.deferred import Batch, fill, settle
from itp_cms.core.representation.scope import TEASERS_TO_LEVEL, Scope
from itp_cms.core.representation.selection import NOTHING_ASKED, Config
from itp_cms.core.statements import Given, Read, Statement
from itp_cms.core.surrogate_keys import ANYTHING, EVERYTHING, Keys

if TYPE_CHECKING:
    from wagtail.api.v2.router import WagtailAPIRouter

ModelT = TypeVar("ModelT", bound=Model)
BatchT = TypeVar("BatchT", bound=Batch[Any])


class Publicly(Protocol):
    """As `Context.public`."""

    def __call__(self, model: type[ModelT], /) -> QuerySet[ModelT]: ...


# What of a thing is a word of a text that shows it.
WORDS: Config = (
    ("_", False, None),
    *((name, False, None) for name in ("id", "title", "name", "alt", "credit")),
)


class Context:
    """Everything that the objects of one response share.

    `rich_text_format` is one of Wagtail's, or `text`: then bodies are plain text, too. `expand` is the level to which
    what is referred to is shown by its teaser, or `IDS_ONLY`; `known` what is known of the content already.
    """

    def __init__(
        self,
        request: HttpRequest,
        router: "WagtailAPIRouter",
        site: Site,
        rich_text_format: str = "html",
        expand: int = TEASERS_TO_LEVEL,
        known: Memory | None = None,
    ) -> None:
        self.request = request
        self.router = router
        self.site = site
        self.rich_text_format = rich_text_format
        self.expand = expand
        self.known = memory() if known is None else known
        self.now = timezone.now()
        self.boundary = Boundary(self.now, self.known)
        self.languages: set[str] = set()
        self.keys = Keys({EVERYTHING, ANYTHING})
        """Of what is looked up; `surrogate_keys` has those of the site besides."""
        self.draft: Model | None = None
        """The one object that is shown as it is in memory, whether or not that was saved: a preview's."""
        self.chain_asked: tuple[str, ...] = ()
        self.expanded: frozenset[str] = frozenset()
        """The names of fields and blocks of which what they refer to is shown by its teaser, whatever `expand` says."""
        self.speaks = get_language()
        """The active language, which takes longer to find out than to represent a field."""
        self._batches: dict[tuple[Any, ...], Batch[Any]] = {}

    @property
    def surrogate_keys(self) -> Keys:
        """The keys of all that the response depends on; to be asked for once it is made."""
        keys = Keys(self.keys)
        keys.add_types(Site, Locale, apps.get_model("core", "SiteSettings"))
        addresses: Addresses | None = vars(self).get("addresses")
        if addresses and addresses.translation_key:
            keys.add_translations(Page, [addresses.translation_key])
        return keys

    def depends_on(self, *models: type[Model]) -> None:
        """Say that the response depends on which objects of these models there are, and besides only on what is looked
        up through here. As long as nobody does, every change may make it stale.
        """
        self.keys.add_types(*models)
        self.keys.discard(ANYTHING)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        before, self.speaks = self.speaks, language
        try:
            yield
        finally:
            self.speaks = before

    @property
    def in_blocks(self) -> Config:
        """What is shown of a thing that a block refers to."""
        return WORDS if self.rich_text_format == "text" else NOTHING_ASKED

    @cached_property
    def locales(self) -> dict[int, str]:
        """The language code of each locale by its id."""
        return self.known.recall("locales", lambda: dict(Locale.objects.values_list("pk", "language_code")))

    @property
    def falls_back(self) -> bool:
        """Whether other languages may stand in for the one that is asked for."""
        return bool(self.chain_asked)

    def chain(self, language: str) -> tuple[str, ...]:
        """The languages to show something in, best first: the one wanted, then those that may stand in for it."""
        return self.chain_asked if self.chain_asked[:1] == (language,) else (language,)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.site, self.locales, self.known)

    def draft_of(self, model: type[Model]) -> Any:
        """The draft, where it is of the model."""
        return self.draft if isinstance(self.draft, model) else None

    def public(self, model: type[ModelT]) -> QuerySet[ModelT]:
        """What of a model a response may show: what is public; of pages, those of its site."""
        return self._of_site(self.boundary.public(model))

    def _of_site(self, objects: QuerySet[ModelT]) -> QuerySet[ModelT]:
        return self.addresses.pages_of_site(objects) if issubclass(objects.model, Page) else objects

    def read(self, about: Hashable, make: Callable[["Publicly"], QuerySet[Any]], **values: Any) -> Read:
        """What a batch is to read of the database: a queryset with `Given`s, and their values.

        `make` makes the queryset, by the function it is handed, which is `public` for any moment. It is called only
        once in each state of the content for what it is `about`: all else that differs must be in `values`.
        """
        site = self.site.pk
        statement = self.known.recall_kind((site, about), lambda: Statement(make(self._public_at_any_moment)))
        return statement, {"now": self.now, **values}

    def _public_at_any_moment(self, model: type[ModelT]) -> QuerySet[ModelT]:
        return self._of_site(Boundary(Given("now", DateTimeField()), self.known).public(model))

    def batch(self, kind: type[BatchT], *about: Any) -> BatchT:
        """The response's one batch of a kind, about a model or relation where the kind has several."""
        key = (kind, *about)
        if key not in self._batches:
            self._batches[key] = kind(self, *about)
        return self._batches[key]  # type: ignore[return-value]  # by its key

    def finish(self, data: Any) -> Any:
        """The data with all that was deferred looked up and put in its place; a query for each round of look-ups."""
        while pending := [batch for batch in self._batches.values() if batch.pending]:
            first = min(batch.rank for batch in pending)
            settle([batch for batch in pending if batch.rank == first])
        return fill(data)

    @cached_property
    def base(self) -> str:
        """This server's address, without a last slash."""
        return absolute(self.request, "/").rstrip("/")

    def absolute(self, path: str) -> str:
        return self.base + path if path.startswith("/") else absolute(self.request, path)

    @cached_property
    def site_parameter(self) -> dict[str, str]:
        """What names the site in an address of this API; nothing where this server's address alone leads to it."""
        return name_of_site(self.request, self.site, self.known)

    @cached_property
    def _site_query(self) -> str:
        return query_of(self.site_parameter)

    def api_url(self, path: str, **query: Any) -> str:
        """An address of this API under which it answers of this site."""
        return self.absolute(path) + query_of({**query, **self.site_parameter})

    def detail_url(self, model: type[Model], pk: int | None) -> str | None:
        """The address of the object's detail in the API; None for a model without an endpoint, or of what has no id."""
        path = None if pk is None else self.detail_path(model, pk)
        return path and self.base + path + self._site_query

    def detail_path(self, model: type[Model], pk: int) -> str | None:
        """The path of the object's detail; None for a model without an endpoint."""
        around = self.known.recall(("around id", self.router.url_namespace, model), lambda: self._around_id(model))
        return f"{around[0]}{pk}{around[1]}" if around else None

    def _around_id(self, model: type[Model]) -> tuple[str, str] | None:
        """What stands before and after the id in the path of a detail."""
        path = self.router.get_object_detail_urlpath(model, 0)
        before, _zero, after = path.rpartition("0") if path else ("", "", "")
        return (before, after) if path else None

    def pk_at(self, model: type[Model], address: str) -> int | None:
        """The id in the address, whole or only its path, of a detail of the model's endpoint; None where it is none."""
        around = (self.detail_path(model, 0) or "").rsplit("0", 1)
        path = address.partition("?")[0].removeprefix(self.base)
        # Ids of more digits no database has.
        match = re.fullmatch("([0-9]{1,18})".join(map(re.escape, around)), path)
        return int(match[1]) if match and len(around) > 1 else None

    def scope(self, language: str) -> Scope:
        """Where something that was asked for is represented; `languages` has the languages of all of these."""
        self.languages.add(language)
        return self.scope_at(language, level=0)

    def scope_at(self, language: str, level: int) -> Scope:
        """Where something is represented on a level below what was asked for."""
        return Scope(self, language, level)


def name_of_site(request: HttpRequest, site: Site, known: Memory) -> dict[str, str]:
    """The parameter that names the site to the host that was asked; none for that which it answers of by itself."""
    return {} if site_for(request, all_sites(known)) == site else {"site": f"{site.hostname}:{site.port}"}


def query_of(parameters: Mapping[str, Any]) -> str:
    return f"?{urlencode(parameters, safe=',:')}" if parameters else ""


def absolute(request: HttpRequest, path: str) -> str:
    """A path of this server as an address: under `WAGTAILAPI_BASE_URL`, else as the request was addressed."""
    if path.startswith(("http://", "https://")):
        return path
    base = getattr(settings, "WAGTAILAPI_BASE_URL", None)
    return base.rstrip("/") + path if base else request.build_absolute_uri(path)
