"""Names of sections, as texts quote them: “the **Change a number** section of the [settings](settings.md)”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.labels import ClaimWords
    from stapsgewijs.lint.document import Block, Document
    from stapsgewijs.lint.spans import Span

_MOST_BETWEEN: Final = 60
"""Characters between the name of a section and the link to the document that has it."""
_NEAR: Final = 12
"""Characters between the name and the word that says that it is a section's: “section called”, “sectie met”."""
_ENDS: Final = re.compile(r"[.,;:!?。，；：]|\n\s*\n|\*\*|__")


class SectionName(NamedTuple):
    """The name of a section (a bold span), and the link to the document that is said to have it."""

    name: Span
    link: Span


def section_names(document: Document, words: ClaimWords | None) -> tuple[SectionName, ...]:
    """Return the names of sections that a document quotes, by the words of its language for a section."""
    if words is None:
        return ()
    return tuple(each for block in document.blocks for each in _in_block(document, block, words))


def _in_block(document: Document, block: Block, words: ClaimWords) -> Iterator[SectionName]:
    links = [each for each in block.spans if each.kind is Kind.LINK]
    for name in block.spans if links else ():
        if name.kind is not Kind.BOLD:
            continue
        link = next((each for each in links if each.start >= name.end), None)
        if link is None:
            continue
        between = document.text[name.end : link.start]
        if len(between) > _MOST_BETWEEN or _ENDS.search(between):
            continue
        if words["section"].match(between.lstrip()) or _is_called(document.text[block.start : name.start], words):
            yield SectionName(name, link)


def _is_called(before: str, words: ClaimWords) -> bool:
    """Return whether what stands before a name says that it is a section's, and not that of “this section”."""
    found = [each.span() for each in words["section"].finditer(before, max(0, len(before) - 3 * _NEAR))]
    if not found or len(before) - found[-1][1] > _NEAR or _ENDS.search(before, found[-1][1]):
        return False
    return not any(each.end() >= found[-1][0] - 1 for each in words["this"].finditer(before[: found[-1][0]]))
