"""What is printed while a guide is followed, and at its end."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Checkpoint, Run, ScenarioEvidence, Totals
from stapsgewijs.findings import Finding, Severity
from stapsgewijs.guide import Guide, Outcome, StepCheck, read_guide
from stapsgewijs.runner.progress import ProgressPrinter, Tally, as_duration, print_findings, sum_of, totals_line
from stapsgewijs.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKED = StepCheck(is_checked=True)
ROOT = Path(__file__).parents[2]
MESSAGE = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
CALL = "set-up-your-mobile-device-to-receive-a-phone-call"


class Screen(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def guide() -> Guide:
    return read_guide(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")


@pytest.fixture
def stream() -> Screen:
    return Screen()


def ticks(*moments: float) -> Iterator[float]:
    yield from moments
    while True:
        yield moments[-1]


def printer_on(stream: Screen, guide: Guide, columns: int = 0, *moments: float) -> ProgressPrinter:
    times = ticks(*(moments or (0.0,)))
    return ProgressPrinter(Terminal(stream, colours=False, columns=columns), guide, Tally(lambda: next(times)))


def ended(name: str) -> ScenarioEvidence:
    return ScenarioEvidence("a.feature", 1, name, Outcome.PASSED, MESSAGE)


def followed(procedure: str, step: int, outcome: Outcome = Outcome.PASSED) -> Checkpoint:
    return Checkpoint(procedure, step, outcome, 1, "why\nit is" if outcome is Outcome.FAILED else "", check=CHECKED)


def run_of(guide: Guide, *closed: Checkpoint) -> Run:
    played = []
    for procedure in dict.fromkeys(each.procedure for each in closed):
        steps = tuple(each for each in closed if each.procedure == procedure)
        outcome = max((each.outcome for each in steps), key=[Outcome.PASSED, Outcome.FAILED].index)
        played.append(ScenarioEvidence("a.feature", 1, procedure, outcome, procedure, checkpoints=steps))
    return assemble(guide, (), (), played, media_root=guide.path.parent)


def test_the_status_says_how_many_scenarios_ended_and_how_long_it_took(stream: Screen, guide: Guide) -> None:
    printer = printer_on(stream, guide, 60, 10.0, 10.0, 74.0)
    printer.pytest_stapsgewijs_counted(63)
    printer.pytest_stapsgewijs_scenario(ended("one"))
    shown = [each for each in stream.getvalue().split("\r\x1b[K") if each]
    assert shown == ["0/63 · 0:00", "1/63 · 1:04"]
    assert printer.done == 1


def test_each_step_shows_how_long_it_took_until_then(stream: Screen, guide: Guide) -> None:
    printer = printer_on(stream, guide, 60, 10.0, 95.0)
    printer.pytest_stapsgewijs_checkpoint(followed(MESSAGE, 1))
    assert stream.getvalue().endswith("\r\x1b[K0/0 · 1:25")


def test_the_guides_of_a_run_are_counted_together(stream: Screen, guide: Guide) -> None:
    tally, terminal = Tally(lambda: 0.0), Terminal(stream, colours=False, columns=60)
    printers = [ProgressPrinter(terminal, guide, tally) for _ in range(2)]
    for each in printers:
        each.pytest_stapsgewijs_counted(2)
    for each in printers:
        each.pytest_stapsgewijs_scenario(ended("one"))
    assert stream.getvalue().endswith("2/4 · 0:00")
    assert [each.done for each in printers] == [1, 1]


def test_steps_that_were_not_run_stand_under_the_heading_of_their_own_procedure(stream: Screen, guide: Guide) -> None:
    printer = printer_on(stream, guide)
    closed = [followed(MESSAGE, 1), followed(MESSAGE, 2, Outcome.FAILED), followed(CALL, 1)]
    for each in closed:
        printer.pytest_stapsgewijs_checkpoint(each)
    printer.print_steps_not_run(run_of(guide, *closed))
    titles = {each.id: each.title for each in guide.procedures}
    under: dict[str, list[str]] = {}
    heading = ""
    order = []
    for line in stream.getvalue().splitlines():
        if line in titles.values():
            heading = line
            order.append(line)
        elif line.startswith("  "):
            under.setdefault(heading, []).append(line.strip()[:17].strip())
    message, call = titles[MESSAGE], titles[CALL]
    assert order == [message, call, message, call]
    assert under[message] == [
        "✓ 1  checked",
        "✗ 2  failed",
        "why",
        "it is",
        *(line for number in (3, 4, 5) for line in (f"– {number}  not reached", "step 2 failed")),
    ]
    assert under[call] == ["✓ 1  checked", *(f"– {number}  not followed" for number in (2, 3, 4, 5))]


def test_a_step_fits_a_terminal_and_is_whole_in_a_pipe(guide: Guide) -> None:
    step = guide.procedures[0].steps[0]
    assert len(step.action.text) > 100
    for columns in (80, 0):
        stream = Screen()
        printer_on(stream, guide, columns).pytest_stapsgewijs_checkpoint(followed(guide.procedures[0].id, 1))
        line = next(each for each in stream.getvalue().splitlines() if "checked" in each)
        assert line.endswith(f"  line {step.line}")
        assert (len(line) < 80, step.action.text in line) == (bool(columns), not columns)


def test_findings_are_as_lint_prints_them_and_the_worst_when_there_are_many(stream: Screen) -> None:
    terminal = Terminal(stream, colours=False)
    path = f"docs/{'long/' * 30}guide.md"
    found = [Finding(path, number, 3, 6, "label-case", Severity.WARNING, "Wrong.", "1. abc") for number in range(1, 30)]
    found.append(Finding(path, 40, 1, 1, "step-failed", Severity.ERROR, "Failed."))
    print_findings(terminal, found)
    lines = stream.getvalue().splitlines()
    assert lines[1] == f"{path}:1:3: warning label-case: Wrong."
    assert f"{path}:40:1: error step-failed: Failed." in lines
    assert lines[-1] == "… and 10 more findings, all in the report"


def test_the_last_line_has_totals_and_how_long_it_took(stream: Screen) -> None:
    terminal = Terminal(stream, colours=False)
    totals = sum_of([Totals(10, 8, 1, 1, 2, 1), Totals(5, 5, 0, 0, 0, 0)])
    assert totals_line(terminal, totals, left_out=", 3 suppressed", scenarios=63, seconds=64.4) == (
        "13 of 15 documented steps followed and checked, 0 not checked, 1 failed, 0 not reached, 1 not followed; "
        "2 errors, 1 warning, 3 suppressed; 63 scenarios in 1:04"
    )


@pytest.mark.parametrize(("seconds", "told"), [(0.4, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3661, "1:01:01")])
def test_durations(seconds: float, told: str) -> None:
    assert as_duration(seconds) == told
