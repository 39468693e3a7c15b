"""The progress in the terminal while a guide is followed: each documented step when it ends."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import step_counts
from stapsgewijs.files import display_path
from stapsgewijs.guide import Outcome
from stapsgewijs.terminal import columns_of, cut, with_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from enum import StrEnum

    from stapsgewijs.evidence.run import Checkpoint, Run, ScenarioEvidence, Totals
    from stapsgewijs.findings import Finding
    from stapsgewijs.guide import Guide, Procedure
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.reports.card_text import SaidCard
    from stapsgewijs.terminal import Terminal

_GOOD: Final = ("✓", "+", "green")
_BAD: Final = ("✗", "x", "bold", "red")
_OPEN: Final = ("–", "-", "yellow")
_SIGNS: Final[dict[StrEnum, tuple[str, ...]]] = {
    Outcome.PASSED: _GOOD,
    Outcome.FAILED: _BAD,
    Outcome.NOT_RUN: _OPEN,
    StepOutcome.FOLLOWED_AND_CHECKED: _GOOD,
    StepOutcome.FOLLOWED_NOT_CHECKED: ("○", "o", "yellow"),
    StepOutcome.FAILED: _BAD,
    StepOutcome.NOT_REACHED: _OPEN,
    StepOutcome.NOT_FOLLOWED: _OPEN,
}
"""A sign, one for a terminal without, and styles."""
_WORDS: Final = {
    StepOutcome.FOLLOWED_AND_CHECKED: "checked",
    StepOutcome.FOLLOWED_NOT_CHECKED: "not checked",
    StepOutcome.FAILED: "failed",
    StepOutcome.NOT_REACHED: "not reached",
    StepOutcome.NOT_FOLLOWED: "not followed",
}
_MAX_FINDINGS: Final = 20
_MIN_WORDS: Final = 20
"""Columns that the words of a step always get."""


class Tally:
    """How many scenarios of a run there are and have ended, of all its guides, and how long it takes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = now()
        self.done = 0
        self.scenarios = 0

    @property
    def seconds(self) -> float:
        """How long it has taken until now."""
        return self._now() - self._began


class ProgressPrinter:
    """Prints what came of each step of one guide as it ends: a listener of `runner.pytest_run.Collector`."""

    def __init__(self, terminal: Terminal, guide: Guide, tally: Tally) -> None:
        self._terminal = terminal
        self._guide = guide
        self._tally = tally
        self._procedure = ""
        self.done = 0

    def print_title(self) -> None:
        """Say which guide it is."""
        style = self._terminal.style
        self._terminal.say(f"{style(self._guide.title, 'bold')}  {style(display_path(self._guide.path), 'dim')}")

    def print_read(self) -> None:
        """Say how much was read of the guide."""
        self.say(f"{display_path(self._guide.path)}: {self._guide.extent()}")

    def say(self, line: str) -> None:
        """Print a line about the run."""
        self._terminal.say(self._terminal.style(line, "dim"))

    def pytest_stapsgewijs_counted(self, scenarios: int) -> None:
        """Learn how many scenarios follow this guide; a second run adds those that it runs again."""
        self._tally.scenarios += scenarios
        self._show_progress()

    def pytest_stapsgewijs_planned(self, scenarios: int) -> None:
        """Say which guide is followed, once its scenarios are about to begin."""
        del scenarios
        if self._tally.done:
            self._terminal.say("")
        self._procedure = ""
        self.print_title()
        self._show_progress()

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Print a documented step that was followed, or could not be."""
        procedure = self._guide.procedure(checkpoint.procedure)
        if procedure is None or checkpoint.outcome is Outcome.NOT_RUN:  # one that nobody can follow is told at the end
            return
        self._print_heading(procedure)
        self._print_step(procedure, checkpoint.step, _result_of(checkpoint))
        self._print_reason(checkpoint.reason)
        self._show_progress()

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        """Count a scenario that has ended, and print one that follows no procedure of the guide."""
        self.done += 1
        self._tally.done += 1
        self._show_progress()
        if not evidence.procedure:
            self._terminal.say(f"{self._sign(evidence.outcome)} {evidence.name}")
            self._print_reason(evidence.reason)

    def print_followed(self, scenarios: Sequence[ScenarioEvidence]) -> None:
        """Print what came of scenarios that were followed elsewhere, as if it had been here."""
        self.pytest_stapsgewijs_planned(len(scenarios))
        for each in scenarios:
            for checkpoint in each.checkpoints:
                self.pytest_stapsgewijs_checkpoint(checkpoint)
            self.pytest_stapsgewijs_scenario(each)

    def pytest_stapsgewijs_crash(self, scenario: str) -> None:
        """Say that the browser is started again, and why steps are told again."""
        self._terminal.say(f"{scenario}: the browser crashed; it is started again, and the scenario run again")

    def print_steps_not_run(self, run: Run) -> None:
        """Print the steps that no scenario came to, each under the heading of its own procedure."""
        for judged in run.procedures:
            procedure = self._guide.procedure(judged.id)
            missing = [each for each in judged.steps if each.outcome is Outcome.NOT_RUN]
            if procedure and missing:
                self._print_heading(procedure)
                for each in missing:
                    self._print_step(procedure, each.number, each.result)
                    if each.failed_before:
                        self._terminal.say(f"      step {each.failed_before} failed")

    def _print_heading(self, procedure: Procedure) -> None:
        if procedure.id != self._procedure:
            self._procedure = procedure.id
            self._terminal.say(f"\n{self._terminal.style(procedure.title, 'bold')}")

    def _print_step(self, procedure: Procedure, number: int, result: StepOutcome) -> None:
        """Print one documented step on one line, cut to the width of a terminal."""
        step = next((each for each in procedure.steps if each.number == number), None)
        words = step.action.text if step else "(the guide has no such step)"
        place = f"line {step.line if step else procedure.line}"
        head = f" {number}  {_WORDS[result]:<12} "
        if self._terminal.columns:
            room = self._terminal.columns - columns_of(f"  x{head}  {place}") - 1
            words = cut(words, max(_MIN_WORDS, room))
        self._terminal.say(f"  {self._sign(result)}{head}{words}  {self._terminal.style(place, 'dim')}")

    def _print_reason(self, reason: str) -> None:
        for line in reason.splitlines():
            self._terminal.say(f"      {self._terminal.style(line, 'red')}".rstrip())

    def _sign(self, outcome: Outcome | StepOutcome) -> str:
        signs, plain, *style = _SIGNS[outcome]
        return self._terminal.style(signs if self._terminal.has_signs else plain, *style)

    def _show_progress(self) -> None:
        self._terminal.show_status(f"{self._tally.done}/{self._tally.scenarios} · {as_duration(self._tally.seconds)}")


def _result_of(checkpoint: Checkpoint) -> StepOutcome:
    if checkpoint.outcome is Outcome.FAILED:
        return StepOutcome.FAILED
    return StepOutcome.FOLLOWED_AND_CHECKED if checkpoint.check.is_checked else StepOutcome.FOLLOWED_NOT_CHECKED


def as_duration(seconds: float) -> str:
    """Return minutes and seconds (`1:04`), or hours, minutes and seconds (`1:00:04`)."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_cards(terminal: Terminal, cards: Sequence[SaidCard], catalogue: Catalogue) -> None:
    """Print the cards of a run in short, the worst where there are many; the report has them all.

    The first line of each is that of a finding as `lint` prints it, which tools read.
    """
    from stapsgewijs.reports.card_text import lines_of  # noqa: PLC0415  # most runs have none

    chosen = sorted(cards, key=lambda each: each.card.severity.rank)[:_MAX_FINDINGS]
    shown = [each for each in cards if each in chosen]
    for each in shown:
        one = each.card
        lines = [f"{one.at}: {one.severity} {one.finding.rule}: {each.sentence}"]
        if one.finding.rule != "step-not-followed":  # of a procedure that nobody follows there is one for each step
            lines += [f"    {line}" for line in lines_of(each, catalogue, is_short=True)[1:]]
        text = "\n".join("".join(char if char.isprintable() else " " for char in line) for line in lines)
        terminal.say(f"\n{with_colours(text) if terminal.colours else text}")
    if len(cards) > len(shown):
        terminal.say(f"\n… and {len(cards) - len(shown)} more, all in the report")


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
    names = ("steps", "passed", "failed", "not_run", "errors", "warnings", "not_checked", "not_reached", "suppressed")
    return replace(every[0], **{name: sum(getattr(each, name) for each in every) for name in names})


def totals_line(
    terminal: Terminal, totals: Totals, *, left_out: str = "", scenarios: int, seconds: float | None
) -> str:
    """Return the numbers of a run in one line.

    `left_out` says how many findings were not counted; `seconds` is None where guides shared the time.
    """
    is_well = totals.checked + totals.suppressed == totals.steps and not totals.errors
    head = terminal.style(
        f"{totals.checked} of {totals.steps} documented steps followed and checked",
        "bold",
        "green" if is_well else "red",
    )
    parts = [f"{head}, {step_counts(totals)}", f"{_errors(totals)}{left_out}"]
    return "; ".join(
        [*parts, _counted(scenarios, "scenario") + ("" if seconds is None else f" in {as_duration(seconds)}")]
    )


def _errors(totals: Totals) -> str:
    return f"{_counted(totals.errors, 'error')}, {_counted(totals.warnings, 'warning')}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
