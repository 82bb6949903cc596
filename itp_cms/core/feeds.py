"""What page types say of themselves to be told of in feeds: RSS, Atom and JSON Feed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Feed:
    """How the pages of a type are entries of a feed; a page type names it as `feed`.

    All but `dated_by` are names of the type's `api_fields`. Fields without a value are passed over.
    """

    kind: str
    """What the feed is called in addresses, the same in every language: `posts`."""

    content: tuple[str, ...]
    """What the text of an entry is made of, in this order."""

    dated_by: str = "first_published_at"
    """The column that says when an entry is from, a day or a moment; the newest entries make the feed."""

    summary: tuple[str, ...] = ("teaser_text", "introduction")
    """The first of these that is not empty sums an entry up."""

    image: tuple[str, ...] = ("teaser_image",)
    """The first of these that is public pictures an entry."""

    authors: str | None = None
    """Who wrote it: people, or rows with a `person` or a `name`."""

    enclosure: str | None = None
    """The document that an entry brings."""
