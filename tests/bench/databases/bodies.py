"""Bodies of pages, of the blocks that the demo site's posts are made of, in the same proportions."""

import json
import random
import re
import uuid
from dataclasses import dataclass
from typing import Any

from tests.bench.databases.library import Library
from tests.bench.databases.words import Prose

SHARES = {
    "image": 0.75,
    "quote": 0.4,
    "callout": 0.4,
    "table": 0.25,
    "faq": 0.2,
    "related_pages": 0.2,
    "figure": 0.2,
    "gallery": 0.15,
    "embed": 0.12,
    "people": 0.12,
    "document": 0.08,
}
"""How many posts have such a block; all have four passages of text and two or three headings."""


def words_of(body: str) -> str:
    """What a search is to find of a stored body: its prose, headings and quotations."""
    blocks = json.loads(body)
    words = [block["value"] for block in blocks if block["type"] == "text"]
    words += [block["value"]["text"] for block in blocks if block["type"] in {"heading", "quote"}]
    return re.sub("<[^>]*>", " ", " ".join(words))


@dataclass
class Writer:
    """Writes the body of one page; `related` are the ids of pages that it may refer to."""

    source: random.Random
    prose: Prose
    library: Library
    related: list[int]

    def body(self, first_words: str = "") -> str:
        """A StreamField's value as it is stored."""
        blocks: list[tuple[str, Any]] = [self._text(f"{first_words} {self._paragraph()}")]
        for _ in range(self.source.randint(2, 3)):
            heading = {"text": self._title(), "level": "2", "anchor": f"a{self.source.randrange(999)}"}
            blocks += [("heading", heading), self._text(self._paragraph())]
        blocks.append(self._text(self._paragraph()))
        for name, share in SHARES.items():
            if self.source.random() < share and (self.related or name != "related_pages"):
                blocks.append((name, getattr(self, f"_{name}")()))
        return json.dumps([{"type": name, "value": value, "id": self._id()} for name, value in blocks])

    def _text(self, words: str) -> tuple[str, str]:
        link = ""
        if self.related and self.source.random() < 0.3:
            page, document = self.source.choice(self.related), self.source.choice(self.library.documents)
            link = f'<p><a linktype="page" id="{page}">{self._title()}</a> '
            link += f'<a linktype="document" id="{document}">{self._title()}</a></p>'
        return "text", f"<p>{words.strip()}</p>{link}"

    def _image(self) -> dict[str, Any]:
        chosen = {"image": self._image_id(), "alt_text": self._title(), "decorative": False}
        return {"image": chosen, "caption": self._sentence(), "credit": ""}

    def _image_id(self) -> int:
        is_private = self.source.randrange(50) == 0
        return self.source.choice(self.library.private_images if is_private else self.library.images)

    def _quote(self) -> dict[str, Any]:
        return {"text": self._sentence(), "person": self._person(), "attribution": ""}

    def _callout(self) -> dict[str, Any]:
        return {"style": "note", "title": self._title(), "text": f"<p>{self._sentence()}</p>"}

    def _table(self) -> dict[str, Any]:
        columns = [{"type": "text", "heading": self._title()} for _ in range(3)]
        rows = [{"values": [self._title() for _ in columns]} for _ in range(4)]
        return {"columns": columns, "rows": rows, "caption": self._sentence()}

    def _faq(self) -> dict[str, Any]:
        items = [{"question": self._sentence(), "answer": f"<p>{self._sentence()}</p>"} for _ in range(3)]
        return {"title": self._title(), "items": self._list(items)}

    def _related_pages(self) -> dict[str, Any]:
        return {"title": "", "pages": self._list(self.source.sample(self.related, 2))}

    def _figure(self) -> dict[str, Any]:
        return {"label": self._title(), "value": "23", "unit": "", "note": ""}

    def _gallery(self) -> dict[str, Any]:
        return {"title": self._title(), "images": self._list([self._image() for _ in range(3)])}

    def _embed(self) -> dict[str, Any]:
        text = f"<p>{self._paragraph()}</p>"
        poster = self._image_id()
        return {"provider": "vimeo", "video_id": "1084537", "title": self._title(), "poster": poster, "text": text}

    def _people(self) -> dict[str, Any]:
        return {"title": "", "people": self._list([self._person(), self._person()])}

    def _document(self) -> dict[str, Any]:
        return {"document": self.source.choice(self.library.documents), "label": ""}

    def _person(self) -> int:
        return self.source.choice(self.library.people)

    def _paragraph(self) -> str:
        return self.source.choice(self.prose.paragraphs)

    def _sentence(self) -> str:
        return self.prose.sentence(self.source, 6, 14)

    def _title(self) -> str:
        return self.prose.title(self.source)

    def _list(self, values: list[Any]) -> list[dict[str, Any]]:
        return [{"type": "item", "value": value, "id": self._id()} for value in values]

    def _id(self) -> str:
        return str(uuid.UUID(int=self.source.getrandbits(128), version=4))
