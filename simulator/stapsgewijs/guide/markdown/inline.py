"""What is inside a paragraph: its words, pictures and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.dialects import GONE
from stapsgewijs.guide.model import Link, Screenshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.guide.markdown.tree import Node

_WORDS: Final = frozenset({"text", "text_special", "code_inline"})
_BREAKS: Final = frozenset({"softbreak", "hardbreak"})


def words_of(node: Node) -> str:
    """Return the text of a node and all in it, without pictures and HTML, white space folded."""
    pieces: list[str] = []
    _add_pieces(node, pieces)
    return " ".join("".join(pieces).replace(GONE, "").split())


def slug_of(title: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = (each for each in title.strip().lower() if each.isalnum() or each in " -_")
    return "".join(kept).replace(" ", "-")


def inlines_in(node: Node) -> Iterator[Node]:
    """Give what holds the words of a block: one for a paragraph, heading or cell, more for what holds such."""
    if node.type == "inline":
        yield node
        return
    for each in node.children:
        yield from inlines_in(each)


def seen_in(blocks: Iterable[Node]) -> tuple[tuple[Screenshot, ...], tuple[Link, ...]]:
    """Return the pictures and the links in blocks, each in order."""
    screenshots: list[Screenshot] = []
    links: list[Link] = []
    for block in blocks:
        for each in block.walk():
            if each.type == "image":
                screenshots.append(Screenshot(each.attribute("src"), each.content, *place_of(each)))
            elif each.type == "link":
                links.append(_link(each))
    return tuple(screenshots), tuple(links)


def links_in(node: Node) -> Iterator[Link]:
    """Give the links, in order."""
    for each in node.walk():
        if each.type == "link":
            yield _link(each)


def place_of(node: Node) -> tuple[int, int]:
    """Return line and column of something inside a paragraph."""
    return int(node.meta.get("line", 1)), int(node.meta.get("column", 1))


def _link(node: Node) -> Link:
    return Link(words_of(node), node.attribute("href"), *place_of(node))


def _add_pieces(node: Node, pieces: list[str]) -> None:
    if node.type in _WORDS:
        pieces.append(node.content)
    elif node.type in _BREAKS:
        pieces.append(" ")
    elif node.type != "image":
        for each in node.children:
            _add_pieces(each, pieces)
        if node.type == "inline":
            pieces.append(" ")
