"""What is answered, whatever the protocol; lines and columns count from 0, in characters (code points)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.findings import Severity


class Span(NamedTuple):
    """A part of one line, up to but not including `end`."""

    line: int
    start: int
    end: int


class Edit(NamedTuple):
    """What replaces the text between two positions, each a line and a column."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class Diagnostic(NamedTuple):
    """Something that is wrong: `rule` is its id, `page` the file that explains it, `edits` what would mend it."""

    span: Span
    severity: Severity
    rule: str
    message: str
    page: Path | None = None
    edits: tuple[Edit, ...] = ()


class Hover(NamedTuple):
    """What is told of the words at a place, in Markdown."""

    span: Span
    text: str


class Completion(NamedTuple):
    """Words that could stand at `span`; `snippet` is what is inserted, with places to fill in (`${1:name}`)."""

    span: Span
    words: str
    detail: str = ""
    snippet: str = ""


class Place(NamedTuple):
    """A place in a file; the line counts from 0."""

    path: Path
    line: int
