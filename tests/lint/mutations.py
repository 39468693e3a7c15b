"""One thing taken out of a guide, or put elsewhere: what a translation loses when nobody looks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.lint.document import document_of
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.guide.model import Procedure
    from stapsgewijs.lint.document import Document


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed text; a parity finding of each of `rules` is due, on a line from `first` to `last`."""

    what: str
    text: str
    rules: tuple[str, ...]
    first: int
    last: int


def mutations(text: str) -> Iterator[Mutation]:
    """Give the text with each procedure, step, label, note, picture and link gone in turn, and neighbours swapped."""
    document = document_of(Path("nl", "gids.md"), "gids.md", text)
    assert document.guide is not None
    for procedure in document.guide.procedures:
        yield from _of_procedure(document, procedure)
        yield from _of_labels(document, procedure)
        yield from _of_notes(document, procedure)
    one, other = document.guide.procedures[0].line, document.guide.procedures[1].line
    end = _next_heading(document, other)
    swapped = _without(document, one, end, put=[(other, end), (one, other)])
    yield Mutation("swap procedures", swapped, ("parity-procedure",), one, end)
    for kind in (Kind.PICTURE, Kind.LINK):
        yield from _of_spans(document, kind)


def _of_procedure(document: Document, procedure: Procedure) -> Iterator[Mutation]:
    end = _next_heading(document, procedure.line)
    gone = _without(document, procedure.line, end)
    yield Mutation(f"drop procedure {procedure.line}", gone, ("parity-procedure",), 1, procedure.line)
    lines = [*(each.line for each in procedure.steps), end]
    before = procedure.line
    for place, (begin, behind) in enumerate(pairwise(lines)):
        yield Mutation(f"drop step {begin}", _without(document, begin, behind), ("parity-step",), before, before)
        before = begin
        if place + 2 < len(lines):
            last = lines[place + 2]
            swapped = _without(document, begin, last, put=[(behind, last), (begin, behind)])
            yield Mutation(f"swap steps {begin}", swapped, ("parity-step",), begin, last)


def _of_labels(document: Document, procedure: Procedure) -> Iterator[Mutation]:
    for step in procedure.steps:
        for label in step.labels:
            span = document.bold_at.get(document.offset(label.line, label.column))
            if span is not None:
                text = f"{document.text[: span.start]}x{document.text[span.end :]}"
                yield Mutation(f"drop label {label.text}", text, ("parity-label",), step.line, step.line)


def _of_notes(document: Document, procedure: Procedure) -> Iterator[Mutation]:
    for step in procedure.steps:
        for note in step.notes:
            end = note.line
            while document.line(end).lstrip().startswith(">"):
                end += 1
            links = sum(note.line <= each.line < end for each in step.links)
            rules = ("parity-link",) * links + ("parity-note",)
            yield Mutation(f"drop note {note.line}", _without(document, note.line, end), rules, step.line, step.line)


def _of_spans(document: Document, kind: Kind) -> Iterator[Mutation]:
    steps = [step.line for each in document.guide.procedures for step in each.steps] if document.guide else []
    starts = sorted([*steps, *_headings(document)])
    for _, span in document.spans(kind):
        line, _ = document.place(span.start)
        left = span.text if kind is Kind.LINK else ""
        text = f"{document.text[: span.start]}{left}{document.text[span.end :]}"
        place = max(each for each in starts if each <= line)
        yield Mutation(f"drop {kind} {line}", text, (f"parity-{kind}",), place, place)


def _headings(document: Document) -> list[int]:
    return [document.place(each.start)[0] for each in document.blocks if each.level]


def _next_heading(document: Document, line: int) -> int:
    return next((each for each in _headings(document) if each > line), len(document.starts) + 1)


def _without(document: Document, begin: int, end: int, put: list[tuple[int, int]] | None = None) -> str:
    """Return the text without the lines from `begin` up to `end`; those of `put` in their place."""
    lines = document.text.split("\n")
    moved = [line for first, behind in put or [] for line in lines[first - 1 : behind - 1]]
    return "\n".join([*lines[: begin - 1], *moved, *lines[end - 1 :]])
