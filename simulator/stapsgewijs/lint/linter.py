"""One document, or many: everything that is wrong, at its level, without what is ignored."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stapsgewijs.errors import DocumentError
from stapsgewijs.lint.context import Context
from stapsgewijs.lint.discovery import is_file, shown
from stapsgewijs.lint.document import Document, read_document
from stapsgewijs.lint.findings import LintFinding
from stapsgewijs.lint.rules import UNREADABLE, findings_of
from stapsgewijs.lint.rules.emphasis import SIGN
from stapsgewijs.lint.rules.labels import SIGNS
from stapsgewijs.lint.rules.pictures import pictures_of
from stapsgewijs.lint.suppression import suppress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from stapsgewijs.lint.settings import Settings


@dataclass(frozen=True, slots=True)
class Linted:
    """What is known of one document: its findings in the order of its lines, and the pictures it shows."""

    path: str
    findings: tuple[LintFinding, ...]
    suppressed: int = 0
    pictures: tuple[str, ...] = ()


class Linter:
    """Lints documents, one after the other; what it learned of catalogues and folders it keeps."""

    def __init__(self, settings: Settings, labels: Path | None = None) -> None:
        """Work by these settings; `labels` is a folder of catalogues instead of the one that ships."""
        self.settings = settings
        self._context = Context(labels, settings.source)

    def lint(self, path: Path) -> Linted:
        """Lint the document at `path`; one that cannot be read is a finding."""
        name = shown(path, self.settings.root)
        try:
            document = _read(path, name)
        except DocumentError as error:
            found = LintFinding(
                name, error.line, error.column, error.column, UNREADABLE.id, UNREADABLE.level, error.what
            )
            return Linted(name, tuple(self._judged([found])))
        return self.lint_document(document)

    def lint_document(self, document: Document) -> Linted:
        """Lint a document that was read already."""
        judged = self._judged(_without_echoes(findings_of(document, self._context)))
        kept, taken = suppress(document, judged, self.settings.active)
        kept = list(self._judged(kept))
        kept.sort(key=lambda each: (each.line, each.column, each.level.rank, each.rule))
        pictures = tuple(sorted({str(each) for each in pictures_of(document)}))
        return Linted(document.shown, tuple(fingerprinted(kept)), taken, pictures)

    def _judged(self, findings: Iterable[LintFinding]) -> Iterator[LintFinding]:
        return (judged for each in findings if (judged := self.settings.judged(each)))


def _read(path: Path, name: str) -> Document:
    if not is_file(path) and not path.is_dir():
        raise DocumentError(path, "cannot be read: no file, or a link to nothing")
    return read_document(path, name)


def fingerprinted(findings: Iterable[LintFinding]) -> Iterator[LintFinding]:
    """Give the findings with fingerprints: of the rule, the document and the sentence, and which of its like it is."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        cause = each.sentence[each.column - each.sentence_column : each.end_column - each.sentence_column]
        key = each.rule, " ".join(each.sentence.split()), cause
        counted[key] += 1
        text = "\0".join((each.path, *key, str(counted[key])))
        yield replace(each, fingerprint=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32])


def _without_echoes(findings: Iterable[LintFinding]) -> list[LintFinding]:
    """Leave out what is told twice of one label: that the sentence's comma is in it, and that it differs in that comma.

    Where the label itself is found wrong and can be mended, that mends the comma too.
    """
    found = list(findings)
    labels = {(each.line, each.column) for each in found if each.rule.startswith("label-") and each.edits}
    commas = {(each.line, each.column) for each in found if each.rule == SIGN.id} - labels
    return [
        each
        for each in found
        if not (each.rule == SIGN.id and (each.line, each.column) in labels)
        and not (each.rule == SIGNS.id and (each.line, each.column) in commas)
    ]
