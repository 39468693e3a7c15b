"""Answers about a guide: what is wrong in it, what its labels stand for, and which scenario follows a step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import followed_by, scenarios_in
from stapsgewijs.labels import ENGLISH
from stapsgewijs.language_server.answers import Completion, Diagnostic, Edit, Hover, Place, Span
from stapsgewijs.language_server.features import closed_step, lines_of
from stapsgewijs.lint.autofix import mended_text, safe_edits
from stapsgewijs.lint.baseline import Baseline
from stapsgewijs.lint.discovery import is_meant, shown
from stapsgewijs.lint.document import Document, document_of
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.project import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.binding import Binding
    from stapsgewijs.guide.model import Label, Procedure, Step
    from stapsgewijs.lint.linter import Linter
    from stapsgewijs.project import Project

_MOST_COMPLETIONS: Final = 200
"""Labels that are proposed at once; a product has thousands of strings."""

_BEGUN: Final = re.compile(r"\*\*(?P<label>[^*\n]*)$")
"""A label that is being written: bold that is not closed yet."""


def document_at(path: Path, text: str, root: Path) -> Document:
    """Return the document at `path` as it is in the editor; paths of findings begin at `root`."""
    return document_of(path, shown(path, root), text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


def diagnostics(linter: Linter, path: Path, text: str) -> list[Diagnostic]:
    """Return what is wrong in a document; nothing where the settings do not name it."""
    settings = linter.settings
    if not is_meant(path, settings.paths, settings.exclude, settings.root):
        return []
    document = document_at(path, text, settings.root)
    found = linter.lint_document(document).findings
    baseline = Baseline.read(settings.baseline) if settings.baseline else None
    return [_diagnostic(document, each) for each in (baseline.take(found) if baseline else found)]


def mended(linter: Linter, path: Path, text: str) -> str:
    """Return the text with everything corrected that is safe to correct."""
    return mended_text(linter, path, shown(path, linter.settings.root), text)[0]


def _diagnostic(document: Document, finding: Finding) -> Diagnostic:
    span = Span(finding.line - 1, finding.column - 1, max(finding.end_column - 1, finding.column))
    page = shipped("docs") / "rules" / f"{finding.rule}.md"
    edits = safe_edits(document, [finding]) if finding.edits else []
    return Diagnostic(
        span,
        finding.severity,
        finding.rule,
        finding.advice,
        page if finding.rule in LINT_RULES else None,
        tuple(Edit(_from_0(document, each.start), _from_0(document, each.end), each.text) for each in edits),
    )


def _from_0(document: Document, offset: int) -> tuple[int, int]:
    line, column = document.place(offset)
    return line - 1, column - 1


def hover(linter: Linter, path: Path, text: str, line: int, column: int) -> Hover | None:
    """Return what the label at a place stands for; None where no label is."""
    document = document_at(path, text, linter.settings.root)
    for label, binding in _labels(linter, document):
        start = label.column - 1
        at = document.line(label.line).find(label.text, start)  # behind its marks
        span = Span(label.line - 1, start, max(at, start) + len(label.text) + max(at - start, 0))
        if span.line == line and span.start <= column <= span.end:
            told = _said(linter, document, label, binding)
            return Hover(span, told) if told else None
    return None


def _labels(linter: Linter, document: Document) -> Iterator[tuple[Label, Binding | None]]:
    """Give the labels of a guide; what each is bound to, where the pages that it is about are known."""
    guide = document.guide
    if guide is None:
        return
    context = linter.context
    bound: dict[tuple[int, int], Binding] = {}
    if context.product is None and not context.is_other_product:
        known = context.recognised(guide, document.locale)
        bound = {(each.label.line, each.label.column): each for each in context.bindings(known, document.locale)}
    for step in (step for each in guide.procedures for step in each.steps):
        for label in step.labels or step.quotes:
            yield label, bound.get((label.line, label.column))


def _said(linter: Linter, document: Document, label: Label, binding: Binding | None) -> str:
    if product := linter.context.product:
        keys = product.keys_of(label.text, document.language, loosely=True)
        if not keys:
            near = product.nearest(label.text, document.language)
            return "Not a string of the product." + (f" Nearest: “{near}”" if near else "")
        lines = []
        for key in keys[:3]:
            english = product.text(key, product.source_language)
            where = product.where(key, document.language)
            lines.append(f"**{product.text(key, document.language)}**: `{key.name}` (`{where}`)")
            if english and not product.is_source(document.language):
                lines.append(f"{product.source_language}: “{english}”")
        return "\n\n".join(lines)
    if binding is None:
        return ""
    if binding.control is None:
        choice = ", ".join(f"“{each.msgid}” ({each.role})" for each in binding.candidates)
        return "Stands for no control that is known." + (f" It could be {choice}." if choice else "")
    control = binding.control
    catalogue = linter.context.catalogue(document.locale)
    lines = [f"**{control.msgid}**: {control.role} on “{control.surface}”"]
    if catalogue is not None and document.locale != ENGLISH and (said := catalogue.label(control)):
        lines.append(f"{document.language}: “{said}”")
    return "\n\n".join(lines)


def completions(linter: Linter, path: Path, text: str, line: int, column: int) -> list[Completion]:
    """Return the labels that a label which is being written may be: behind `**`."""
    document = document_at(path, text, linter.settings.root)
    written = document.line(line + 1)
    begun = _BEGUN.search(written[:column])
    if begun is None or written[: begun.start()].count("**") % 2:
        return []
    span = Span(line, begun.start("label"), column)
    close = "" if written[column:].startswith("**") else "**"
    wanted = begun["label"].casefold()
    fitting = [each for each in _known_labels(linter, document) if wanted in each[0].casefold()]
    fitting.sort(key=lambda each: (not each[0].casefold().startswith(wanted), each[0].casefold()))
    return [Completion(span, words + close, detail) for words, detail in fitting[:_MOST_COMPLETIONS]]


def _known_labels(linter: Linter, document: Document) -> list[tuple[str, str]]:
    """Return each label that is known in the language of the document, and what it is."""
    context = linter.context
    if product := context.product:
        return [(each, "") for each in product.called(document.language)]
    if context.is_other_product:
        return []
    catalogue = context.catalogue(document.locale) or context.english
    found: dict[str, list[str]] = {}
    for control, label in catalogue.labels.items():
        found.setdefault(label, []).append(f"{control.role}, {control.surface}")
    return [(label, "; ".join(dict.fromkeys(where))) for label, where in found.items()]


def scenarios_of(project: Project, linter: Linter, path: Path, text: str, line: int) -> list[Place]:
    """Return where scenarios follow the step at a line, or the procedure whose heading that is."""
    document = document_at(path, text, linter.settings.root)
    if document.guide is None:
        return []
    guide = linter.context.recognised(document.guide, document.locale) if linter.context.product is None else None
    found = _at(document.guide.procedures, line + 1)
    if found is None:
        return []
    place, step = found
    procedure = (guide or document.guide).procedures[place]
    names = {each for each in (procedure.id, procedure.anchor) if each}
    try:
        written = scenarios_in(project.features) if project.features.exists() else []
    except (OSError, StapsgewijsError):  # whoever runs them says what is wrong
        return []
    return [
        Place(each.feature, _line_of(each.feature, each.line, each.last, step))
        for each in written
        if names.intersection(followed_by(each.tags))
    ]


def _at(procedures: tuple[Procedure, ...], line: int) -> tuple[int, Step | None] | None:
    """Return which procedure a line belongs to, and which step (None: its heading, or what stands between)."""
    begun = [(place, each) for place, each in enumerate(procedures) if each.line <= line]
    if not begun:
        return None
    place, procedure = begun[-1]
    return place, next((each for each in procedure.steps if each.line <= line <= each.end_line), None)


def _line_of(feature: Path, line: int, last: int, step: Step | None) -> int:
    """Return the line, from 0, that closes a step in a scenario; that of the scenario where there is none."""
    if step is not None:
        for each in lines_of(feature.read_text(encoding="utf-8-sig", errors="replace")):
            if line <= each.span.line < last - 1 and closed_step(each.text) == step.number:
                return each.span.line
    return line - 1
