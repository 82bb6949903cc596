"""The Markdown of the data files, as rich text of Wagtail's."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Resolve = Callable[[str, str], int | str]
"""The id of the page or document of a key: `resolve("page", "blog/slug")`."""

_EMPHASIS = re.compile(r"(\*{1,2})(?![\s*])(.+?)(?<![\s*])\1(?!\*)", re.DOTALL)
_REFERENCE = re.compile(r"\]\((page|document):([^)]*)\)")
_TAGS = {"*": "i", "**": "b"}


def references(text: str) -> Iterator[tuple[str, str]]:
    """The links within the site: ("page" or "document", key)."""
    for found in _REFERENCE.finditer(text):
        yield found[1], found[2]


def rich_text(text: str, resolve: Resolve) -> str:
    """Paragraphs, lists, bold, italic and links; `page:` and `document:` links by the ids of `resolve`."""
    if not text:
        return ""
    tokens = _parser().parse(text)
    _unwrap_list_items(tokens)
    for token in _all(tokens):
        if token.type == "link_open":
            _resolve(token, resolve)
        elif token.type == "text":
            token.content = token.content.replace("\n", " ")
    return _parser().renderer.render(tokens, _parser().options, {}).replace("\n", "")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["list", "link", "escape"])
    parser.inline.ruler.before("link", "bold_and_italic", _bold_and_italic)
    return parser


def _bold_and_italic(state: StateInline, silent: bool) -> bool:
    """Emphasis without CommonMark's rule on punctuation, by which `**说明。**下文` would not be bold."""
    found = _EMPHASIS.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        tag, end = _TAGS[found[1]], state.posMax
        state.push(f"{tag}_open", tag, 1)
        state.pos, state.posMax = found.start(2), found.end(2)
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push(f"{tag}_close", tag, -1)
    state.pos = found.end()
    return True


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _unwrap_list_items(tokens: Sequence[Token]) -> None:
    """Wagtail's lists have no paragraphs in them."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if depth and token.type.startswith("paragraph"):
            token.hidden = True


def _resolve(token: Token, resolve: Resolve) -> None:
    kind, separator, key = str(token.attrs["href"]).partition(":")
    if separator and kind in {"page", "document"}:
        attributes: dict[str, Any] = {"linktype": kind, "id": str(resolve(kind, key))}
        token.attrs = attributes
