"""Findings for a terminal: position, message, caret, and what to write instead."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Extent, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.findings import Finding, FindingList

_LINES: Final = 10
"""So many lines for a document, unless every finding is asked for."""

_FEW: Final = 20
"""So many documents are each said how much was read of them."""

_WIDTH: Final = 100
_BEFORE: Final = 40


def render(result: FindingList, *, every: bool) -> str:
    """Return the findings; of each document the worst, in so many lines that they are read, and how much was read.

    Of many documents only those with findings are named, and those with labels that were not checked where these are
    few, unless all is asked for.
    """
    lines: list[str] = []
    documents = result.by_document()
    for findings in documents.values():
        lines += _all(findings) if every else _first(findings)
    is_all = every or len(result.read) <= _FEW
    are_few = sum(bool(each.not_checked) for each in result.read) <= _FEW
    named = [each for each in result.read if is_all or each.path in documents or (are_few and each.not_checked)]
    lines += [f"{each.path}: {each}" for each in named]
    return "\n".join([*lines, *_summary(result)]) + "\n"


def _all(findings: Sequence[Finding]) -> list[str]:
    return [line for each in findings for line in _told(each)]


def _first(findings: Sequence[Finding]) -> list[str]:
    """Return the worst findings, of different rules before more of one, in the order of the document."""
    told = {id(each): _told(each) for each in findings}
    if sum(map(len, told.values())) <= _LINES:
        return [line for each in findings for line in told[id(each)]]
    again: Counter[str] = Counter()
    ranked = []
    for each in sorted(findings, key=lambda each: each.severity.rank):
        ranked.append((each.severity is Severity.NOTE, again[each.rule], each.severity.rank, each.line, each))
        again[each.rule] += 1
    chosen: list[Finding] = []
    room = _LINES - 1
    for *_, each in sorted(ranked, key=lambda each: each[:4]):
        if len(told[id(each)]) > room:
            break
        chosen.append(each)
        room -= len(told[id(each)])
    lines = [line for each in sorted(chosen, key=lambda each: (each.line, each.column)) for line in told[id(each)]]
    left = Counter(each.rule for each in findings if each not in chosen)
    rules = ", ".join(f"{rule} {count}" for rule, count in left.most_common(4))
    more = ", …" if len(left) > 4 else ""  # noqa: PLR2004  # as many as fit on a line
    return [*lines, f"{findings[0].path}: {sum(left.values())} more ({rules}{more}); --all shows them"]


def _told(finding: Finding) -> list[str]:
    head = f"{finding.place}: {finding.severity} {finding.rule}: {finding.message}"
    if not finding.sentence.strip():
        return [head]
    at = finding.column - finding.sentence_column
    begin = max(at - _BEFORE, 0) if len(finding.sentence) > _WIDTH else 0
    shown = "".join(each if each.isprintable() else " " for each in finding.sentence[begin : begin + _WIDTH])
    pad = sum(map(_columns, shown[: at - begin]))
    marked = shown[at - begin : finding.end_column - finding.sentence_column - begin]
    carets = "^" * max(sum(map(_columns, marked)), 1)
    # The message says what is near already; what is to be written is said where the message does not.
    first, *others = f" write: {finding.suggestion}".splitlines() if finding.suggestion else [""]
    dots = "…" if begin else " ", "…" if begin + _WIDTH < len(finding.sentence) else ""
    shift = " " * (pad + len(carets) + len("    ") + len(" write: "))
    marks = f"    {' ' * pad}{carets}{first}"
    return [head, f"   {dots[0]}{shown.rstrip()}{dots[1]}", marks, *(f"{shift}{each}" for each in others)]


def _columns(char: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _summary(result: FindingList) -> list[str]:
    counts = [_counted(result.counts[severity], severity.value) for severity in Severity]
    parts = [f"{_counted(result.documents, 'document')}: {', '.join(counts)}"]
    if result.suppressed:
        parts.append(f"{result.suppressed} ignored with a reason")
    if result.accepted:
        parts.append(f"{result.accepted} in the baseline")
    if result.outdated:
        parts.append(f"{result.outdated} of the baseline no longer there: write it again")
    if result.mendable:
        parts.append(f"--fix corrects {result.mendable}")
    if result.read and len(result.read) > _FEW:
        read = result.read
        total = Extent(
            "",
            sum(each.procedures for each in read),
            sum(each.steps for each in read),
            sum(each.labels for each in read),
            sum(each.pictures for each in read),
            sum(each.right for each in read),
            sum(each.wrong for each in read),
            sum(each.not_checked for each in read),
            ", ".join(sorted({each.against for each in read if each.against})),
        )
        parts.append(f"read: {total}")
    return ["; ".join(parts)]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
