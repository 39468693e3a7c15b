"""A step of a guide, of the blocks of its list item or of what stands under its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.emphasis import marked_in
from stapsgewijs.guide.markdown.inline import inlines_in, seen_in, words_of
from stapsgewijs.guide.model import Label, Marking, Note, NoteKind, Step, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide.markdown.tree import Node

_LONGEST_CELL: Final = 60
"""So many characters a cell has that may be a label."""

_ADDRESSES: Final = ("http://", "https://")
"""A link to the web can be to a page that it names; others are to documents."""

_KINDS: Final = {kind.value: kind for kind in NoteKind}


def flattened(item: Node) -> list[Node]:
    """Return the blocks of a list item; of `4. 3. …`, a list of one item by accident, those inside."""
    children = list(item.children)
    if children and children[0].type == "ordered_list" and len(children[0].children) == 1:
        return [*flattened(children[0].children[0]), *children[1:]]
    return children


def lines_of(node: Node) -> tuple[int, int]:
    """Return the first and the last line of a block, counted from 1."""
    first, behind = node.map or (0, 1)
    return first + 1, max(behind, first + 1)


def is_note(block: Node) -> bool:
    """Return whether a block is a note, in whatever dialect."""
    return block.type in {"blockquote", "note"} and note_of(block) is not None


def note_of(quote: Node) -> Note | None:
    """Return the note that a block is (`> [!Note]`, `:::note`), or None for a quote without a keyword."""
    if quote.type == "note":
        return _note_block(quote)
    first = next((each for each in quote.walk() if each.type == "text"), None)
    keyword, bracket, _ = first.content.lstrip().partition("]") if first else ("", "", "")
    if not keyword.startswith("[!") or not bracket:
        return None
    words = words_of(quote).partition("]")[2].strip()
    kind = _KINDS.get(keyword.removeprefix("[!").strip().lower(), NoteKind.UNKNOWN)
    line, _ = lines_of(quote)
    told = words if kind is not NoteKind.UNKNOWN else f"{keyword}] {words}".strip()
    return Note(kind, told, line, 1, f"{keyword}]")


def _note_block(note: Node) -> Note:
    line, _ = lines_of(note)
    return Note(note.meta["kind"], words_of(note), line, 1, note.meta["written"])


def step_of(
    number: int, blocks: Sequence[Node], line: int, lines: Sequence[str], heading: tuple[Node, str] | None = None
) -> Step:
    """Return the step that begins on a line and is made of these blocks; of a `heading` its words are the action."""
    notes: list[Note] = []
    noted: list[Node] = []
    paragraphs: list[Node] = []
    for block in blocks:
        for each in _paragraphs(block):
            if is_note(each) and (note := note_of(each)) is not None:
                notes.append(note)
                noted.append(each)
            else:
                paragraphs.append(each)
    texts = [text for each in paragraphs if (text := _text(each)).text]
    if heading is not None:
        node, words = heading
        blocks, paragraphs = [node, *blocks], [node, *paragraphs]
        texts = [Text(words, *_text(node)[1:]), *texts] if words else texts
    marked = [marked_in(inline) for each in paragraphs for inline in inlines_in(each)]
    screenshots, links = seen_in(blocks)
    inlines = [inline for each in noted for inline in inlines_in(each)]
    bold = [label._replace(marking=Marking.NOTED) for each in inlines for label in marked_in(each)[0]]
    notes_at = {line for each in noted for line in range(lines_of(each)[0], lines_of(each)[1] + 1)}
    cells = _first_cells(blocks) if any(each.type == "td" for each in paragraphs) else ()
    named = [
        Label(each.text, each.line, each.column, Marking.LINKED)
        for each in links
        if each.text and each.target.lower().startswith(_ADDRESSES) and each.line not in notes_at
    ]
    asides = sorted((*bold, *named, *cells), key=lambda each: (each.line, each.column))
    return Step(
        number=number,
        action=texts[0] if texts else Text("", line, 1),
        line=line,
        column=indent_of(lines, line),
        end_line=_last_line(blocks, line, lines),
        follow_ups=tuple(texts[1:]),
        labels=tuple(label for labels, _ in marked for label in labels),
        quotes=tuple(label for _, quotes in marked for label in quotes),
        screenshots=screenshots,
        notes=tuple(notes),
        links=links,
        asides=tuple(asides),
    )


def _first_cells(blocks: Sequence[Node]) -> Iterator[Label]:
    """Give what the rows of tables begin with, where that is short and nothing in it is marked."""
    for row in (each for block in blocks for each in block.walk() if each.type == "tr" and each.children):
        first = row.children[0]
        if first.type == "td" and not any(map(any, map(marked_in, inlines_in(first)))):
            text = _text(first)
            if 0 < len(text.text) <= _LONGEST_CELL:
                yield Label(*text, Marking.CELL)


def _paragraphs(block: Node) -> Iterator[Node]:
    """Give what holds a sentence of its own: paragraphs, headings, items of inner lists, cells, quotes."""
    if is_note(block):
        yield block
        return
    if block.type in {"paragraph", "heading", "th", "td"}:
        yield block
        return
    for child in block.children:
        yield from _paragraphs(child)


def _text(paragraph: Node) -> Text:
    inline = next(inlines_in(paragraph), None)
    inner = next((each for each in (inline.children if inline else ()) if "column" in each.meta), None)
    line, _ = lines_of(paragraph)
    if inner is None:
        return Text(words_of(paragraph), line, 1)
    return Text(words_of(paragraph), int(inner.meta["line"]), int(inner.meta["column"]))


def indent_of(lines: Sequence[str], line: int) -> int:
    """Return the column (from 1) of the first sign of a line."""
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip()) + 1


def _last_line(blocks: Sequence[Node], line: int, lines: Sequence[str]) -> int:
    last = max([lines_of(each)[1] for each in blocks] or [line])
    while last > line and (last > len(lines) or not lines[last - 1].strip()):
        last -= 1
    return last
