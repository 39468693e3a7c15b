"""The body of the report: the guide's text with outcomes, the scenarios, and the coverage."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.history import ends_of, trend_of
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import checkpoints_of, display_feature
from stapsgewijs.guide import Against, LabelOutcome, Outcome, Severity
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.rendering import Decorations, leads_to_the_web, render
from stapsgewijs.labels import duration_in
from stapsgewijs.pages import trusted
from stapsgewijs.reports.html.views import (
    CardView,
    CoverageView,
    FindingView,
    HeadingView,
    LabelView,
    LinesView,
    NoteView,
    OnPageView,
    PictureView,
    StepCoverageView,
    StepView,
)
from stapsgewijs.screenshots.baseline import find_accepted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stapsgewijs.evidence.run import (
        Checkpoint,
        Coverage,
        GherkinStep,
        ProcedureResult,
        Run,
        ScenarioEvidence,
        StepResult,
    )
    from stapsgewijs.guide import Finding, NoteKind, Procedure
    from stapsgewijs.pages import Renderer, View
    from stapsgewijs.reports.html.pictures import Pictures
    from stapsgewijs.reports.html.views import ProcedureLink, StepLink
    from stapsgewijs.screenshots.comparison import PictureResult


_NOTHING_KNOWN: Final = "there was nothing to hold it against."
_NOT_MET: Final = "in this run it was neither used nor seen."
"""Why a label was not checked: msgids."""
_LEAD_IN_LEVEL = 4
_TOP_LEVEL = 2
"""The title of the guide is the one heading of level 1; a guide with more of them does not get them."""


def render_body(run: Run, renderer: Renderer, findings: Sequence[FindingView | CardView], pictures: Pictures) -> str:
    """Return the HTML of the guide of `run`, without its title.

    `findings` are those of the run as views, in the order of the run; `pictures` gives each picture its address.
    """
    return render(parse(run.guide.source), _ReportDecorations(run, renderer, pictures, _Findings.of(run, findings)))


def anchor_of(procedure: int, step: int | None = None) -> str:
    """Return the id of the procedure in place `procedure` (from 1), or of its step with that number."""
    return f"procedure-{procedure}" if step is None else f"procedure-{procedure}-step-{step}"


@dataclass
class _Findings:
    """The findings, found by place, and handed out once each from top to bottom."""

    waiting: deque[tuple[int, FindingView | CardView]]
    by_place: Mapping[tuple[int, int], list[tuple[Finding, FindingView | CardView]]]

    @classmethod
    def of(cls, run: Run, views: Sequence[FindingView | CardView]) -> _Findings:
        places: dict[tuple[int, int], list[tuple[Finding, FindingView | CardView]]] = {}
        pairs = list(zip(run.findings, views, strict=True))
        for found, view in pairs:
            places.setdefault((found.line, found.column), []).append((found, view))
        return cls(deque((found.line, view) for found, view in pairs), places)

    def until(self, line: int) -> Iterator[FindingView | CardView]:
        while self.waiting and self.waiting[0][0] <= line:
            yield self.waiting.popleft()[1]


@dataclass(frozen=True)
class _Places:
    """Where in the guide the parts of the run stand, by line (and column); procedures count from 1."""

    procedures: Mapping[int, tuple[int, ProcedureResult]]
    steps: Mapping[int, tuple[int, ProcedureResult, StepResult]]
    pictures: Mapping[tuple[int, int], tuple[int, StepResult, PictureResult]]
    labels: Mapping[tuple[int, int], LabelOutcome | None]

    @classmethod
    def of(cls, run: Run) -> _Places:
        counted = list(enumerate(run.procedures, 1))
        return cls(
            {each.line: (number, each) for number, each in counted},
            {step.line: (number, each, step) for number, each in counted for step in each.steps},
            {
                (shown.line, shown.column): (number, step, shown)
                for number, each in counted
                for step in each.steps
                for shown in step.pictures
            },
            {
                (each.label.line, each.label.column): verdict.outcome if verdict else None
                for each, verdict in zip_longest(run.bindings, run.labels[: len(run.bindings)])
            },
        )


@dataclass
class _ReportDecorations(Decorations):
    """Puts outcomes, pictures and findings into the guide."""

    run: Run
    renderer: Renderer
    pictures: Pictures
    findings: _Findings
    title_seen: bool = False
    shown: int = 0
    places: _Places = field(init=False)

    ends: Mapping[str, str] = field(init=False)
    trends: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.places, self.ends = _Places.of(self.run), ends_of(self.run)
        trend = trend_of(self.run.history)
        self.trends = {each: name for name in ("flaky", "mended", "broke") for each in getattr(trend, name)}

    def bold(self, line: int, column: int, inner: str) -> str:
        if (line, column) not in self.places.labels:
            return super().bold(line, column, inner)
        return self._label(line, column, inner)

    def named(self, line: int, column: int, shown: str) -> str:
        return shown if (line, column) not in self.places.labels else self._label(line, column, shown, tag="span")

    def _label(self, line: int, column: int, inner: str, *, tag: str = "strong") -> str:
        found = self.findings.by_place.get((line, column), ())
        unchecked = self.places.labels[line, column] is LabelOutcome.NOT_CHECKED
        # Of one that was not checked, a note says no more than why; what is worse is told as of every other.
        wrong = any(not unchecked or each.severity is not Severity.NOTE for each, _ in found)
        sentences = tuple(view.sentence for _, view in found)
        why = self.renderer.catalogue.text(_NOTHING_KNOWN if self.run.against is Against.NOTHING else _NOT_MET)
        return self._html(LabelView(tag, trusted(inner), sentences, wrong, unchecked and not wrong, why)).strip()

    def link(self, target: str, inner: str) -> str:
        if leads_to_the_web(target):
            return super().link(target, inner)
        for number, procedure in self.places.procedures.values():
            anchor = self.run.guide.procedures[number - 1].anchor or procedure.id
            if target in {f"#{procedure.id}", f"#{anchor}"}:
                return f'<a href="#{anchor_of(number)}">{inner}</a>'
        # A page beside the guide does not lie beside the report: its words stay, and nothing leads nowhere.
        return f'<span class="link">{inner}</span>'

    def mention(self, line: int, column: int, alt: str) -> str:
        return super().mention(line, column, f"[{alt}]") if alt else ""

    def picture(self, line: int, column: int, path: str, alt: str) -> str:
        self.shown += 1
        anchor = f"picture-{self.shown}"
        if (line, column) not in self.places.pictures:
            lying = find_accepted(self.run.guide.path.parent, path, self.run.kept)
            documented = self.pictures.copy(lying.file, PurePosixPath(lying.file).stem) if lying.usable else ""
            return self._html(PictureView(anchor, path, alt, documented, "", in_step=False, broken=bool(lying.file)))
        number, step, found = self.places.pictures[line, column]
        here = self.findings.by_place.get((line, column), ())
        if any(isinstance(each, CardView) and each.pair for _, each in here):
            return ""  # the card, which stands below, has both pictures
        name = f"{number}-{step.number}-{PurePosixPath(found.documented).stem}"
        is_same = bool(found.comparison and found.comparison.is_accepted and found.accepted)
        view = PictureView(
            anchor,
            found.documented,
            found.alt,
            self.pictures.copy(found.accepted, f"{name}-documented"),
            "" if is_same else self.pictures.copy(found.captured, f"{name}-captured"),
            in_step=True,
            is_same=is_same,
            broken=any(each.rule == "picture-unusable" for each, _ in here),
        )
        return self._html(view)

    def paragraph(self, line: int, inner: str) -> str:
        return (
            self.heading(line, _LEAD_IN_LEVEL, inner)
            if line in self.places.procedures
            else super().paragraph(line, inner)
        )

    def sentence(self, line: int, inner: str) -> str:
        if line in self.places.steps:
            return f"<ol>\n{self.item(line, super().paragraph(line, inner))}</ol>\n"
        return self.paragraph(line, inner)

    def heading(self, line: int, level: int, inner: str) -> str:
        if line in self.places.steps:
            return f"<ol>\n{self.item(line, super().heading(line, max(level, _TOP_LEVEL), inner))}</ol>\n"
        if line in self.places.procedures:
            number, procedure = self.places.procedures[line]
            passed = sum(each.result.is_followed for each in procedure.steps)
            took = self._duration(sum(each.seconds for each in procedure.steps))
            level = max(level, _TOP_LEVEL)
            view = HeadingView(anchor_of(number), level, trusted(inner), len(procedure.steps), passed, took)
            return self._html(view)
        if level == 1 and not self.title_seen:
            self.title_seen = True  # it stands on top of the page already
            return ""
        return super().heading(line, max(level, _TOP_LEVEL), inner)

    def item(self, line: int, inner: str) -> str:
        if line not in self.places.steps:
            return super().item(line, inner)
        number, procedure, step = self.places.steps[line]
        guided = self.run.guide.procedures[number - 1]
        followers = [each for each in self.run.scenarios if each.procedure == procedure.id]
        lines = (step_lines(guided, each, step.number) for each in followers)
        view = StepView(
            anchor_of(number, step.number),
            step.number,
            self.ends[f"{procedure.id}/{step.number}"],
            trusted(inner),
            tuple(each for each in lines if each is not None),
            self._duration(step.seconds),
            step.failed_before if step.result is StepOutcome.NOT_REACHED else 0,
            self.trends.get(f"{procedure.id}/{step.number}", ""),
        )
        return self._html(view)

    def alert(self, kind: NoteKind, keyword: str, inner: str) -> str:
        return self._html(NoteView(kind, keyword, trusted(inner)))

    def above(self, line: int) -> str:
        return self.under(line - 1)

    def under(self, line: int) -> str:
        return "".join(self._html(each) for each in self.findings.until(line))

    def _duration(self, seconds: float) -> str:
        return duration_in(self.run.guide.locale, seconds) if seconds else ""

    def _html(self, view: View) -> str:
        return self.renderer.render(view)


def whole_scenario(scenario: ScenarioEvidence) -> LinesView:
    """Return all lines of a scenario."""
    return LinesView(_place(scenario), scenario.name, scenario.outcome, scenario.steps, scenario.reason)


def step_lines(procedure: Procedure, scenario: ScenarioEvidence, number: int) -> LinesView | None:
    """Return the lines of `scenario` for documented step `number`, None when it did not come to that step.

    They begin behind the line that closed the step before and end with the line that closed this one; of
    a step that failed, the lines that were still to come are there too.
    """
    said = checkpoints_of(procedure, scenario)
    own = next((index for index, each in enumerate(said) if each.step == number), None)
    if own is None:
        return None
    begin = _behind(scenario.steps, said[own - 1]) if own else 0
    # A scenario goes on where only the guide is wrong.
    is_stopped = said[own].outcome is Outcome.FAILED and not said[own].check.causes
    end = len(scenario.steps) if is_stopped else _behind(scenario.steps, said[own])
    return LinesView(_place(scenario), scenario.name, said[own].outcome, scenario.steps[begin:end])


def _place(scenario: ScenarioEvidence) -> str:
    return f"{display_feature(scenario.feature)}:{scenario.line}"


def _behind(steps: tuple[GherkinStep, ...], checkpoint: Checkpoint) -> int:
    """Return the place behind the line at which `checkpoint` was said."""
    return next((index + 1 for index, each in enumerate(steps) if each.line == checkpoint.line), 0)


def coverage_view(run: Run, coverage: Coverage, contents: Sequence[ProcedureLink]) -> CoverageView:
    """Return the coverage of `run`; `contents` are the links to its procedures and steps, in order."""
    procedures = tuple((link, tuple(_rows(run, coverage, link))) for link in contents)
    return CoverageView(coverage, procedures, tuple(_on_page(coverage, contents)))


def _rows(run: Run, coverage: Coverage, procedure: ProcedureLink) -> Iterator[StepCoverageView]:
    guided = run.guide.procedure(procedure.id)
    words = {each.number: each.action.text for each in guided.steps} if guided else {}
    for link, each in zip(procedure.steps, coverage.of(procedure.id), strict=True):
        unnamed = tuple(one.label for one in each.undocumented)
        yield StepCoverageView(link, words.get(each.number, ""), each.labels, each.covered, each.lines, unnamed)


def _on_page(coverage: Coverage, contents: Sequence[ProcedureLink]) -> Iterator[OnPageView]:
    titles = {each.id: each.title for each in contents}
    links: dict[tuple[str, int], StepLink] = {(each.id, step.number): step for each in contents for step in each.steps}
    places: dict[tuple[str, int], list[str]] = {}
    for each in coverage.on_page_only:
        places.setdefault((each.procedure, each.step), []).append(each.label)
    for (procedure, number), labels in places.items():
        yield OnPageView(titles.get(procedure, ""), links.get((procedure, number)), tuple(dict.fromkeys(labels)))
