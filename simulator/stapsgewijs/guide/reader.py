"""Reads a Markdown file into a `Guide`: sections with numbered steps are procedures."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.front_matter import front_matter
from stapsgewijs.guide.markdown.emphasis import marked_in
from stapsgewijs.guide.markdown.inline import inlines_in, links_in, seen_in, slug_of, words_of
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.tree import tree_of
from stapsgewijs.guide.model import Guide, Link, Note, NoteKind, Procedure, Step, Text
from stapsgewijs.guide.source_file import read_text
from stapsgewijs.labels import is_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from stapsgewijs.guide.markdown.tree import Node

_NEXT_STEPS = "next-steps"
_LANGUAGE_KEYS = ("ms.contentlocale", "lang", "language")
_PLAIN_ANCHOR: Final = re.compile(r'<a (?:name|id)="([\w.:-]+)"/?>')
"""An anchor as it is nearly always written, read without the parser of HTML."""
_KINDS: Final = {kind.value: kind for kind in NoteKind}


def read_guide(path: Path | str) -> Guide:
    """Read the guide at `path`.

    The language is that of the front matter (`ms.contentlocale`, `lang` or `language`); where it names
    none, that of the nearest folder that is called after one (`nl-nl`, `en`); else empty.
    Raises `DocumentError` (`path:line:column: what`) for anything that is no guide: no readable text, no
    numbered steps under any heading.
    """
    path = Path(path)
    source = read_text(path)
    return guide_of(path, source, parse(source))


def guide_of(path: Path, source: str, tokens: Sequence[Token], matter: dict[str, str] | None = None) -> Guide:
    """Make a guide of a text that was read and parsed already, perhaps its front matter too; else as `read_guide`."""
    lines = source.split("\n")
    try:
        tree = tree_of(tokens)
    except RecursionError:
        raise DocumentError(path, "nested too deeply to be a guide; make lists and quotes flatter") from None
    matter = front_matter(source) if matter is None else matter
    sections = list(_sections(tree))
    procedures = tuple(_procedure(each, lines) for each in sections if each.lists)
    if not procedures:
        what = "no procedure: there is no numbered list; write each step as “1. …” under a heading"
        raise DocumentError(path, what)
    title = next((each.title for each in sections if each.level == 1), "") or matter.get("title", "") or path.stem
    first = next(place for place, each in enumerate(sections) if each.lists)
    before = [note for each in sections[:first] for note in each.notes()]
    return Guide(
        path=path,
        title=title,
        language=language_of(matter, path),
        procedures=procedures,
        notes=tuple(before),
        next_steps=_next_steps(sections),
        source=source,
    )


class _Section:
    """A heading and the blocks under it, up to the next heading. `level` 0 is what stands before any heading."""

    def __init__(self, level: int, id_: str, title: str, line: int) -> None:
        self.level = level
        self.id = id_
        self.title = title
        self.line = line
        self.blocks: list[Node] = []

    @property
    def lists(self) -> list[Node]:
        return [each for each in self.blocks if each.type == "ordered_list"]

    def notes(self) -> tuple[Note, ...]:
        """Return the notes that stand outside of the steps."""
        quotes = (each for each in self.blocks if each.type == "blockquote")
        return tuple(note for each in quotes if (note := note_of(each)))


def _sections(blocks: Sequence[Node]) -> Iterator[_Section]:
    counted: Counter[str] = Counter()
    section = _Section(0, "", "", 1)
    for block in blocks:
        if block.type != "heading":
            section.blocks.append(block)
            continue
        if section.blocks or section.level:
            yield section
        title = words_of(block)
        slug = _anchor(block) or slug_of(title)
        counted[slug] += 1
        unique = slug if counted[slug] == 1 else f"{slug}-{counted[slug] - 1}"
        section = _Section(int(block.tag[1:]), unique, title, lines_of(block)[0])
    yield section


def _procedure(section: _Section, lines: Sequence[str]) -> Procedure:
    """Make one sequence of steps of all lists of a section; what stands between belongs to the step before."""
    items: list[tuple[Node, list[Node]]] = []
    lists_left = len(section.lists)
    for block in section.blocks:
        if block.type == "ordered_list":
            items += [(item, []) for item in block.children]
            lists_left -= 1
        elif items and (lists_left or _is_picture(block)) and not _is_note(block):
            items[-1][1].append(block)
    steps: tuple[Step, ...] = tuple(
        step_of(number, item, belonging, lines) for number, (item, belonging) in enumerate(items, 1)
    )
    return Procedure(section.id, section.title, section.line, 1, steps, section.notes())


def _is_picture(block: Node) -> bool:
    return not words_of(block) and any(each.type == "image" for each in block.walk())


def _is_note(block: Node) -> bool:
    return block.type == "blockquote" and note_of(block) is not None


def _next_steps(sections: Sequence[_Section]) -> tuple[Link, ...]:
    """Return the links that a guide ends with: of the section `next-steps`, or of the last one without steps."""
    last_procedure = max(place for place, each in enumerate(sections) if each.lists)
    after = sections[last_procedure + 1 :]
    named = [each for each in after if each.id == _NEXT_STEPS] or after[-1:]
    bullets = (block for each in named for block in each.blocks if block.type == "bullet_list")
    return tuple(link for each in bullets for link in links_in(each))


def language_of(matter: dict[str, str], path: Path) -> str:
    """Return the language that the front matter names, or else the nearest folder; empty when neither does."""
    for key in _LANGUAGE_KEYS:
        if matter.get(key):
            return matter[key]
    folders = (each.name for each in path.absolute().parents)
    return next((each for each in folders if is_language(each)), "")


def _anchor(heading: Node) -> str:
    """Return the name of the first `<a name="…">` or `<a id="…">` in a heading; empty when it has none."""
    tags = [each.content for each in heading.walk() if each.type == "html_inline"]
    if not tags:
        return ""
    if (plain := _PLAIN_ANCHOR.fullmatch(tags[0])) is not None:
        return plain[1]
    from stapsgewijs.guide.markdown.anchors import first_anchor

    return first_anchor(tags)


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


def note_of(quote: Node) -> Note | None:
    """Return the note that a quote is (`> [!Note]`), or None for a quote without a keyword."""
    first = next((each for each in quote.walk() if each.type == "text"), None)
    keyword, bracket, _ = first.content.lstrip().partition("]") if first else ("", "", "")
    if not keyword.startswith("[!") or not bracket:
        return None
    words = words_of(quote).partition("]")[2].strip()
    kind = _KINDS.get(keyword.removeprefix("[!").strip().lower(), NoteKind.UNKNOWN)
    line, _ = lines_of(quote)
    return Note(kind, words if kind is not NoteKind.UNKNOWN else f"{keyword}] {words}".strip(), line, 1)


def step_of(number: int, item: Node, belonging: Sequence[Node], lines: Sequence[str]) -> Step:
    """Return a step: the blocks of its list item, and those `belonging` to it that stand outside of the list."""
    blocks = [*flattened(item), *belonging]
    notes: list[Note] = []
    paragraphs: list[Node] = []
    for block in blocks:
        for each in _paragraphs(block):
            note = note_of(each) if each.type == "blockquote" else None
            if note:
                notes.append(note)
            else:
                paragraphs.append(each)
    texts = [text for each in paragraphs if (text := _text(each)).text]
    marked = [marked_in(inline) for each in paragraphs for inline in inlines_in(each)]
    screenshots, links = seen_in(blocks)
    line, _ = lines_of(item)
    return Step(
        number=number,
        action=texts[0] if texts else Text("", line, 1),
        line=line,
        column=_indent(lines, line),
        end_line=_last_line(blocks, line, lines),
        follow_ups=tuple(texts[1:]),
        labels=tuple(label for labels, _ in marked for label in labels),
        quotes=tuple(label for _, quotes in marked for label in quotes),
        screenshots=screenshots,
        notes=tuple(notes),
        links=links,
    )


def _paragraphs(block: Node) -> Iterator[Node]:
    """Give what holds a sentence of its own: paragraphs, headings, items of inner lists, cells, quotes."""
    if block.type == "blockquote":
        if note_of(block):
            yield block
            return
    elif block.type in {"paragraph", "heading", "th", "td"}:
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


def _indent(lines: Sequence[str], line: int) -> int:
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip()) + 1


def _last_line(blocks: Sequence[Node], line: int, lines: Sequence[str]) -> int:
    last = max([lines_of(each)[1] for each in blocks] or [line])
    while last > line and (last > len(lines) or not lines[last - 1].strip()):
        last -= 1
    return last
