"""The tokens of a document as a tree: each node has what is inside of it, and knows its kind.

markdown-it has such a tree itself. That one finds out anew at each look of what kind a node is, and copies the
tokens once for each level; a linter looks at every node a dozen times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_DEEPEST: Final = 250
"""What is nested deeper could not be walked through: Python allows a thousand calls inside each other."""


class Node:
    """A token, or a pair of them (`strong_open`, `strong_close`: `strong`) with the `children` between."""

    __slots__ = ("children", "content", "map", "markup", "meta", "token", "type")

    def __init__(self, token: Token) -> None:
        """Make a node of a token that opens one or is one by itself."""
        self.token = token
        self.type = token.type.removesuffix("_open") if token.nesting else token.type
        self.content = token.content
        self.markup = token.markup
        self.meta: dict[str, Any] = token.meta
        self.map = token.map
        self.children: Sequence[Node] = ()

    @property
    def tag(self) -> str:
        """The HTML tag of a block: `h2`."""
        return self.token.tag

    @property
    def is_nested(self) -> bool:
        """Whether it was made of a pair of tokens."""
        return bool(self.token.nesting)

    @property
    def is_outermost(self) -> bool:
        """Whether a block stands in no other."""
        return not self.token.level

    def attribute(self, name: str) -> str:
        """Return an attribute (`href`, `src`, `start`); empty when it has none of that name."""
        value = self.token.attrs.get(name)
        return "" if value is None else str(value)

    def walk(self) -> list[Node]:
        """Return this node and all in it, in the order of the document."""
        found = [self]
        for each in self.children:
            if each.children:
                found += each.walk()
            else:
                found.append(each)
        return found


def tree_of(tokens: Sequence[Token], depth: int = 0) -> list[Node]:
    """Return the outermost nodes, with all others in them; raises `RecursionError` for what is nested too deeply."""
    here: list[Node] = []
    around: list[list[Node]] = []
    found = here
    for token in tokens:
        if token.nesting < 0:
            here = around.pop()
            continue
        node = Node(token)
        here.append(node)
        if token.nesting:
            around.append(here)
            node.children = here = []
            if depth + len(around) > _DEEPEST:
                raise RecursionError
        elif token.children:
            node.children = tree_of(token.children, depth + len(around) + 1)
    return found
