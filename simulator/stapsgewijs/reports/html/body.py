"""The guide in its report: its own words, with what the run proved put in place."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from stapsgewijs.evidence.run import Outcome
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.rendering import Decorations, leads_to_the_web, render
from stapsgewijs.pages import trusted
from stapsgewijs.reports.html.lines import step_lines
from stapsgewijs.reports.html.views import FindingView, HeadingView, LabelView, NoteView, PictureView, StepView
from stapsgewijs.screenshots.accepted import find_accepted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stapsgewijs.evidence.run import PictureResult, ProcedureResult, Run, StepResult
    from stapsgewijs.guide import Finding, NoteKind
    from stapsgewijs.pages import Renderer, View

    CopyPicture = Callable[[str, str], str]

_TOP_LEVEL = 2
"""The title of the guide is the one heading of level 1; a guide with more of them does not get them."""


def render_body(run: Run, renderer: Renderer, findings: Sequence[FindingView], copy: CopyPicture) -> str:
    """Return the HTML of the guide of `run`, without its title.

    `findings` are those of the run as views, in the order of the run. `copy(file, name)` puts a picture
    into the report under a readable name and returns its address, empty when there is no picture.
    """
    return render(parse(run.guide.source), _InPlace(run, renderer, copy, _Findings.of(run, findings)))


def anchor_of(procedure: int, step: int | None = None) -> str:
    """Return the id of the procedure in place `procedure` (from 1), or of its step with that number."""
    return f"procedure-{procedure}" if step is None else f"procedure-{procedure}-step-{step}"


@dataclass
class _Findings:
    """The findings, found by place, and handed out once each from top to bottom."""

    waiting: deque[tuple[int, FindingView]]
    by_place: Mapping[tuple[int, int], list[tuple[Finding, FindingView]]]

    @classmethod
    def of(cls, run: Run, views: Sequence[FindingView]) -> _Findings:
        places: dict[tuple[int, int], list[tuple[Finding, FindingView]]] = {}
        pairs = list(zip(run.findings, views, strict=True))
        for found, view in pairs:
            places.setdefault((found.line, found.column), []).append((found, view))
        return cls(deque((found.line, view) for found, view in pairs), places)

    def until(self, line: int) -> Iterator[FindingView]:
        while self.waiting and self.waiting[0][0] <= line:
            yield self.waiting.popleft()[1]


@dataclass(frozen=True)
class _Places:
    """Where in the guide the parts of the run stand, by line (and column); procedures count from 1."""

    procedures: Mapping[int, tuple[int, ProcedureResult]]
    steps: Mapping[int, tuple[int, ProcedureResult, StepResult]]
    pictures: Mapping[tuple[int, int], tuple[int, StepResult, PictureResult]]
    labels: frozenset[tuple[int, int]]

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
            frozenset((each.label.line, each.label.column) for each in run.bindings),
        )


@dataclass
class _InPlace(Decorations):
    """Puts outcomes, pictures and findings into the guide."""

    run: Run
    renderer: Renderer
    copy: CopyPicture
    findings: _Findings
    title_seen: bool = False
    shown: int = 0
    places: _Places = field(init=False)

    def __post_init__(self) -> None:
        self.places = _Places.of(self.run)

    def bold(self, line: int, column: int, inner: str) -> str:
        if (line, column) not in self.places.labels:
            return super().bold(line, column, inner)
        sentences = tuple(view.sentence for _, view in self.findings.by_place.get((line, column), ()))
        return self._html(LabelView(trusted(inner), sentences)).strip()

    def link(self, target: str, inner: str) -> str:
        if leads_to_the_web(target):
            return super().link(target, inner)
        for number, procedure in self.places.procedures.values():
            if target == f"#{procedure.id}":
                return f'<a href="#{anchor_of(number)}">{inner}</a>'
        # A page beside the guide does not lie beside the report: its words stay, and nothing leads nowhere.
        return f'<span class="link">{inner}</span>'

    def mention(self, line: int, column: int, alt: str) -> str:
        return super().mention(line, column, f"[{alt}]") if alt else ""

    def picture(self, line: int, column: int, path: str, alt: str) -> str:
        self.shown += 1
        anchor = f"picture-{self.shown}"
        if (line, column) not in self.places.pictures:
            lying = find_accepted(self.run.guide.path.parent, path)
            documented = self.copy(lying.file, PurePosixPath(lying.file).stem) if lying.usable else ""
            return self._html(PictureView(anchor, path, alt, documented, "", in_step=False, broken=bool(lying.file)))
        number, step, found = self.places.pictures[line, column]
        here = self.findings.by_place.get((line, column), ())
        name = f"{number}-{step.number}-{PurePosixPath(found.documented).stem}"
        view = PictureView(
            anchor,
            found.documented,
            found.alt,
            self.copy(found.accepted, f"{name}-documented"),
            self.copy(found.captured, f"{name}-captured"),
            in_step=True,
            broken=any(each.rule == "picture-unusable" for each, _ in here),
        )
        return self._html(view)

    def heading(self, line: int, level: int, inner: str) -> str:
        if line in self.places.procedures:
            number, procedure = self.places.procedures[line]
            passed = sum(each.outcome is Outcome.PASSED for each in procedure.steps)
            view = HeadingView(anchor_of(number), max(level, _TOP_LEVEL), trusted(inner), len(procedure.steps), passed)
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
            step.outcome,
            trusted(inner),
            tuple(each for each in lines if each is not None),
        )
        return self._html(view)

    def alert(self, kind: NoteKind, keyword: str, inner: str) -> str:
        return self._html(NoteView(kind, keyword, trusted(inner)))

    def above(self, line: int) -> str:
        return self.under(line - 1)

    def under(self, line: int) -> str:
        return "".join(self._html(each) for each in self.findings.until(line))

    def _html(self, view: View) -> str:
        return self.renderer.render(view)
