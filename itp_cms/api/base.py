"""What all endpoints share: Wagtail's API v2, with one boundary, batched look-ups and errors instead of crashes."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import redirect
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.models import Site

from itp_cms.api.caching.headers import ASK_AGAIN, key_headers
from itp_cms.api.contract import declarations
from itp_cms.api.contract.operations import WHOLE_NUMBER, Operation, Parameter
from itp_cms.api.depth import BODY, EXPAND, RICH_TEXT_FORMAT, expand_parameter, expansion, form_of_texts
from itp_cms.api.errors import (
    ErrorCode,
    NotFound,
    refuse_unprintable,
    told_of,
    whole_number,
)
from itp_cms.api.fields import FIELDS, check_pages_around, check_whole_pages, fields_asked
from itp_cms.api.filters import FieldsFilter, LocaleFilter, OrderingFilter, TagsFilter, locale_id
from itp_cms.api.filters.locales import fallback_chain, locale_parameters
from itp_cms.api.filters.order import RANDOM
from itp_cms.api.pagination import Pagination, limit_of
from itp_cms.api.parameters import FORMAT, KEYS, WITHOUT_EFFECT, chosen, refuse_empty, refuse_unknown
from itp_cms.api.rendering import AlwaysJSON, JSONRenderer
from itp_cms.api.search import SearchFilter, count_if_missed
from itp_cms.api.sites import SITE, site_asked
from itp_cms.api.transport.deprecation import Deprecation
from itp_cms.core.memory import Memory, memory
from itp_cms.core.representation.context import Context
from itp_cms.core.representation.scope import Scope
from itp_cms.core.representation.selection import Config
from itp_cms.core.representation.shapes import Shape, selection_for, shape_of
from itp_cms.core.surrogate_keys import opaque_within_limit

READ_FIRST = (*locale_parameters(), SITE, Parameter(EXPAND, "How far references are shown."))
"""Parameters that are read before what an endpoint declares is."""

BY_ITSELF = frozenset(
    {
        *("type", "type__not", "locale", "locale__in", "locale__not", "fallback", "site"),
        *("fields", "expand", "body", "rich_text_format"),
        *("limit", "offset", "cursor", "keys"),
    }
)
"""Parameters with which it depends on the listed objects alone which of them are given; others may ask for more."""


class PublicViewSet(BaseAPIViewSet):
    """An endpoint that gives what is public of a model, the same to everybody.

    Differs from Wagtail's in that fields are represented by `itp_cms.core.representation`, which looks up what
    objects refer to all at once, and in that a request that cannot be answered is told why.
    """

    authentication_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    metadata_class = None  # OPTIONS tells the methods, the document of the API all else
    pagination_class = Pagination
    filter_backends: Sequence[Any] = (FieldsFilter, TagsFilter, LocaleFilter, OrderingFilter, SearchFilter)
    is_passing = False
    """Whether the answer may be another in a moment, though no content changes; such a one is not kept."""

    is_list = True
    """Whether its root can be asked without parameters, so that one can walk the API from endpoint to endpoint."""
    made_of: tuple[type[Model], ...] = ()
    """Of an endpoint with one answer only, the models whose objects are its parts."""
    filtered_apart = frozenset({"locale"})
    """Columns that have a filter of their own."""
    usual_order = "id"
    """The column that lists are ordered by where nothing else is asked."""

    endpoint: str
    """The name under which it is registered. (Django REST framework takes `name` for something else.)"""

    deprecation: Deprecation | None = None
    """Of an endpoint that will go."""

    best_first: list[int] | None = None
    """Where words are searched for and no order is asked, the ids of what has them; public or not."""

    context: Context
    known: Memory
    """What is known of the content already, without a query."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.action is None:  # before anything else can be wrong
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        refuse_unprintable(request.GET)
        refuse_empty(request.GET, READ_FIRST)
        self.check_format()
        self.known = memory()
        chosen(request.GET, KEYS)
        self.context = self.context_for(site_asked(request, self.known))
        locale_id(self.context.locales, self.language, "language" if "language" in kwargs else "locale")

    def context_for(self, site: Site) -> Context:
        """What the answer is made in, as the parameters say."""
        parameters = self.request.GET
        level, names = expansion(parameters, self.held)
        context = Context(self.request, self.router, site, form_of_texts(parameters), level, self.known)
        context.expanded = names
        context.chain_asked = fallback_chain(parameters, context.locales)
        return context

    def check_format(self) -> None:
        chosen(self.request.GET, FORMAT)

    @property
    def router(self) -> Any:
        """The router that led here, which Wagtail notes on the request."""
        return self.request.wagtailapi_router

    @property
    def language(self) -> str:
        """The language of what has none of its own: `?locale=`, else the default."""
        return self.request.GET.get("locale", settings.LANGUAGE_CODE)

    def scope_of(self, instance: Any) -> Scope:
        """Where an object is represented: in its own language, if it has one; with a fallback, in the one asked for."""
        pk = getattr(instance, "locale_id", None)
        language = self.language if pk is None else self.context.locales[pk]
        self.context.languages.add(language)
        return self.context.scope_at(self.language if self.context.falls_back else language, level=0)

    # What there is

    @property
    def root(self) -> type[Model]:
        """The model of the queryset that lists begin with."""
        return self.model

    @property
    def held(self) -> tuple[type[Model], ...]:
        """The models of the objects in lists; of what is asked for, or, without a request, of all there can be."""
        return (self.model,)

    @property
    def listed(self) -> tuple[type[Model], ...]:
        """The models on whose objects it depends what is in a list."""
        return (self.root,)

    def get_all_public(self) -> QuerySet[Any]:
        """All that this endpoint could give, before any filter."""
        return self.context.boundary.public(self.model)

    def get_queryset(self) -> QuerySet[Any]:
        return self.get_all_public().order_by(self.usual_order)

    def get_object(self) -> Any:
        """What the id of the address names, in the language asked for: with a fallback, its best translation."""
        objects = self.get_queryset()
        found = objects.filter(pk=self.kwargs["pk"])
        if LocaleFilter in self.filter_backends:
            if self.context.falls_back:
                found = objects.filter(translation_key__in=found.order_by().values("translation_key"))
            found = LocaleFilter().filter_queryset(self.request, found, self)
        instance = found.first()
        if instance is None:
            raise Http404("not found")
        return instance

    # What it says of itself

    @classmethod
    def operations(cls) -> list[Operation]:
        """The requests it takes and the answers it gives, for the document of the API."""
        view = cls()
        return [declarations.listing(view), declarations.detail(view), declarations.find(view)]

    # Answers

    def listing_view(self, request: Request) -> Response:
        self.check_parameters(self.list_parameters())
        config = fields_asked(self.request.GET)
        self.validate_fields(config)
        check_pages_around(config, in_list=True)
        check_whole_pages(config, limit_of(request))
        if self.request.GET.keys() <= BY_ITSELF:
            self.context.depends_on(*self.listed)
        self.is_passing = request.GET.get("order") == RANDOM
        data = self.represent(self.listed_objects(config), config, in_list=True)
        count_if_missed(self)
        return self.get_paginated_response(self.context.finish(data))

    def detail_view(self, request: Request, pk: int) -> Response:
        self.check_parameters(self.detail_parameters())
        instance = self.get_object()
        config = fields_asked(self.request.GET)
        self.validate_fields(config)
        check_pages_around(config, in_list=False)
        self.context.depends_on()
        self.context.keys.add_object(instance)
        return Response(self.context.finish(self.represent([instance], config, in_list=False)[0]))

    def listed_objects(self, config: Config) -> list[Any]:
        """The objects of the part of the list that is asked for."""
        return list(self.paginate_queryset(self.shown_of(self.filter_queryset(self.get_queryset()), config)))

    def shown_of(self, queryset: QuerySet[Any], config: Config) -> QuerySet[Any]:
        """The queryset of a list, with the columns that are shown of its objects."""
        return queryset

    def count(self, queryset: QuerySet[Any]) -> int:
        """How many there are in a list of all pages."""
        return queryset.count()

    def represent(self, objects: Iterable[Any], config: Config, *, in_list: bool) -> list[dict[str, Any]]:
        return [
            shape.represent(instance, self.select(shape, config, in_list=in_list), self.scope_of(instance))
            for instance in objects
            for shape in [shape_of(type(instance))]
        ]

    def select(self, shape: Shape, config: Config, *, in_list: bool) -> Any:
        return selection_for(shape, shape.default_in_lists if in_list else shape.default_in_details, config)

    def find_object(self, queryset: QuerySet[Any], request: Request) -> Any:
        if "id" not in request.GET:
            return None
        return queryset.filter(pk=whole_number("id", request.GET["id"])).first()

    def find_view(self, request: Request) -> Any:
        """Leads to the object's detail, under the address that lists give of it."""
        by = self.find_parameters()
        self.check_parameters([*by, *self.detail_parameters()])
        if not any(parameter.name in request.GET for parameter in by):
            names = sorted(parameter.name for parameter in by)
            # 404 as Wagtail's, whose clients must not be surprised.
            raise NotFound(f"find needs one of: {', '.join(names)}", allowed=names, code=ErrorCode.REQUIRED)
        found = self.find_object(self.get_queryset(), request)
        if found is None:
            raise Http404("not found")
        query = request.GET.copy()
        for parameter in by:
            query.pop(parameter.name, None)
        query.pop(SITE.name, None)  # the address names the site
        address = str(self.context.detail_url(self.model, found.pk))
        return redirect(f"{address}{'&' if '?' in address else '?'}{query.urlencode()}" if query else address)

    # Parameters

    def validate_fields(self, config: Config) -> None:
        shape_of(self.model).validate(config)

    # What is asked is declared: any other parameter is refused. The declarations need no request.

    def answer_parameters(self) -> list[Parameter]:
        """What every request can say of how it is answered."""
        return [*locale_parameters(), SITE, expand_parameter(self.held), BODY, RICH_TEXT_FORMAT, KEYS, *WITHOUT_EFFECT]

    def detail_parameters(self) -> list[Parameter]:
        return [FIELDS, *self.answer_parameters()]

    def list_parameters(self) -> list[Parameter]:
        filters = [backend().parameters(self) for backend in self.filter_backends]
        declared = [
            FIELDS,
            *self.answer_parameters(),
            *chain.from_iterable(filters),
            *self.pagination_class().parameters(self),
        ]
        return list({parameter.name: parameter for parameter in declared}.values())

    def find_parameters(self) -> list[Parameter]:
        return [Parameter("id", "The object's id.", WHOLE_NUMBER)]

    def check_parameters(self, declared: Iterable[Parameter]) -> None:
        """Raise `BadRequest` for a parameter of the query that is not among those declared."""
        refuse_unknown(self.request.GET, declared)

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.deprecation.headers().items() if self.deprecation else ():
            response.headers.setdefault(name, value)
        if response.status_code < status.HTTP_400_BAD_REQUEST:
            languages = sorted(self.context.languages) or [self.language]
            response.headers.setdefault("Content-Language", ", ".join(languages))
            for name, value in key_headers(self.context.surrogate_keys).items():
                response.headers[name] = value
            if self.is_passing:
                response.headers["Cache-Control"] = ASK_AGAIN
            if self.request.GET.get(KEYS.name) == "true":
                response.headers["Content-Keys"] = " ".join(opaque_within_limit(self.context.surrogate_keys))
        return response

    def handle_exception(self, exc: Exception) -> Response:
        if (told := told_of(exc)) is None:
            return super().handle_exception(exc)
        body, status_code = told
        response = Response(body, status=status_code)
        response.exception = True
        return response
