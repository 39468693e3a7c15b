"""Scenarios as the report shows them: whole, or the lines that followed one documented step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.evidence.run import Outcome
from stapsgewijs.evidence.step_outcome import said_by, shown_feature
from stapsgewijs.reports.html.views import LinesView

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Checkpoint, GherkinStep, ScenarioEvidence
    from stapsgewijs.guide import Procedure


def whole_scenario(scenario: ScenarioEvidence) -> LinesView:
    """Return all lines of a scenario."""
    return LinesView(_place(scenario), scenario.name, scenario.outcome, scenario.steps, scenario.reason)


def step_lines(procedure: Procedure, scenario: ScenarioEvidence, number: int) -> LinesView | None:
    """Return the lines of `scenario` for documented step `number`, None when it did not come to that step.

    They begin behind the line that closed the step before and end with the line that closed this one; of
    a step that failed, the lines that were still to come are there too.
    """
    said = said_by(procedure, scenario)
    own = next((index for index, each in enumerate(said) if each.step == number), None)
    if own is None:
        return None
    begin = _behind(scenario.steps, said[own - 1]) if own else 0
    failed = said[own].outcome is Outcome.FAILED
    end = len(scenario.steps) if failed else _behind(scenario.steps, said[own])
    return LinesView(_place(scenario), scenario.name, said[own].outcome, scenario.steps[begin:end])


def _place(scenario: ScenarioEvidence) -> str:
    return f"{shown_feature(scenario.feature)}:{scenario.line}"


def _behind(steps: tuple[GherkinStep, ...], checkpoint: Checkpoint) -> int:
    """Return the place behind the line at which `checkpoint` was said."""
    return next((index + 1 for index, each in enumerate(steps) if each.line == checkpoint.line), 0)
