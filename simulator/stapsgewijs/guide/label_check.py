"""Checks the labels of a guide after they are bound: findings for labels that are wrong."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from stapsgewijs.findings import Severity
from stapsgewijs.guide.findings import finding
from stapsgewijs.guide.label_difference import rule_of_difference
from stapsgewijs.guide.label_text import (
    bare,
    has_placeholder,
    is_note_word,
    is_word_part,
    leads_in,
    normal,
    with_placeholder,
)
from stapsgewijs.guide.model import NoteKind
from stapsgewijs.guide.step_check import ROLES
from stapsgewijs.guide.unread import unread_findings
from stapsgewijs.labels import Message, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.binding import Binding
    from stapsgewijs.guide.model import Guide
    from stapsgewijs.labels import Catalogue


def check_labels(
    guide: Guide, bindings: Sequence[Binding], catalogue: Catalogue, english: Catalogue, *, is_worn: bool = False
) -> tuple[Finding, ...]:
    """Return a finding for each label that is not what the pages say, in the order of the document.

    `catalogue` is that of the pages, `english` the English catalogue, by which a label that was never
    translated is known. `is_worn` when it is the guide's own words: then the signs around a label do not count.
    """
    judged = [each for each in bindings if not (is_worn and _is_worn(each, catalogue))]
    lines = guide.source.split("\n")
    found = [each for binding in judged if (each := _judged(binding, catalogue, english, lines))]
    found += [*_unknown_notes(guide), *unread_findings(guide.unread)]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def names_nothing(binding: Binding, line: str, catalogue: Catalogue) -> bool:
    """Return whether bold text leads a sentence in, or is a part of a word, and nothing on the pages is called so.

    `line` is the line of the document on which it stands.
    """
    label, control = binding.label, binding.control
    if control is not None and normal(label.text) in {normal(catalogue.labels.get(control, "")), normal(control.msgid)}:
        return False
    if is_word_part(label, line):
        return True
    if not leads_in(label, line):
        return False
    return is_note_word(label.text) or not (control or catalogue.nearest(label.text))


def _is_worn(binding: Binding, catalogue: Catalogue) -> bool:
    return binding.control is not None and fold(bare(binding.label.text)) == fold(catalogue.label(binding.control))


def _judged(binding: Binding, catalogue: Catalogue, english: Catalogue, lines: Sequence[str]) -> Finding | None:
    label, control = binding.label, binding.control
    at = (label.line, label.column, label.text)
    if control is None:
        return _unbound(binding, catalogue)
    expected = catalogue.label(control)
    # A guide says the number that the page shows, or that there is one.
    text = with_placeholder(label.text) if has_placeholder(expected) else label.text
    if fold(text) == fold(expected):
        return None
    in_english = {normal(control.msgid), normal(english.label(control))} - {normal(expected)}
    left = catalogue.locale != english.locale and normal(label.text) in in_english
    if left:
        return finding("label-untranslated", *at, expected=expected)
    line = lines[label.line - 1] if label.line <= len(lines) else ""
    found = finding(rule_of_difference(label.text, expected, line, label.column), *at, expected=expected)
    # Nobody finds a control under a name that is nothing like its own.
    is_other = binding.by_place and found.rule == "label-differs"
    return found._replace(severity=Severity.ERROR) if is_other else found


def _unbound(binding: Binding, catalogue: Catalogue) -> Finding | None:
    label = binding.label
    at = (label.line, label.column, label.text)
    if binding.candidates:
        # A page and the link to it have one name: whichever is meant, it is called so.
        is_one = len({each.msgid for each in binding.candidates}) == 1
        if is_one and all(fold(catalogue.label(each)) == fold(label.text) for each in binding.candidates):
            return None
        named = [(catalogue.label(each), each.role) for each in binding.candidates]
        told = [Message.of("“{name}” ({role})", name=name, role=Message(ROLES[role])) for name, role in named]
        every = reduce(lambda one, other: Message.of("{one}, {other}", one=one, other=other), told)
        names = ", ".join(f"“{name}” ({role})" for name, role in named)
        return finding("label-ambiguous", *at, expected=every)._replace(suggestion=names)
    if not binding.simulated:
        return finding("label-not-simulated", *at)
    nearest = catalogue.nearest(label.text)
    return finding("label-unbound", *at, expected=nearest) if nearest else finding("label-unknown", *at)


def _unknown_notes(guide: Guide) -> list[Finding]:
    known = ", ".join(each.value for each in NoteKind if each is not NoteKind.UNKNOWN)
    notes = [*guide.notes]
    for procedure in guide.procedures:
        notes += [*procedure.notes, *(note for step in procedure.steps for note in step.notes)]
    unknown = (each for each in notes if each.kind is NoteKind.UNKNOWN)
    return [
        finding("note-unknown", each.line, each.column, each.written or each.text.partition("]")[0], expected=known)
        for each in unknown
    ]
