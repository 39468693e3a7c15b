"""What is inside a paragraph: its words, labels, pictures and links. One function for each kind of thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.guide.marking import labels_of, quotes_of
from simulator.guide.model import Link, Screenshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.tree import SyntaxTreeNode

    from simulator.guide.model import Label

_BREAKS: Final = frozenset({"softbreak", "hardbreak"})


def words_of(node: SyntaxTreeNode) -> str:
    """Return the text of a node and all in it, without pictures and HTML, white space folded."""
    return " ".join("".join(_pieces(node)).split())


def slug_of(title: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = (each for each in title.strip().lower() if each.isalnum() or each in " -_")
    return "".join(kept).replace(" ", "-")


def labels_in(node: SyntaxTreeNode) -> Iterator[Label]:
    """Give the labels that are marked in bold, or were meant to be, in order."""
    for each in node.walk():
        if each.type == "inline":
            yield from labels_of(each)


def quotes_in(node: SyntaxTreeNode) -> Iterator[Label]:
    """Give what is set apart in another way than by bold (quotes, brackets, emphasis), in order."""
    for each in node.walk():
        if each.type == "inline":
            yield from quotes_of(each)


def screenshots_in(node: SyntaxTreeNode) -> Iterator[Screenshot]:
    """Give the pictures, in order."""
    for each in node.walk():
        if each.type == "image":
            yield Screenshot(str(each.attrGet("src") or ""), each.content, *place_of(each))


def links_in(node: SyntaxTreeNode) -> Iterator[Link]:
    """Give the links, in order."""
    for each in node.walk():
        if each.type == "link":
            yield Link(words_of(each), str(each.attrGet("href") or ""), *place_of(each))


def place_of(node: SyntaxTreeNode) -> tuple[int, int]:
    """Return line and column of something inside a paragraph."""
    return int(node.meta.get("line", 1)), int(node.meta.get("column", 1))


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"text", "text_special", "code_inline"}:
        yield node.content
    elif node.type in _BREAKS:
        yield " "
    elif node.type != "image":
        for each in node.children:
            yield from _pieces(each)
