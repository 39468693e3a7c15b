"""Coverage, both ways: what is documented and was not followed, and what is there and is not documented.

A pure function of what a run recorded. Controls are named by their English labels, as in the label catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from simulator.evidence.run import Outcome
from simulator.labels import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.evidence.run import ProcedureResult, ScenarioEvidence
    from simulator.guide import Binding
    from simulator.labels import Catalogue, Control

_SHOWN_AS: Final = {
    Role.BUTTON: {"button"},
    Role.OPTION: {"option", "radio", "checkbox"},
    Role.FIELD: {"textbox", "combobox", "searchbox", "spinbutton"},
    Role.AREA: {"region", "group", "radiogroup", "heading"},
    Role.PAGE: {"heading"},
}
"""How a browser names the roles of controls (WAI-ARIA)."""


@dataclass(frozen=True, slots=True)
class StepCoverage:
    """A documented step: how many labels it has and how many of them were used or seen.

    `lines` are the lines of features that closed it, as `feature:line`; `undocumented` the options and buttons that
    a scenario used there and that the guide does not name.
    """

    procedure: str
    number: int
    line: int
    outcome: Outcome
    labels: int
    covered: int
    lines: tuple[str, ...] = ()
    undocumented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that the guide, the scenarios and the pages do not have in common.

    `on_page_only` are controls (English label, label on the page) that stood on a page and are in no step;
    `unused` step definitions that no feature uses, as `file:line pattern`. `shown` counts the controls on the pages.
    """

    steps: tuple[StepCoverage, ...]
    shown: int = 0
    on_page_only: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()

    def of(self, procedure: str) -> tuple[StepCoverage, ...]:
        """Return the steps of one procedure, in order."""
        return tuple(each for each in self.steps if each.procedure == procedure)

    @property
    def followed(self) -> int:
        """How many documented steps were followed."""
        return sum(each.outcome is Outcome.PASSED for each in self.steps)

    @property
    def percent(self) -> float:
        """The share of documented steps that were followed, 0 to 100; of a guide without steps, 0."""
        return 100 * self.followed / len(self.steps) if self.steps else 0.0


def cover(
    procedures: Sequence[ProcedureResult],
    bindings: Sequence[Binding],
    scenarios: Sequence[ScenarioEvidence],
    pages: Catalogue,
    *,
    unused: Iterable[str] = (),
) -> Coverage:
    """Return what was covered of the guide; `pages` is the catalogue of labels that the pages wore."""
    steps = tuple(
        _step(procedure.id, step.number, step.line, step.outcome, bindings, scenarios)
        for procedure in procedures
        for step in procedure.steps
    )
    shown = _shown(scenarios, pages)
    documented = {each.control.msgid for each in bindings if each.control is not None}
    only = tuple((each.msgid, pages.label(each)) for each in shown if each.msgid not in documented)
    return Coverage(steps, len(shown), only, tuple(sorted(unused)))


def _step(  # noqa: PLR0913, PLR0917  # a step and all that was recorded
    procedure: str,
    number: int,
    line: int,
    outcome: Outcome,
    bindings: Sequence[Binding],
    scenarios: Sequence[ScenarioEvidence],
) -> StepCoverage:
    labels = [each for each in bindings if (each.procedure, each.step) == (procedure, number)]
    named = {each.control.msgid for each in labels if each.control is not None}
    closed = [
        (scenario, each)
        for scenario in scenarios
        for each in scenario.checkpoints
        if (each.procedure, each.step, each.outcome) == (procedure, number, Outcome.PASSED)
    ]
    lines = tuple(f"{PurePath(scenario.feature).name}:{each.line}" for scenario, each in closed)
    used = dict.fromkeys(name for _, each in closed for name in each.used)
    # A step is closed only when everything that it names was used or seen.
    covered = len(labels) if outcome is Outcome.PASSED else 0
    undocumented = tuple(each for each in used if each not in named)
    return StepCoverage(procedure, number, line, outcome, len(labels), covered, lines, undocumented)


def _shown(scenarios: Sequence[ScenarioEvidence], pages: Catalogue) -> tuple[Control, ...]:
    """Return the controls that stood on a page at some documented moment."""
    there = {one for scenario in scenarios for capture in scenario.captures for one in capture.shown}
    return tuple(
        each for each in pages.controls if any((role, pages.label(each)) in there for role in _SHOWN_AS[each.role])
    )
