"""The blocks of the data files, and how StreamFields store them."""

from dataclasses import dataclass
from typing import Any

from itp_cms.core.video import PROVIDERS
from itp_cms.demo.places import Place
from itp_cms.demo.structures import Block, ListOf, Stream, Struct
from itp_cms.demo.values import Building, Choice, Field, Name, Number, Prose, Ref, Text


@dataclass(frozen=True)
class Picture(Block):
    """An image with its alternative text for this place."""

    def raw(self, value: Any, at: Place, building: Building) -> Any:
        stored = super().raw(value, at, building)
        image = {"image": stored.pop("image"), "alt_text": stored.pop("alt"), "decorative": False}
        return {"image": image, **stored}


@dataclass(frozen=True)
class DescribedImage(Ref):
    """An image whose description is its alternative text."""

    def raw(self, value: Any, at: Place, building: Building) -> Any:
        image = self.build(value, at, building)
        if image is None:
            return {"image": None, "alt_text": "", "decorative": False}
        words = image.translations.get(building.language, {}).get("description", "")
        alt_text = image.description if building.is_source else words
        return {"image": image.pk, "alt_text": alt_text, "decorative": False}


@dataclass(frozen=True)
class Table(Block):
    def raw(self, value: Any, at: Place, building: Building) -> Any:
        return {
            "caption": value.get("caption") or "",
            "columns": [{"type": "text", "heading": heading or ""} for heading in value["header"]],
            "rows": [{"values": [cell or "" for cell in row]} for row in value["rows"]],
        }

    def check(self, value: Any, at: Place, known: Any) -> Any:
        problems = list(super().check(value, at, known))
        yield from problems
        if not problems and any(len(row) != len(value["header"]) for row in value["rows"]):
            yield f"{at}.rows: a row has not as many cells as the header: give each row {len(value['header'])}"


def prose(kind: str = "") -> Block:
    """A block that is rich text and nothing else."""
    return Block(short="text", bare=True, type=kind, fields={"text": Prose(required=True)})


PICTURE = Picture(
    fields={
        "image": Ref(kind="images", required=True),
        "alt": Text(required=True),
        "caption": Text(longest=500),
        "credit": Text(longest=255),
    }
)
QUOTE = Block(
    short="text",
    fields={"text": Text(required=True), "person": Ref(kind="people"), "attribution": Text(longest=255)},
)
HEADING = Block(
    short="text",
    fields={"text": Text(required=True, longest=200), "level": Choice(options=("2", "3", "4"), default="2")},
)
EMBED = Block(
    fields={
        "provider": Choice(required=True, options=[name for name, _label in PROVIDERS]),
        "video_id": Name(required=True),
        "title": Text(required=True, longest=255),
        "poster": Ref(kind="images"),
        "text": Prose(required=True),
    }
)
FIGURE = Block(
    fields={
        "label": Text(required=True, longest=200),
        "value": Number(required=True),
        "unit": Text(longest=50),
        "note": Text(longest=255),
    }
)
CALLOUT = Block(
    fields={
        "title": Text(longest=200),
        "text": Prose(required=True),
        "style": Choice(options=("note", "deadline", "opportunity"), default="note"),
    }
)
QUESTION = Struct(fields={"question": Text(required=True, longest=300), "answer": Prose(required=True)})

BODY = Stream(
    blocks={
        "heading": HEADING,
        "text": prose(),
        "image": PICTURE,
        "gallery": Block(fields={"title": Text(longest=200), "images": ListOf(required=True, item=PICTURE)}),
        "quote": QUOTE,
        "embed": EMBED,
        "document": Block(
            short="document",
            fields={"document": Ref(kind="documents", required=True), "label": Text(longest=255)},
        ),
        "table": Table(
            fields={
                "caption": Text(),
                "header": ListOf(required=True, item=Text()),
                "rows": ListOf(required=True, item=ListOf(item=Text())),
            }
        ),
        "figure": FIGURE,
        "callout": CALLOUT,
        "related": Block(
            type="related_pages",
            fields={"title": Text(longest=200), "pages": ListOf(required=True, item=Ref(kind="pages"))},
        ),
        "people": Block(fields={"title": Text(longest=200), "people": ListOf(required=True, item=Ref(kind="people"))}),
        "faq": Block(fields={"title": Text(longest=200), "items": ListOf(required=True, item=QUESTION)}),
    }
)

ARTICLE = Block(
    fields={
        "title": Text(required=True, longest=255),
        "author": Text(longest=255),
        "image": DescribedImage(kind="images"),
        "text": Prose(required=True),
    }
)
POST = Block(fields={"page": Ref(kind="pages", required=True), "summary": Text()})
SECTIONS = Stream(
    blocks={
        "section": Block(
            fields={
                "kind": Choice(
                    required=True,
                    options=(
                        "changed_my_life",
                        "collection_in_focus",
                        "bulletin_board",
                        "moves_and_news",
                        "feature",
                    ),
                ),
                "title": Text(required=True, longest=255),
                "items": Stream(required=True, blocks={"article": ARTICLE, "post": POST}),
            }
        )
    }
)

RECOMMENDATIONS = Stream(only="recommendation", blocks={"recommendation": prose()})
QUOTES = Stream(only="quote", blocks={"quote": QUOTE})

LINK: dict[str, Field] = {"label": Text(longest=100), "page": Ref(kind="pages"), "url": Name()}
NAVIGATION = Stream(only="item", blocks={"item": Block(fields={**LINK, "children": ListOf(item=Struct(fields=LINK))})})
FOOTER = Stream(
    only="group",
    blocks={"group": Block(fields={"title": Text(longest=100), "links": ListOf(item=Struct(fields=LINK))})},
)
