"""The outcome of a documented step, from the evidence of all scenarios that follow it."""

from __future__ import annotations

from itertools import takewhile
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, TypeVar

from stapsgewijs.evidence.run import Checkpoint, ScenarioEvidence, StepResult
from stapsgewijs.guide import Outcome
from stapsgewijs.labels import Message
from stapsgewijs.screenshots.comparison import PictureResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stapsgewijs.evidence.run import Totals
    from stapsgewijs.guide import Procedure, Screenshot, Step
    from stapsgewijs.screenshots.baseline import AcceptedPicture

Value = TypeVar("Value")


def verdicts(procedure: Procedure, scenarios: Sequence[ScenarioEvidence]) -> dict[int, list[Checkpoint]]:
    """Return step number → what each scenario said of it, in the order of the scenarios.

    A scenario that failed without saying at which step failed at the first step that it had not closed;
    of the steps after it, it says nothing.
    """
    said: dict[int, list[Checkpoint]] = {step.number: [] for step in procedure.steps}
    for scenario in scenarios:
        for checkpoint in checkpoints_of(procedure, scenario):
            said[checkpoint.step].append(checkpoint)
    return said


def checkpoints_of(procedure: Procedure, scenario: ScenarioEvidence) -> tuple[Checkpoint, ...]:
    """Return what one scenario said of the steps of `procedure`, in the order in which it came to them."""
    numbers = {step.number for step in procedure.steps}
    said = (each for each in scenario.checkpoints if each.procedure == procedure.id and each.step in numbers)
    return (*said, *_implicit_failure(procedure, scenario))


def failed_after_its_last_step(procedure: Procedure, scenario: ScenarioEvidence) -> bool:
    """Tell whether the scenario failed although it had closed every step of the procedure."""
    numbers = {step.number for step in procedure.steps}
    return scenario.outcome is Outcome.FAILED and numbers <= _closed(scenario, procedure.id)


def judge_step(
    procedure: Procedure,
    step: Step,
    said: Sequence[Checkpoint],
    scenarios: Sequence[ScenarioEvidence],
    find_picture: Callable[[str], AcceptedPicture],
) -> StepResult:
    """Return what became of `step`; `said` are the checkpoints for it, `scenarios` those of its procedure."""
    failed = [each for each in said if each.outcome is Outcome.FAILED]
    passed = [each for each in said if each.outcome is Outcome.PASSED]
    outcome = Outcome.FAILED if failed else Outcome.PASSED if passed else Outcome.NOT_RUN
    return StepResult(
        step.number,
        step.line,
        outcome,
        tuple(_picture(procedure, step, each, scenarios, find_picture) for each in step.screenshots),
        tuple(_named(each) for each in scenarios if _speaks_of(each, procedure, step)),
        "\n\n".join(dict.fromkeys(each.reason for each in failed if each.reason)),
        # Where several scenarios follow a step, it is checked when one of them could compare something.
        is_checked=any(each.check.is_checked for each in passed),
        # A scenario that stopped here did so for a reason of its own.
        causes=() if any(not each.check.causes for each in failed) else _each(each.check.causes for each in failed),
        # Where one of them has no lines for a catalogue, there is nothing but the English reason that tells it all.
        reasons=_once(each.check.reasons for each in failed) if all(each.check.reasons for each in failed) else (),
        labels=next((each.check.labels for each in (*failed, *passed) if each.check.labels), ()),
        findings=_each(each.check.findings for each in said),
        shots=_each(each.shots for each in said),
        received=_once(each.received for each in said),
        traces=_each(each.traces for each in scenarios if _speaks_of(each, procedure, step)),
        seconds=max((each.seconds for each in said), default=0.0),
    )


def _each(many: Iterable[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Return what is in any of these, once, in its order."""
    return tuple(dict.fromkeys(one for each in many for one in each))


def _once(many: Iterable[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Return all that is in these, of those that are alike the first."""
    return tuple(one for each in dict.fromkeys(many) for one in each)


def display_feature(feature: str) -> str:
    """Return the path of a feature as it may be shown: of an absolute path, the file's name."""
    if PurePath(feature).is_absolute() or PureWindowsPath(feature).is_absolute():
        return PureWindowsPath(feature).name
    return feature.replace("\\", "/")


def step_counts(totals: Totals) -> str:
    """Return the numbers of the steps that were not followed and checked, as `0 not checked, 1 failed, …`."""
    counts = {
        "not checked": totals.not_checked,
        "failed": totals.failed,
        "not reached": totals.not_reached,
        "not followed": totals.not_followed,
    }
    told = [f"{count} {name}" for name, count in counts.items()]
    return ", ".join([*told, f"{totals.suppressed} suppressed"] if totals.suppressed else told)


def first_line(reason: str) -> str:
    """Return a reason of several lines as one: its first line, and what that announces with a colon."""
    lines = [line.rstrip() for line in reason.splitlines() if line.strip()]
    if not lines:
        return ""
    announced = []
    if lines[0].endswith(":"):
        for line in lines[1:]:
            if not line.startswith(" "):
                break
            announced.append(line.strip())
    return f"{lines[0].strip()} {'; '.join(announced)}".strip()


def gist(step: StepResult) -> Message | str:
    """Return why a step failed as one line: a message where there is one, else the English `first_line`."""
    if not step.reasons:
        return first_line(step.reason)
    told, *more = step.reasons
    if str(told).endswith(":"):
        announced = takewhile(lambda each: not str(each).startswith(" "), more)
        for number, each in enumerate(announced):
            told = Message.of("{told}; {more}" if number else "{told} {more}", told=told, more=each)
    return told


def _named(scenario: ScenarioEvidence) -> str:
    return f"{display_feature(scenario.feature)}:{scenario.line} {scenario.name}"


def _speaks_of(scenario: ScenarioEvidence, procedure: Procedure, step: Step) -> bool:
    return any(each.step == step.number for each in checkpoints_of(procedure, scenario))


def _closed(scenario: ScenarioEvidence, procedure: str) -> set[int]:
    said = (each for each in scenario.checkpoints if each.procedure == procedure)
    return {each.step for each in said if each.outcome is Outcome.PASSED}


def _implicit_failure(procedure: Procedure, scenario: ScenarioEvidence) -> tuple[Checkpoint, ...]:
    """Return the failure that a failed scenario did not put down to a step of `procedure` itself."""
    numbers = [step.number for step in procedure.steps]
    said = [each for each in scenario.checkpoints if each.procedure == procedure.id and each.step in numbers]
    if scenario.outcome is not Outcome.FAILED or any(each.outcome is Outcome.FAILED for each in said):
        return ()
    closed = {each.step for each in said}
    open_step = next((number for number in numbers if number not in closed), None)
    if open_step is None:
        return ()
    line = next((each.line for each in scenario.steps if each.outcome is Outcome.FAILED), scenario.line)
    return (Checkpoint(procedure.id, open_step, Outcome.FAILED, line, scenario.reason),)


def _picture(
    procedure: Procedure,
    step: Step,
    shown: Screenshot,
    scenarios: Sequence[ScenarioEvidence],
    find_picture: Callable[[str], AcceptedPicture],
) -> PictureResult:
    captures = [
        each
        for scenario in scenarios
        for each in scenario.captures
        if each.procedure == procedure.id and each.name == shown.name
    ]
    # One picture can be shown in two steps: the one taken during this step tells most.
    captures.sort(key=lambda each: each.step != step.number)
    captured = captures[0].file if captures else ""
    accepted = find_picture(shown.path)
    return PictureResult(
        documented=shown.path,
        line=shown.line,
        column=shown.column,
        alt=shown.alt,
        accepted=accepted.file if accepted.usable else "",
        captured=captured,
        outcome=Outcome.PASSED if captured else Outcome.NOT_RUN,
        left_out=captures[0].left_out if captures else (),
    )
