"""Checks one document or many: all findings, with their severity, without those that are suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import DocumentError
from stapsgewijs.findings import Extent, Finding, fingerprinted
from stapsgewijs.guide.unread import CUT, NESTED, UNMARKED
from stapsgewijs.labels import ENGLISH, Catalogue, Message
from stapsgewijs.lint.context import Context
from stapsgewijs.lint.discovery import is_file, shown
from stapsgewijs.lint.document import Document, read_document
from stapsgewijs.lint.rules import LINT_RULES, UNREADABLE, findings_of
from stapsgewijs.lint.rules.claims import Claim, contradicted
from stapsgewijs.lint.rules.emphasis import SIGN
from stapsgewijs.lint.rules.labels import DIFFERS, SIGNS, Renamed, otherwise
from stapsgewijs.lint.rules.pictures import pictures_of
from stapsgewijs.lint.rules.steps import NUMBERING
from stapsgewijs.lint.settings import DOCUMENT
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from stapsgewijs.guide.other_names import NamedLabel
    from stapsgewijs.lint.settings import Settings


NO_MEMORY: Final = "needs more memory than there is"
_DEPTH: Final = frozenset({CUT.id, NESTED.id})
PREFIX: Final = "stapsgewijs:"
"""What a comment begins with that says something to the linter."""


class Linted(NamedTuple):
    """What is known of one document: its findings in the order of its lines, what it shows, how much was read.

    `named` is what it calls each thing, to be compared with other documents.
    """

    path: str
    findings: tuple[Finding, ...]
    suppressed: int = 0
    pictures: tuple[str, ...] = ()
    read: Extent | None = None
    named: tuple[NamedLabel, ...] = ()


def advice_of(found: Finding) -> Message:
    """Return what is wrong and what to write instead, to be said in any language.

    Where nobody has words for the message itself, it is what its rule is about.
    """
    told = found.wording or Message(LINT_RULES[found.rule].summary)
    return Message.of("{told} Write: {right}", told=told, right=found.suggestion) if found.suggestion else told


class Linter:
    """Lints documents, one after the other; what it learned of catalogues and folders it keeps."""

    def __init__(self, settings: Settings, labels: Path | None = None) -> None:
        """Work by these settings; `labels` is a folder of catalogues instead of the one that ships."""
        self.settings = settings
        self.context = Context(
            labels, settings.source, settings.product, is_other_product=settings.has_target and labels is None
        )

    def lint(self, path: Path, others: Sequence[tuple[NamedLabel, NamedLabel]] = ()) -> Linted:
        """Lint the document at `path`; one that cannot be read is a finding.

        `others` are labels of the document, each with that of another one which calls the thing otherwise.
        """
        name = shown(path, self.settings.root)
        try:
            try:
                document = _read(path, name)
            except DocumentError as error:
                return self.unreadable(path, error.what, error.line, error.column)
            return self.lint_document(document, others)
        except MemoryError:
            return self.unreadable(path, NO_MEMORY)

    def unreadable(self, path: Path, why: str, line: int = 1, column: int = 1) -> Linted:
        """Return what is known of a document that cannot be read."""
        name = shown(path, self.settings.root)
        found = Finding(name, line, column, column, UNREADABLE.id, UNREADABLE.severity, why)
        return Linted(name, tuple(self._judged([found])))

    def lint_document(self, document: Document, others: Sequence[tuple[NamedLabel, NamedLabel]] = ()) -> Linted:
        """Lint a document that was read already."""
        compared = [(each, _compared(document, each, first)) for each, first in others]
        compared = [each for each in compared if self.settings.judged(each[1])]
        # The page's name is told with the document that has it, and not twice.
        told = {(each.line, each.column) for named, each in compared if isinstance(named.thing, Renamed)}
        own = findings_of(document, self.context)
        every = [each for each in own if each.rule != DIFFERS.id or (each.line, each.column) not in told]
        every += [each for _, each in compared]
        found = _without_edits_of_headings(document, _without_echoes(every))
        kept, taken = list(self._judged(found)), 0
        if PREFIX in document.text:
            from stapsgewijs.lint.suppression import suppress

            kept, taken = suppress(document, kept, self.settings.active)
            kept = list(self._judged(kept))
        kept.sort(key=lambda each: (each.line, each.column, each.severity.rank, each.rule))
        if self.settings.language == DOCUMENT and (words := self._words_in(document.locale)):
            kept = [_said_in(each, words) for each in kept]
        pictures = tuple(sorted({str(each) for each in pictures_of(document)}))
        account = document.account
        read = account.extent(document.guide, document.shown) if document.guide else Extent(document.shown)
        named = tuple(account.named)
        return Linted(document.shown, tuple(fingerprinted(kept)), taken, pictures, read, named)

    def _words_in(self, locale: str) -> Catalogue | None:
        """Return the words of findings in another language than English; None where nobody translated them."""
        folder = default_project().site / "labels" / "report"
        is_there = locale.isalnum() and locale != ENGLISH and (folder / f"{locale}.po").is_file()
        return Catalogue.load(folder, locale) if is_there else None

    def _judged(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        return (judged for each in findings if (judged := self.settings.judged(each)))


def _said_in(found: Finding, words: Catalogue) -> Finding:
    """Return a finding in other words; where there are none, as it is."""
    if found.wording is None:
        return found
    return found._replace(message=found.said_in(words), said_advice=advice_of(found).said_in(words))


def _compared(document: Document, named: NamedLabel, first: NamedLabel) -> Finding:
    """Return the finding about what another document calls, or says, otherwise."""
    told = contradicted if isinstance(named.thing, Claim) else otherwise
    return told(document, named, first)


def _read(path: Path, name: str) -> Document:
    if not is_file(path) and not path.is_dir():
        raise DocumentError(path, "cannot be read: no file, or a link to nothing")
    return read_document(path, name)


def _without_edits_of_headings(document: Document, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give findings; those in a heading without edits: its anchor is made of its words, and others link to it."""
    headings: set[int] | None = None
    for each in findings:
        if each.edits:
            if headings is None:
                headings = {document.place(block.start)[0] for block in document.blocks if block.level}
            yield each._replace(edits=()) if each.line in headings else each
        else:
            yield each


def _without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what is told twice of one label: that the sentence's comma is in it, and that it differs in that comma.

    Where the label itself is found wrong and can be mended, that mends the comma too. A line at the wrong depth is told
    with what mends it, where that is known.
    """
    found = list(findings)
    layout = {each.line for each in found if each.rule in {NUMBERING.id, UNMARKED.id}}
    labels = {(each.line, each.column) for each in found if each.rule.startswith("label-") and each.edits}
    commas = {(each.line, each.column) for each in found if each.rule == SIGN.id} - labels
    return [
        each
        for each in found
        if not (each.rule in _DEPTH and each.line in layout)
        and not (each.rule == SIGN.id and (each.line, each.column) in labels)
        and not (each.rule == SIGNS.id and (each.line, each.column) in commas)
    ]
