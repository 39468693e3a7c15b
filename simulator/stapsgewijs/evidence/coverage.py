"""Coverage in both directions: documented but not followed, and present but not documented.

A pure function of what a run recorded. Controls are named by their English labels, as in the label catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.run import Coverage, StepCoverage, UndocumentedControl
from stapsgewijs.guide import Outcome
from stapsgewijs.labels import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stapsgewijs.evidence.run import ProcedureResult, ScenarioEvidence, StepResult
    from stapsgewijs.guide import Binding
    from stapsgewijs.labels import Catalogue, Control

_SHOWN_AS: Final = {
    Role.BUTTON: {"button"},
    Role.OPTION: {"option", "radio", "checkbox"},
    Role.FIELD: {"textbox", "combobox", "searchbox", "spinbutton"},
    Role.AREA: {"region", "group", "radiogroup", "heading"},
    Role.PAGE: {"heading"},
    Role.LINK: {"link"},
    Role.MENU: {"button", "menuitem"},
    Role.CHECK_BOX: {"checkbox", "switch"},
    Role.LIST: {"combobox", "listbox"},
}
"""How a browser names the roles of controls (WAI-ARIA)."""


def cover(  # noqa: PLR0913  # both ways has many sides, each of them named
    procedures: Sequence[ProcedureResult],
    bindings: Sequence[Binding],
    scenarios: Sequence[ScenarioEvidence],
    pages: Catalogue,
    *,
    unused: Iterable[str] = (),
    duplicate_scenarios: Iterable[tuple[str, tuple[str, ...]]] = (),
) -> Coverage:
    """Return what was covered of the guide; `pages` is the catalogue of labels that the pages wore."""
    recorded = _Recorded(bindings, scenarios, pages)
    steps = tuple(recorded.step(procedure.id, step) for procedure in procedures for step in procedure.steps)
    shown = recorded.shown()
    documented = {each.control.msgid for each in bindings if each.control is not None}
    lines = {(procedure.id, step.number): step.line for procedure in procedures for step in procedure.steps}
    only = [
        UndocumentedControl(control.msgid, pages.label(control), *place, lines.get(place, 1))
        for control, place in shown.items()
        if control.msgid not in documented
    ]
    only.sort(key=lambda each: each.line)
    return Coverage(steps, len(shown), tuple(only), tuple(sorted(unused)), tuple(duplicate_scenarios))


@dataclass(frozen=True)
class _Recorded:
    """What was recorded, and what the labels mean."""

    bindings: Sequence[Binding]
    scenarios: Sequence[ScenarioEvidence]
    pages: Catalogue

    def step(self, procedure: str, step: StepResult) -> StepCoverage:
        """Return what of a step was covered."""
        labels = [each for each in self.bindings if (each.procedure, each.step) == (procedure, step.number)]
        named = {each.control.msgid for each in labels if each.control is not None}
        closed = [
            (scenario, each)
            for scenario in self.scenarios
            for each in scenario.checkpoints
            if (each.procedure, each.step, each.outcome) == (procedure, step.number, Outcome.PASSED)
        ]
        lines = tuple(f"{PurePath(scenario.feature).name}:{each.line}" for scenario, each in closed)
        used = dict.fromkeys(name for _, each in closed for name in each.used)
        # A step is closed only when everything that it names was used or seen.
        covered = len(labels) if step.outcome is Outcome.PASSED else 0
        undocumented = tuple(
            UndocumentedControl(each, self._label(each), procedure, step.number, step.line)
            for each in used
            if each not in named
        )
        return StepCoverage(procedure, step.number, step.line, step.outcome, len(labels), covered, lines, undocumented)

    def shown(self) -> dict[Control, tuple[str, int]]:
        """Return the controls that stood on a page at some documented moment, with procedure and step of the first."""
        there: dict[tuple[str, str], tuple[str, int]] = {}
        for scenario in self.scenarios:
            for capture in scenario.captures:
                for one in capture.shown:
                    there.setdefault(one, (capture.procedure, capture.step))
        found = {}
        # A page does not say which program it is of: of controls that differ by their surface only, one is counted.
        first: dict[tuple[str, Role], Control] = {}
        for control in self.pages.controls:
            first.setdefault((control.msgid, control.role), control)
        for control in first.values():
            label = self.pages.label(control)
            seen = [place for role in sorted(_SHOWN_AS[control.role]) if (place := there.get((role, label)))]
            if seen:
                found[control] = min(seen)
        return found

    def _label(self, msgid: str) -> str:
        """Return what a control is called on the pages; of one that the catalogue does not know, its English name."""
        try:
            return self.pages.label(self.pages.named(msgid))
        except KeyError:
            return msgid
