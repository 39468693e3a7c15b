"""What a person sees in the terminal while the guide is followed: each documented step as it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from rich.console import Console

    from stapsgewijs.evidence.run import Checkpoint, Run, ScenarioEvidence
    from stapsgewijs.guide import Guide

_SIGNS: Final = {Outcome.PASSED: ("✓", "green"), Outcome.FAILED: ("✗", "bold red"), Outcome.NOT_RUN: ("–", "yellow")}
_PLAIN_SIGNS: Final = {Outcome.PASSED: "+", Outcome.FAILED: "x", Outcome.NOT_RUN: "-"}
_MOST_FINDINGS: Final = 20


class Live:
    """Prints as it happens; a pytest plugin that listens to the hooks of `stapsgewijs.scenarios.plugin.hooks`."""

    def __init__(self, console: Console, guide: Guide) -> None:
        """Print on `console` about `guide`."""
        self._console = console
        self._guide = guide
        self._procedure = ""
        self._status = console.status("opening the browser …") if console.is_terminal else None

    def begin(self) -> None:
        """Say which guide is followed."""
        self._console.print(f"[bold]{escape(self._guide.title)}[/]  [dim]{escape(str(self._guide.path))}[/]")
        if self._status:
            self._status.start()

    def say(self, line: str) -> None:
        """Print a line about the run."""
        self._console.print(line, style="dim", markup=False)

    def end(self) -> None:
        """Stop whatever moves."""
        if self._status:
            self._status.stop()

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Print a documented step that was followed, or could not be."""
        procedure = self._guide.procedure(checkpoint.procedure)
        if procedure is None:
            return
        if checkpoint.procedure != self._procedure:
            self._procedure = checkpoint.procedure
            self._console.print(f"\n[bold]{escape(procedure.title)}[/]")
        step = next((each for each in procedure.steps if each.number == checkpoint.step), None)
        words = step.action.text if step else "(the guide has no such step)"
        line = step.line if step else procedure.line
        self.print_step(checkpoint.step, checkpoint.outcome, words, line)
        if checkpoint.reason:
            self._console.print(Padding(Text(checkpoint.reason, "red"), (0, 0, 0, 6)))

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        """Print a scenario that follows no procedure of the guide."""
        if not evidence.procedure:
            self._console.print(f"{self._sign(evidence.outcome)} {escape(evidence.name)}")
            if evidence.reason:
                self._console.print(Padding(Text(evidence.reason, "red"), (0, 0, 0, 6)))

    def print_step(self, number: int, outcome: Outcome, words: str, line: int) -> None:
        """Print one documented step on one line, cut to the width of the terminal."""
        place = f"line {line}"
        head = Text.from_markup(f"  {self._sign(outcome)} {number}  {outcome:<7} ")
        room = max(20, self._console.width - head.cell_len - len(place) - 3)
        text = Text(words, overflow="ellipsis", no_wrap=True)
        text.truncate(room, overflow="ellipsis", pad=True)
        self._console.print(head + text + Text(f"  {place}", "dim"), no_wrap=True, crop=False)

    def _sign(self, outcome: Outcome) -> str:
        sign, style = _SIGNS[outcome]
        if "utf" not in self._console.encoding:
            sign = _PLAIN_SIGNS[outcome]
        return f"[{style}]{sign}[/]"


def _print_findings(console: Console, run: Run) -> None:
    if run.findings:
        console.print(f"\n[bold]Findings[/] [dim]in {escape(str(run.guide.path))}, as line:column[/]")
    for each in run.findings[:_MOST_FINDINGS]:
        style = "red" if each.severity == "error" else "yellow"
        told = Text.assemble((f"{each.severity} ", style), each.message, (f"  {each.rule}", "dim"))
        line = Text(f"{each.line}:{each.column}".rjust(8), "dim")
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row(line, told)
        console.print(table)
    if len(run.findings) > _MOST_FINDINGS:
        console.print(f"  … and {len(run.findings) - _MOST_FINDINGS} more, all in the report")


def print_summary(console: Console, live: Live, run: Run) -> None:
    """Print what `run` came to: steps nobody followed, the findings, the totals."""
    for procedure in run.procedures:
        for step in procedure.steps:
            if step.outcome is Outcome.NOT_RUN:
                guided = run.guide.procedure(procedure.id)
                words = (
                    next((each.action.text for each in guided.steps if each.number == step.number), "")
                    if guided
                    else ""
                )
                live.print_step(step.number, step.outcome, words, step.line)
    _print_findings(console, run)
    totals = run.totals
    style = "green" if totals.passed == totals.steps and not totals.errors else "red"
    console.print(
        f"\n[bold {style}]{totals.passed} of {totals.steps} documented steps followed[/], {totals.failed} failed, "
        f"{totals.not_run} not run; {totals.errors} errors, {totals.warnings} warnings",
    )
