"""Links to files and headings that are not there."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.markdown.inline import slug_of
from stapsgewijs.labels import Message
from stapsgewijs.lint.section_names import section_names
from stapsgewijs.lint.spans import Kind
from stapsgewijs.suggestion import nearest, nearest_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.section_names import SectionName
    from stapsgewijs.lint.spans import Span

DEAD: Final = Rule("link-dead", Severity.WARNING, "A link to a file that is not there.")
ANCHOR: Final = Rule("anchor-dead", Severity.WARNING, "A link to a heading that is not there.")
SECTION: Final = Rule("section-unknown", Severity.WARNING, "A section that has another name where its link leads.")
RULES: Final = (DEAD, ANCHOR, SECTION)

_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|~")
"""What is no path relative to the document: an address, a path from the root of a site."""


_PAGES: Final = (".md", ".mdx", ".markdown", "/index.md", "/README.md")
_FILES: Final = frozenset({".md", ".mdx", ".markdown", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".pdf"})
"""What names a file and never a page that a site makes of one."""


_MOST_WORDS: Final = 0.75
_LEAST_WORDS: Final = 3
"""So large a part of the words of a heading, and so many of them, are those of the anchor that it once had."""


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    for _, span in document.spans(Kind.LINK):
        target = span.target.strip()
        if not target or _ELSEWHERE.match(target):
            continue
        path, _, anchor = target.partition("#")
        path = unquote(path.partition("?")[0]).replace("\\", "/")
        file = _file(document, path, context) if path else document.path
        if file is None:
            yield _dead(document, span, document.path.parent / path, context)
        elif anchor:
            yield from _anchor(document, span, (file, unquote(anchor)), context)
    for each in section_names(document, context.claim_words(document.locale)):
        yield from _section(document, each, context)


def _section(document: Document, quoted: SectionName, context: Context) -> Iterator[Finding]:
    """Tell of a section that the document behind a link does not have under this name."""
    path, _, anchor = quoted.link.target.strip().partition("#")
    if _ELSEWHERE.match(path):
        return
    file = _file(document, unquote(path.partition("?")[0]), context) if path else document.path
    known = document.headings if file == document.path else context.headings_of(file) if file else None
    name = quoted.name.text
    if not known or file is None or _letters(name) in {_letters(words) for words, _ in known}:
        return
    there = next((words for words, anchors in known if unquote(anchor) in anchors), "") if anchor else ""
    names = {slug_of(words): words for words, _ in known}
    slug = slug_of(name)
    near = there or names.get(nearest(slug, names) or _of_the_same_words(slug, names), "")
    told = "“{file}” has no section “{name}”."
    if near:
        told = "“{file}” has no section “{name}”; the one that is meant: “{near}”."
    message = Message.of(told, file=file.name, name=name, near=near)
    where = quoted.name.inner_start, quoted.name.inner_end
    yield document.finding(SECTION, where, message, suggestion=near)


def _letters(text: str) -> str:
    """Return letters and digits only: a section is not another one for its capitals, signs or split words."""
    return "".join(each for each in text.casefold() if each.isalnum())


def _file(document: Document, path: str, context: Context) -> Path | None:
    """Return the file that a path leads to, also where it names the page that a site makes of it; None for none.

    A site serves `guide.md` as `guide`, `guide/` or `guide.html`, and then pages beside it are at `../other/`.
    """
    here = document.path.parent
    if context.exists(here / path):
        return here / path
    page = path.rstrip("/").removesuffix(".html")
    if PurePosixPath(page).suffix.lower() in _FILES:
        return None
    folders = (here, document.path.with_suffix("")) if path.endswith("/") else (here,)
    pages = (folder / f"{page}{end}" for folder in folders for end in _PAGES)
    return next((each for each in pages if context.exists(each)), None)


def _dead(document: Document, span: Span, file: Path, context: Context) -> Finding:
    near = nearest_file(file.name, context.names_in(file.parent))
    written = span.target.partition("#")[0]
    better = f"{written.removesuffix(file.name)}{near}" if near and near != document.path.name else ""
    told = "There is no file “{file}”; nearest: “{near}”." if better else "There is no file “{file}”."
    message = Message.of(told, file=written, near=better)
    where = _target_place(document, span)
    return document.finding(DEAD, where, message, suggestion=better)


def _anchor(document: Document, span: Span, goal: tuple[Path, str], context: Context) -> Iterator[Finding]:
    file, anchor = goal
    known = document.anchors if file == document.path else context.anchors_of(file)
    if known is None or anchor in known or anchor.lower() in known or slug_of(anchor) in known:
        return
    near = nearest(anchor, known) or _of_the_same_words(anchor, known)
    whose = Message("this document") if file == document.path else f"“{file.name}”"
    better = f"{span.target.partition('#')[0]}#{near}" if near else ""
    told = "There is no heading “#{anchor}” in {whose}."
    if near:
        told = "There is no heading “#{anchor}” in {whose}; nearest: “#{near}”."
    message = Message.of(told, anchor=anchor, whose=whose, near=near)
    yield document.finding(ANCHOR, _target_place(document, span), message, suggestion=better)


def _of_the_same_words(anchor: str, known: Iterable[str]) -> str:
    """Return the one heading of which most words are in `anchor`: it was worded otherwise once; empty for none."""
    words = set(anchor.lower().split("-"))
    shares = sorted(
        ((len(words & set(each.split("-"))) / len(set(each.split("-"))), each) for each in known), reverse=True
    )
    same = [(share, each) for share, each in shares if len(words & set(each.split("-"))) >= _LEAST_WORDS]
    if not same or same[0][0] < _MOST_WORDS or (len(same) > 1 and same[1][0] == same[0][0]):
        return ""
    return same[0][1]


def _target_place(document: Document, span: Span) -> tuple[int, int]:
    begin = document.text.find("(", span.inner_end, span.end)
    return (begin + 1, span.end - 1) if begin >= 0 else (span.start, span.end)
