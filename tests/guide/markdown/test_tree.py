"""The tree of a document, and the parser that only asks the rules that can be for a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.tree import Node, tree_of
from stapsgewijs.guide.reader import read_guide

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TEXT = """# Kop

1. Kies **een *knop* hier**, zie [de [hulp]](a.md "b") ![een [plaatje](x)](p.png).
   > [!Note]
   > Let `op`\\*: &amp; <kbd>vet</kbd> <https://voorbeeld.nl> &nbsp;!

   | a | b \\| c |
   |---|---|
   | **d** | _e_ |
2. Klaar\\
   - ~~niet~~ __nu__ *half **af
"""


def _shape(nodes: Iterable[Node | SyntaxTreeNode]) -> list[object]:
    return [(each.type, each.content, each.markup, each.tag, _shape(each.children)) for each in nodes]


def test_the_tree_has_the_shape_of_markdown_its_own() -> None:
    tokens = parse(_TEXT)
    root = SyntaxTreeNode(tokens)
    assert _shape(tree_of(tokens)) == _shape(root.children)
    walked = [each.type for block in tree_of(tokens) for each in block.walk()]
    assert walked == [each.type for each in root.walk()][1:]
    assert {"image", "em", "table", "blockquote", "html_inline"} <= set(walked)


def test_a_sign_asks_only_its_rules_and_nothing_is_missed() -> None:
    ours = parse(_TEXT)
    own = MarkdownIt("commonmark").enable("table").parse(_TEXT)
    assert [(each.type, each.content) for each in ours] == [(each.type, each.content) for each in own]
    for one, other in zip(ours, own, strict=True):
        inner = [(each.type, each.content, each.attrs) for each in one.children or ()]
        assert inner == [(each.type, each.content, each.attrs) for each in other.children or ()]


def test_the_parser_keeps_nothing_of_a_document() -> None:
    alone = [each.as_dict() for each in parse("Zie [dit].\n")]
    parse("Zie [dit].\n\n[dit]: a.md\n")
    assert [each.as_dict() for each in parse("Zie [dit].\n")] == alone


@pytest.mark.parametrize("times", [400, 3000])
def test_what_is_nested_too_deeply_is_told(tmp_path: Path, times: int) -> None:
    file = tmp_path / "diep.md"
    file.write_text(f"## Kop\n\n1. {'*a ' * times}{'b* ' * times}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="nested too deeply"):
        read_guide(file)
