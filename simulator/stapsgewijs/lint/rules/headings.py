"""Headings: empty, a level too deep, the same twice where that is in the way, and two names for one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.markdown.inline import slug_of
from stapsgewijs.labels import Message
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document

EMPTY: Final = Rule("heading-empty", Severity.WARNING, "A heading without words.")
LEVEL: Final = Rule("heading-level", Severity.NOTE, "A heading that is more than one level under the one above it.")
DUPLICATE: Final = Rule("heading-duplicate", Severity.WARNING, "Two headings of one name, where that is in the way.")
TWO_NAMES: Final = Rule("heading-two-names", Severity.WARNING, "A page with two headings of the first level.")
RULES: Final = (EMPTY, LEVEL, DUPLICATE, TWO_NAMES)

_TAB: Final = "#tab/"
"""A heading that is a link to this is a tab of the page, in the dialect of Microsoft Learn."""


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    yield from _empty(document)
    outer = {each.map[0] for each in document.tokens if each.type == "heading_open" and not each.level and each.map}
    headings = [each for each in document.blocks if each.level and each.words and not _is_tab(each)]
    headings = [each for each in headings if document.place(each.start)[0] - 1 in outer]
    yield from _levels(document, headings)
    yield from _duplicates(document, headings)
    yield from _two_names(document, headings)


def _empty(document: Document) -> Iterator[Finding]:
    for place, token in enumerate(document.tokens):
        if token.type == "heading_open" and token.map:
            inline = document.tokens[place + 1]
            shown = [each for each in inline.children or () if each.type == "image" or each.content.strip()]
            if all(each.type == "html_inline" and not each.content.startswith("<img") for each in shown):
                told = "This heading has no words: a reader sees an empty line, and so does a list of contents."
                yield document.at_line(EMPTY, token.map[0] + 1, Message(told))


def _is_tab(block: Block) -> bool:
    return any(each.kind is Kind.LINK and each.target.startswith(_TAB) for each in block.spans)


def _levels(document: Document, headings: Sequence[Block]) -> Iterator[Finding]:
    last = 0
    for each in headings:
        if last and each.level > last + 1:
            line, _ = document.place(each.start)
            told = "This heading is of level {level}, the one above it of level {last}."
            message = Message.of(told, level=each.level, last=last)
            yield document.at_line(LEVEL, line, message, suggestion=f"{'#' * (last + 1)} {each.words}")
        last = each.level


def _duplicates(document: Document, headings: Sequence[Block]) -> Iterator[Finding]:
    """Give headings that a link cannot tell apart, and those of one name under the same heading."""
    path: list[tuple[int, str]] = []
    seen: dict[tuple[object, ...], int] = {}
    by_slug: dict[str, int] = {}
    targets = {span.target for _, span in document.spans(Kind.LINK) if span.target.startswith("#")}
    for each in headings:
        line, _ = document.place(each.start)
        while path and path[-1][0] >= each.level:
            path.pop()
        key = (*path, each.level, each.words.casefold())
        slug = slug_of(each.words)
        named = any(span.kind is Kind.HTML for span in each.spans)
        if key in seen:
            told = "“{words}” is a heading of this section already (line {line})."
            message = Message.of(told, words=each.words, line=seen[key])
            yield document.at_line(DUPLICATE, line, message)
        elif slug in by_slug and not named and f"#{slug}" in targets:
            told = "A link leads to “#{slug}”, and the heading on line {line} is called that too."
            message = Message.of(told, slug=slug, line=by_slug[slug])
            yield document.at_line(DUPLICATE, line, message)
        seen.setdefault(key, line)
        if not named:
            by_slug.setdefault(slug, line)
        path.append((each.level, f"{line}"))


def _two_names(document: Document, headings: Sequence[Block]) -> Iterator[Finding]:
    first = [each for each in headings if each.level == 1]
    if len(first) == 2:  # noqa: PLR2004  # with more of them they are sections, by the writer's habit
        line, _ = document.place(first[0].start)
        told = "This page is called “{words}” already (line {line}); a heading inside it begins with “##”."
        message = Message.of(told, words=first[0].words, line=line)
        second, _ = document.place(first[1].start)
        yield document.at_line(TWO_NAMES, second, message, suggestion=f"## {first[1].words}")
