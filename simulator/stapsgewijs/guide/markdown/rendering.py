"""A guide as HTML again, with room for remarks: where a label stands, under a sentence, around a step.

Of the document only text comes through, escaped; HTML that a writer put in it does not (`<br>` does).
What a report wants to add, it adds by overriding methods of `Decorations`.
"""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.inline import place_of
from stapsgewijs.guide.markdown.tree import tree_of
from stapsgewijs.guide.model import NoteKind
from stapsgewijs.guide.steps import flattened, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from markdown_it.token import Token

    from stapsgewijs.guide.markdown.tree import Node

_BLOCKS: Final = {
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "bullet_list": "ul",
}
_TAB_LEVEL: Final = 4
_SPANS: Final = {"em": "em", "s": "s"}
_BREAKS: Final = frozenset({"<br>", "<br/>", "<br />"})


class Decorations:
    """What may be added to a guide while it is rendered; this one adds nothing.

    `line` and `column` count from 1, as everywhere; `inner` is HTML that has been rendered already, all
    other text still has to be escaped. Every method returns HTML.
    """

    def bold(self, line: int, column: int, inner: str) -> str:
        """Return bold text, which usually is a label."""
        del line, column
        return f"<strong>{inner}</strong>"

    def named(self, line: int, column: int, shown: str) -> str:
        """Return what stands in italics or as code, which can be a label as well; `shown` is its HTML."""
        del line, column
        return shown

    def link(self, target: str, inner: str) -> str:
        """Return a link."""
        return f'<a href="{escape(target)}">{inner}</a>' if leads_to_the_web(target) else inner

    def picture(self, line: int, column: int, path: str, alt: str) -> str:
        """Return a picture, as a block of its own; `path` is as written in the guide."""
        del line, column, path
        return f"<p>{escape(alt)}</p>"

    def mention(self, line: int, column: int, alt: str) -> str:
        """Return what stands inside a sentence for a picture that follows under the sentence."""
        del line, column
        return escape(alt)

    def paragraph(self, line: int, inner: str) -> str:
        """Return a paragraph, which may name a procedure."""
        del line
        return f"<p>{inner}</p>\n"

    def sentence(self, line: int, inner: str) -> str:
        """Return a paragraph that stands in nothing else, which may be a step."""
        return self.paragraph(line, inner)

    def heading(self, line: int, level: int, inner: str) -> str:
        """Return a heading, or the title of a tab."""
        del line
        return f"<h{level}>{inner}</h{level}>\n"

    def item(self, line: int, inner: str) -> str:
        """Return an item of a list that is in no numbered one, which may be a step."""
        del line
        return f"<li>{inner}</li>\n"

    def alert(self, kind: NoteKind, keyword: str, inner: str) -> str:
        """Return a note (`> [!keyword]`)."""
        del kind
        return f"<blockquote><p><strong>{escape(keyword)}</strong></p>\n{inner}</blockquote>\n"

    def above(self, line: int) -> str:
        """Return what stands above the first block of the document, which begins at `line`."""
        del line
        return ""

    def under(self, line: int) -> str:
        """Return what stands under a block (a paragraph, a heading, a table …) whose last line is `line`.

        At the end of the document it is asked once more, for whatever is left.
        """
        del line
        return ""


def render(tokens: Sequence[Token], decorations: Decorations) -> str:
    """Return the HTML of the tokens that `stapsgewijs.guide.markdown.parser.parse` made of a guide."""
    return _Rendering(decorations).whole(tree_of(tokens))


def leads_to_the_web(target: str) -> bool:
    """Tell whether a link goes to an address on the web, the only kind that a report follows."""
    return target.lower().startswith(("http://", "https://"))


class _Rendering:
    def __init__(self, decorations: Decorations) -> None:
        self._add = decorations
        self._pictures: list[Node] = []
        self._is_in_step = False
        self._kinds: dict[str, Callable[[Node], str]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "blockquote": self._blockquote,
            "note": lambda node: self._add.alert(node.meta["kind"], node.meta["name"], self._all(node.children)),
            "tab": lambda node: self._add.heading(lines_of(node)[0], _TAB_LEVEL, escape(node.content)),
            "ordered_list": self._numbered,
            "list_item": self._item,
            "text_special": lambda node: escape(node.content),
            "table": self._table,
            "fence": self._code,
            "code_block": self._code,
            "html_block": self._html_block,
            "hr": lambda _: "<hr>\n",
            "inline": lambda node: self._all(node.children),
            "text": lambda node: escape(node.content),
            "code_inline": lambda node: self._add.named(*place_of(node), f"<code>{escape(node.content)}</code>"),
            "em": lambda node: self._add.named(*place_of(node), f"<em>{self._all(node.children)}</em>"),
            "html_inline": lambda node: "<br>" if node.content.lower() in _BREAKS else "",
            "softbreak": lambda _: "\n",
            "hardbreak": lambda _: "<br>\n",
            "strong": lambda node: self._add.bold(*place_of(node), self._all(node.children)),
            "link": lambda node: self._add.link(node.attribute("href"), self._all(node.children)),
            "image": self._image,
        }

    def whole(self, blocks: Sequence[Node]) -> str:
        first = lines_of(blocks[0])[0] if blocks else 1
        return self._add.above(first) + self._all(blocks) + self._add.under(sys.maxsize)

    def _all(self, nodes: Iterable[Node]) -> str:
        return "".join(self._one(each) for each in nodes)

    def _one(self, node: Node) -> str:
        if node.type in self._kinds:
            return self._kinds[node.type](node)
        inner = self._all(node.children) or escape(node.content if not node.is_nested else "")
        if tag := _SPANS.get(node.type):
            return f"<{tag}>{inner}</{tag}>"
        tag = _BLOCKS.get(node.type)
        return f"<{tag}>{inner}</{tag}>\n" if tag else inner

    def _paragraph(self, node: Node) -> str:
        inner = self._all(node.children).strip()
        add = self._add.sentence if node.is_outermost else self._add.paragraph
        shown = "" if _only_pictures(node) or not inner else add(lines_of(node)[0], inner)
        return shown + self._close(node)

    def _heading(self, node: Node) -> str:
        inner = self._all(node.children).strip()
        return self._add.heading(lines_of(node)[0], int(node.tag[1:]), inner) + self._close(node)

    def _close(self, node: Node) -> str:
        """End a block: the pictures that were in it, then what is to be said about it."""
        pictures, self._pictures = self._pictures, []
        shown = "".join(self._add.picture(*place_of(each), _source(each), each.content) for each in pictures)
        return shown + self._add.under(lines_of(node)[1])

    def _image(self, node: Node) -> str:
        self._pictures.append(node)
        return self._add.mention(*place_of(node), node.content)

    def _numbered(self, node: Node) -> str:
        start = node.attribute("start")
        begin = f' start="{int(start)}"' if start else ""
        # The steps are the items of lists that stand on their own, or in a bullet; a list inside a step is part of it.
        wrap = _plain_item if self._is_in_step else self._add.item
        was_in_step, self._is_in_step = self._is_in_step, True
        items = "".join([wrap(lines_of(each)[0], self._all(flattened(each))) for each in node.children])
        self._is_in_step = was_in_step
        return f"<ol{begin}>\n{items}</ol>\n"

    def _item(self, node: Node) -> str:
        wrap = _plain_item if self._is_in_step else self._add.item
        return wrap(lines_of(node)[0], self._all(node.children))

    def _blockquote(self, node: Node) -> str:
        keyword, inner = _keyword(node), self._all(node.children)
        if not keyword:
            return f"<blockquote>\n{inner}</blockquote>\n"
        before, _, after = inner.partition(f"[!{escape(keyword)}]")
        words = (before + after.lstrip()).replace("<p></p>\n", "", 1)
        kind = next((each for each in NoteKind if each.value == keyword.strip().lower()), NoteKind.UNKNOWN)
        return self._add.alert(kind, keyword.strip(), words)

    def _table(self, node: Node) -> str:
        return f"<table>\n{self._all(node.children)}</table>\n{self._close(node)}"

    def _code(self, node: Node) -> str:
        return f"<pre><code>{escape(node.content)}</code></pre>\n{self._close(node)}"

    def _html_block(self, node: Node) -> str:
        # A comment is not for readers; other HTML may hold words that they do see, so it is shown as it is written.
        written = node.content.strip()
        shown = "" if written.startswith("<!--") and written.endswith("-->") else f"<pre>{escape(written)}</pre>\n"
        return shown + self._close(node)


def _plain_item(line: int, inner: str) -> str:
    return Decorations().item(line, inner)


def _source(image: Node) -> str:
    return image.attribute("src")


def _only_pictures(paragraph: Node) -> bool:
    return all(
        each.type in {"image", "softbreak", "hardbreak", "html_inline"}
        or (each.type == "text" and not each.content.strip())
        for inline in paragraph.children
        for each in inline.children
    )


def _keyword(quote: Node) -> str:
    """Return the keyword of an alert (`Note` of `[!Note]`); empty when the quote is just a quote."""
    first = next((each for each in quote.walk() if each.type == "text"), None)
    before, bracket, _ = first.content.partition("]") if first else ("", "", "")
    return before.lstrip()[2:] if bracket and before.lstrip().startswith("[!") else ""
