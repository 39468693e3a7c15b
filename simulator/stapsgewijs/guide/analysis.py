"""The analysis of a guide before it is followed: read, bound to controls, its labels checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.binding import Binding, bind, recognised
from stapsgewijs.guide.binding.candidates import Marked
from stapsgewijs.guide.findings import finding
from stapsgewijs.guide.front_matter import front_matter
from stapsgewijs.guide.label_check import check_labels, names_nothing
from stapsgewijs.guide.label_text import bare
from stapsgewijs.guide.model import Against
from stapsgewijs.guide.other_names import NamedLabel, otherwise_named
from stapsgewijs.guide.reader import read_guide
from stapsgewijs.guide.step_check import StepChecker
from stapsgewijs.guide.step_text import read_step
from stapsgewijs.labels import ENGLISH, ActionWords, Catalogue, Control, language_name, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.actions import Action, Sight, StepCheck
    from stapsgewijs.guide.model import Guide, Step


_MAX_PIVOTS: Final = 32
"""So many pivots are kept in memory."""


class LabelMode(StrEnum):
    """Whose labels the pages show: the product's (the catalogue), the guide's own, or those that the pages tell.

    With `PAGE` there is no catalogue: labels are held against what the controls are called that a scenario used or saw.
    """

    PRODUCT = "product"
    DOCUMENTED = "documented"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class GuideAnalysis:
    """A guide with its bindings and findings, and the catalogue of the pages while it is followed.

    `against` is what its labels are held against; `words` are those by which its language tells what to do, None where
    nobody wrote them. `pivot` is the reference by which its labels are bound, with its version; None where none is.
    """

    guide: Guide
    bindings: tuple[Binding, ...]
    findings: tuple[Finding, ...]
    pages: Catalogue
    against: Against = Against.PRODUCT_STRINGS
    words: ActionWords | None = None
    pivot: Guide | None = None
    """The English guide that it was bound by; None where no label is bound."""

    @property
    def edition(self) -> tuple[str, str]:
        """Which document it is, in whatever language, and which version of it: the name of its pivot, and `version`.

        The version stands in front matter; it is empty where none does.
        """
        versions = (front_matter(each.source).get("version") for each in (self.pivot, self.guide) if each is not None)
        return (self.pivot or self.guide).path.stem, next(filter(None, versions), "")

    def labels_of(self, procedure: str, step: int) -> tuple[Binding, ...]:
        """Return the labels of one documented step, in the order in which they are written."""
        return tuple(each for each in self.bindings if (each.procedure, each.step) == (procedure, step))

    def check_step(self, procedure: str, step: Step, done: Sequence[Action], sights: Sequence[Sight]) -> StepCheck:
        """Hold a step of the procedure with this id against what was done and seen for it."""
        bindings = self.labels_of(procedure, step.number)
        named = {(each.label.line, each.label.column) for each in bindings if each.control is not None}
        lines = self.guide.source.split("\n")
        text = read_step(step, Marked(lines), self.words, named)
        known = [each for each in self.findings if step.line <= each.line <= step.end_line]
        checker = StepChecker(step, bindings, text, done, sights, known, self.pages, self.against, self.words, lines)
        return checker.check()


def analyse(path: Path, *, labels: Path, pivot: Path, mode: LabelMode = LabelMode.PRODUCT) -> GuideAnalysis:
    """Read the guide at `path`; `labels` is the folder of catalogues, `pivot` the English guide of the same how-to.

    In a language without a catalogue the pages always show the guide's labels, and English where it has none.
    Where the pages tell their labels there is no catalogue, and no label is bound to a control before the guide is
    followed. Raises `DocumentError` for a file that is no guide, `StapsgewijsError` for a language that is none.
    """
    guide = read_guide(path)
    if not guide.locale:
        raise DocumentError(path, "the guide does not name its language; add a line “lang: nl-NL” to its front matter")
    words = ActionWords.find(labels, guide.locale)
    if mode is LabelMode.PAGE:
        return GuideAnalysis(guide, _unbound(guide), (), Catalogue(guide.locale, {}, {}), Against.PAGE, words)
    product, english = Catalogue.for_language(labels, guide.language), Catalogue.load(labels, ENGLISH)
    reference = _pivot_guide(pivot)
    guide = recognised(guide, product, reference)
    lines = guide.source.split("\n")
    bound = bind(guide, product, reference, words=words)
    bindings = tuple(each for each in bound if not names_nothing(each, lines[each.label.line - 1], product))
    if product.is_borrowed:
        worn = product.wearing(documented_labels(bindings))
        findings = check_labels(guide, bindings, worn, english, is_worn=True)
        if bindings:
            file = f"{labels.name}/{guide.locale}.po"
            name = language_name(guide.language)
            told = finding("no-product-strings", 1, 1, "", language=name, count=len(bindings), file=file)
            findings = (told, *findings)
        return GuideAnalysis(guide, bindings, findings, worn, Against.NOTHING, words, reference)
    findings = check_labels(guide, bindings, product, english)
    if mode is LabelMode.PRODUCT:
        return GuideAnalysis(guide, bindings, findings, product, Against.PRODUCT_STRINGS, words, reference)
    # Showing the guide's labels hides that a word is odd, not that it was never translated.
    worn = product.wearing(documented_labels(bindings))
    left = [each for each in findings if each.rule == "label-untranslated"]
    places = {(each.line, each.column) for each in left}
    others = check_labels(guide, bindings, worn, english, is_worn=True)
    left += [each for each in others if (each.line, each.column) not in places]
    left.sort(key=lambda each: (each.line, each.column))
    return GuideAnalysis(guide, bindings, tuple(left), worn, Against.NOTHING, words, reference)


def _unbound(guide: Guide) -> tuple[Binding, ...]:
    """Return the labels of a guide, bound to nothing: what is bold and, in a guide without any, what is in quotes."""
    steps = [(procedure.id, step) for procedure in guide.procedures for step in procedure.steps]
    has_bold = any(step.labels for _, step in steps)
    return tuple(
        Binding(procedure, step.number, label, None, 0.0)
        for procedure, step in steps
        for label in (step.labels if has_bold else step.quotes)
    )


def _pivot_guide(path: Path) -> Guide:
    """Return the pivot, read once for as long as its file stays the same: each guide of a run is bound by it."""
    try:
        status = path.stat()
    except OSError:
        return read_guide(path)
    return _read_pivot(path, status.st_mtime_ns, status.st_size)


@lru_cache(_MAX_PIVOTS)
def _read_pivot(path: Path, modified_ns: int, size: int) -> Guide:
    del modified_ns, size
    return read_guide(path)


def compare_labels(studies: Sequence[GuideAnalysis]) -> list[GuideAnalysis]:
    """Return the guides of a run, each with what it calls otherwise than an earlier guide in its language does."""
    told: dict[str, list[Finding]] = {}
    for label, first in otherwise_named(named for each in studies for named in _named(each)):
        place = f"{Path(first.path).name}:{first.label.line}"
        at = (label.label.line, label.label.column, label.label.text)
        found = finding("label-inconsistent", *at, expected=bare(first.label.text), place=place)
        told.setdefault(label.path, []).append(found)
    return [
        replace(each, findings=tuple(sorted((*each.findings, *more), key=lambda one: (one.line, one.column))))
        if (more := told.get(str(each.guide.path)))
        else each
        for each in studies
    ]


def _named(study: GuideAnalysis) -> Iterator[NamedLabel]:
    known = {(each.line, each.column) for each in study.findings}
    for each in study.bindings:
        if each.control is None:
            continue
        # That a document has another name of its own is one more reason to say what the others call it.
        is_alias = normal(each.label.text) in map(normal, study.pages.aliases.get(each.control, ()))
        if is_alias or (each.label.line, each.label.column) not in known:
            yield NamedLabel(str(study.guide.path), study.guide.language, each.control, each.label)


def documented_labels(bindings: Sequence[Binding]) -> dict[Control, str]:
    """Return what the guide calls each control; where it calls one by two names, the first."""
    found: dict[Control, str] = {}
    for each in bindings:
        if each.control is not None:
            found.setdefault(each.control, bare(each.label.text))
    return found
