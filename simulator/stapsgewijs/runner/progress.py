"""What a person sees in the terminal while the guide is followed: each documented step as it ends."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.guide import Outcome
from stapsgewijs.terminal import columns_of, cut, with_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stapsgewijs.evidence.run import Checkpoint, Run, ScenarioEvidence, Totals
    from stapsgewijs.findings import Finding
    from stapsgewijs.guide import Guide, Procedure
    from stapsgewijs.terminal import Terminal

_SIGNS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "–"}
_PLAIN_SIGNS: Final = {Outcome.PASSED: "+", Outcome.FAILED: "x", Outcome.NOT_RUN: "-"}
_STYLES: Final = {Outcome.PASSED: ("green",), Outcome.FAILED: ("bold", "red"), Outcome.NOT_RUN: ("yellow",)}
_MAX_FINDINGS: Final = 20
_MIN_WORDS: Final = 20
"""Columns that the words of a step always get."""


class Live:
    """Prints as it happens; a pytest plugin that listens to the hooks of `scenarios.plugin.hooks`."""

    def __init__(self, terminal: Terminal, guide: Guide, *, now: Callable[[], float] = time.monotonic) -> None:
        """Print on `terminal` about `guide`; `now` is in seconds, since whenever."""
        self._terminal = terminal
        self._guide = guide
        self._procedure = ""
        self._now = now
        self._began = now()
        self._seconds = 0.0
        self.done = 0
        self.scenarios = 0

    @property
    def seconds(self) -> float:
        """How long it took, until the end or until now."""
        return self._seconds or self._now() - self._began

    def begin(self) -> None:
        """Say which guide is followed."""
        style = self._terminal.style
        self._terminal.say(f"{style(self._guide.title, 'bold')}  {style(str(self._guide.path), 'dim')}")
        self._terminal.show_status("opening the browser …")

    def say(self, line: str) -> None:
        """Print a line about the run."""
        self._terminal.say(self._terminal.style(line, "dim"))

    def end(self) -> None:
        """Take away the line that says how far it is."""
        self._seconds = self.seconds
        self._terminal.end_status()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn how many scenarios there are; a second run begins to count anew."""
        self.done, self.scenarios = 0, len(session.items)
        self._show_progress()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Learn how many scenarios there are from a process that will run some of them: each finds all."""
        self.scenarios = len(ids)
        self._show_progress()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a scenario that has ended."""
        if report.when == "teardown":
            self.done += 1
            self._show_progress()

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Print a documented step that was followed, or could not be."""
        procedure = self._guide.procedure(checkpoint.procedure)
        if procedure is None:
            return
        self._print_heading(procedure)
        self._print_step(procedure, checkpoint.step, checkpoint.outcome)
        self._print_reason(checkpoint.reason)
        self._show_progress()

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        """Print a scenario that follows no procedure of the guide."""
        if not evidence.procedure:
            self._terminal.say(f"{self._sign(evidence.outcome)} {evidence.name}")
            self._print_reason(evidence.reason)

    def print_steps_not_run(self, run: Run) -> None:
        """Print the steps that no scenario came to, each under the heading of its own procedure."""
        for judged in run.procedures:
            procedure = self._guide.procedure(judged.id)
            missing = [each for each in judged.steps if each.outcome is Outcome.NOT_RUN]
            if procedure and missing:
                self._print_heading(procedure)
                for each in missing:
                    self._print_step(procedure, each.number, each.outcome)

    def _print_heading(self, procedure: Procedure) -> None:
        if procedure.id != self._procedure:
            self._procedure = procedure.id
            self._terminal.say(f"\n{self._terminal.style(procedure.title, 'bold')}")

    def _print_step(self, procedure: Procedure, number: int, outcome: Outcome) -> None:
        """Print one documented step on one line, cut to the width of a terminal."""
        step = next((each for each in procedure.steps if each.number == number), None)
        words = step.action.text if step else "(the guide has no such step)"
        place = f"line {step.line if step else procedure.line}"
        head = f" {number}  {outcome:<7} "
        if self._terminal.columns:
            room = self._terminal.columns - columns_of(f"  x{head}  {place}") - 1
            words = cut(words, max(_MIN_WORDS, room))
        self._terminal.say(f"  {self._sign(outcome)}{head}{words}  {self._terminal.style(place, 'dim')}")

    def _print_reason(self, reason: str) -> None:
        for line in reason.splitlines():
            self._terminal.say(f"      {self._terminal.style(line, 'red')}".rstrip())

    def _sign(self, outcome: Outcome) -> str:
        signs = _SIGNS if self._terminal.has_signs else _PLAIN_SIGNS
        return self._terminal.style(signs[outcome], *_STYLES[outcome])

    def _show_progress(self) -> None:
        self._terminal.show_status(f"{self.done}/{self.scenarios} · {as_duration(self.seconds)}")


def as_duration(seconds: float) -> str:
    """Return minutes and seconds (`1:04`), or hours, minutes and seconds (`1:00:04`)."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_findings(terminal: Terminal, findings: Sequence[Finding]) -> None:
    """Print findings as `lint` prints them, the worst first where there are many; the report has them all."""
    from stapsgewijs.findings import FindingList  # noqa: PLC0415
    from stapsgewijs.reports import Format, render  # noqa: PLC0415  # most runs have no findings

    if not findings:
        return
    chosen = sorted(findings, key=lambda each: each.severity.rank)[:_MAX_FINDINGS]
    shown = tuple(each for each in findings if each in chosen)
    text = render(FindingList(1, shown), Format.TEXT, every=True).rstrip("\n").rpartition("\n")[0]
    terminal.say(f"\n{with_colours(text) if terminal.colours else text}")
    if len(findings) > len(shown):
        terminal.say(f"… and {len(findings) - len(shown)} more findings, all in the report")


def sum_of(totals: Iterable[Totals]) -> Totals:
    """Return the totals of several guides."""
    every = tuple(totals)
    names = ("steps", "passed", "failed", "not_run", "errors", "warnings")
    return replace(every[0], **{name: sum(getattr(each, name) for each in every) for name in names})


def totals_line(terminal: Terminal, totals: Totals, *, left_out: str = "", scenarios: int, seconds: float) -> str:
    """Return the numbers of a run in one line; `left_out` says how many findings were not counted."""
    is_well = totals.passed == totals.steps and not totals.errors
    head = terminal.style(
        f"{totals.passed} of {totals.steps} documented steps followed", "bold", "green" if is_well else "red"
    )
    parts = [f"{head}, {totals.failed} failed, {totals.not_run} not run", f"{_errors(totals)}{left_out}"]
    return "; ".join([*parts, f"{_counted(scenarios, 'scenario')} in {as_duration(seconds)}"])


def _errors(totals: Totals) -> str:
    return f"{_counted(totals.errors, 'error')}, {_counted(totals.warnings, 'warning')}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
