"""Where an object of a response is represented, and how what it refers to is asked for."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from itp_cms.core.representation.selection import EXPANDED, NOTHING_ASKED, Config

if TYPE_CHECKING:
    from itp_cms.core.representation.context import Context

# Beyond this level, what is referred to is named and linked only, unless a request says otherwise; see `Scope.level`.
TEASERS_TO_LEVEL = 2
IDS_ONLY = -1


class Scope:
    """Where an object is represented: in which language, and how deep below what was asked for.

    Fields and blocks refer to other objects through it; each method returns a deferred value. What is referred to
    is given in the scope's language where a public translation exists, else as it is.

    `level` is 0 for what was asked for, 1 for what that refers to, and so on.
    """

    __slots__ = ("context", "expands", "language", "level")

    def __init__(self, context: "Context", language: str, level: int, *, expands: bool = False) -> None:
        self.context = context
        self.language = language
        self.level = level
        self.expands = expands

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages for what is shown here, best first."""
        return self.context.chain(self.language)

    @property
    def below(self) -> "Scope":
        return Scope(self.context, self.language, self.level + 1)

    @property
    def expanding(self) -> "Scope":
        """The same, where what is referred to is shown by its teaser, as if `expand` went that far."""
        return Scope(self.context, self.language, self.level, expands=True)

    def of(self, name: str) -> "Scope":
        """Where a field or block of this name is represented: `expand` may name it."""
        return self.expanding if name in self.context.expanded else self

    def _config(self, asked: Config) -> Config:
        """What is asked of an object that is referred to here."""
        return (*asked, *EXPANDED) if self.expands and self.level < TEASERS_TO_LEVEL else asked

    def reference(self, model: type[Model], pk: int, config: Config = NOTHING_ASKED) -> Any:
        """A page, image, document or snippet by its id."""
        if issubclass(model, Page):
            return self.page(pk, config)
        if issubclass(model, AbstractImage):
            return self.image(pk, config=config)
        if issubclass(model, AbstractDocument):
            return self.document(pk, config)
        return self.snippet(model, pk, config)

    def page(self, pk: int, config: Config = NOTHING_ASKED) -> Any:
        """A page by its teaser; in a teaser, by title and addresses only."""
        from itp_cms.core.representation.pages import PageBatch

        return self.context.batch(PageBatch).defer((pk, self.language, self.level + 1, self._config(config)))

    def own_page(self, pk: int, config: Config = NOTHING_ASKED) -> Any:
        """A page in its own language, by title and addresses: what an alias mirrors, where a redirect leads."""
        from itp_cms.core.representation.pages import OriginalBatch

        return self.context.batch(OriginalBatch).defer((pk, self._config(config)))

    def image(self, pk: int, alt: str = "", decorative: bool = False, config: Config = NOTHING_ASKED) -> Any:
        """An image; `alt` is its alternative text in this place, `decorative` that it needs none."""
        from itp_cms.core.representation.media import ImageBatch

        return self.context.batch(ImageBatch).defer((pk, self.language, alt, decorative, self._config(config)))

    def document(self, pk: int, config: Config = NOTHING_ASKED) -> Any:
        from itp_cms.core.representation.media import DocumentBatch

        return self.context.batch(DocumentBatch).defer((pk, self.language, self._config(config)))

    def snippet(self, model: type[Model], pk: int, config: Config = NOTHING_ASKED) -> Any:
        from itp_cms.core.representation.objects import SnippetBatch

        return self.context.batch(SnippetBatch, model).defer((pk, self.language, self.level + 1, self._config(config)))

    def rows(self, relation: Any, pk: int, config: Config = NOTHING_ASKED) -> Any:
        """The rows of an inline relation of the object with this id."""
        from itp_cms.core.representation.objects import RowBatch

        return self.context.batch(RowBatch, relation).defer((pk, self.language, self.level, self._config(config)))

    def row_references(self, relation: Any, reference: str, pk: int, config: Config = NOTHING_ASKED) -> Any:
        """What the rows of an inline relation refer to by one foreign key."""
        from itp_cms.core.representation.objects import RowReferenceBatch

        return self.context.batch(RowReferenceBatch, relation, reference).defer(
            (pk, self.language, self.level, self._config(config))
        )

    def row_count(self, relation: Any, reference: str, pk: int) -> Any:
        """How many rows of an inline relation refer to something public by one foreign key, or None for none."""
        from itp_cms.core.representation.objects import RowCountBatch

        return self.context.batch(RowCountBatch, relation, reference).defer(pk)

    def tags(self, model: type[Model], name: str, pk: int) -> Any:
        from itp_cms.core.representation.objects import TagBatch

        manager: Any = model._meta.get_field(name)
        return self.context.batch(TagBatch, manager.remote_field.through).defer((model, pk))

    def parent(self, page: Page, config: Config = NOTHING_ASKED, teaser: bool = False) -> Any:
        from itp_cms.core.representation.page_tree import ParentBatch

        return self.context.batch(ParentBatch).defer(
            (page.path, self.language, self.level, self._config(config), teaser)
        )

    def child_pages(self, page: Page, config: Config = NOTHING_ASKED) -> Any:
        from itp_cms.core.representation.page_tree import ChildPageBatch

        return self.context.batch(ChildPageBatch, type(page)).defer(
            (page.path, page.pk, self.language, self.level, self._config(config))
        )

    def rich_text(self, html: str) -> Any:
        """Rich text as stored, with the addresses of what it refers to."""
        from itp_cms.core.representation.rich_text import represent_rich_text

        return represent_rich_text(html, self)

    def stream(self, value: Any) -> Any:
        """The value of a StreamField."""
        from itp_cms.core.representation.stream import represent_stream

        return represent_stream(value, self)

    def block(self, block: Any, raw: Any) -> Any:
        """A block's value from what is stored of it; for the `represent(raw, scope)` of a block."""
        from itp_cms.core.representation.stream import represent_block

        return represent_block(block, raw, self)
