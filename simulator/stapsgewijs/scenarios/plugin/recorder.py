"""Records evidence from pytest-bdd's hooks, so that step definitions do not handle it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from stapsgewijs.evidence.features import followed_by
from stapsgewijs.evidence.reasons import NEAREST_LINE
from stapsgewijs.evidence.run import Capture, Checkpoint, GherkinStep, PageShot, ScenarioEvidence
from stapsgewijs.guide import ActionKind, Outcome, StepCheck
from stapsgewijs.labels import Message
from stapsgewijs.labels.message_error import MessageError
from stapsgewijs.project import default_project
from stapsgewijs.scenarios.actors.interaction_log import StepNotFollowedError
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.plugin.failure_shots import FailureShots, people_of, received_of
from stapsgewijs.scenarios.plugin.guides import guide_of, name_of
from stapsgewijs.scenarios.plugin.step_lookup import nearest_definition, unused_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from playwright.sync_api import Locator, Page
    from pytest_bdd.parser import Feature, Scenario, Step

    from stapsgewijs.guide import Action
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.browser.camera import Camera
    from stapsgewijs.scenarios.plugin.guides import Guides


_CLOSES = "closes_documented_step"
_LEAVES = "leaves_documented_step"
_CHECKS_GOAL = "checks_documented_goal"

Definition = TypeVar("Definition", bound="Callable[..., None]")

ENVIRONMENT = pytest.StashKey[dict[str, str]]()
"""Where the fixtures leave what a run happens in: name → value."""

CAMERA: pytest.StashKey[Camera] = pytest.StashKey()
"""Where the fixtures leave what takes the pictures."""

OUTPUT = pytest.StashKey[str]()
"""Where the fixtures leave, with a test, in which folder its trace comes."""

_REPORTED = "stapsgewijs"

INTERRUPTED = "the run was interrupted"
"""The reason of a scenario that was under way when somebody ended the run."""


def closes_documented_step(step_definition: Definition) -> Definition:
    """Say that a step definition, by its argument `number`, closes a step of the guide."""
    setattr(step_definition, _CLOSES, True)
    return step_definition


def leaves_documented_step(step_definition: Definition) -> Definition:
    """Say that a step definition, by its argument `number`, says of a step of the guide that nobody can follow it."""
    setattr(step_definition, _LEAVES, True)
    return step_definition


def checks_documented_goal(step_definition: Definition) -> Definition:
    """Say that a step definition checks whether the procedure did what its title says, after its last step."""
    setattr(step_definition, _CHECKS_GOAL, True)
    return step_definition


@dataclass
class _Recording:
    """One scenario while it runs."""

    feature: str
    line: int
    name: str
    procedure: str
    planned: list[tuple[str, str, int]]
    title: str
    language: str
    tags: tuple[str, ...]
    started: float
    test: str
    guide: int
    failure: FailureShots
    steps: list[GherkinStep] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    reason: str = ""
    began: float = 0.0
    is_stopped: bool = False
    is_left: bool = False
    documented: int = 0
    shots: tuple[PageShot, ...] = ()
    received: tuple[Message, ...] = ()
    traces: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()

    @property
    def step_under_way(self) -> int:
        """The documented step that is being followed."""
        return len(self.checkpoints) + 1

    @property
    def steps_left(self) -> int:
        """How many documented steps no line has closed yet."""
        return self.documented - len(self.checkpoints)

    def evidence(self) -> ScenarioEvidence:
        """Return what was recorded; planned lines that did not come to run are `not run`."""
        rest = [GherkinStep(*each, Outcome.NOT_RUN) for each in self.planned[len(self.steps) :]]
        outcome = Outcome.FAILED if self.reason or rest else Outcome.PASSED
        if self.is_left:
            outcome = Outcome.NOT_RUN
        return ScenarioEvidence(
            self.feature,
            self.line,
            self.name,
            outcome,
            self.procedure,
            (*self.steps, *rest),
            tuple(self.checkpoints),
            tuple(self.captures),
            self.reason,
            self.title,
            self.language,
            self.tags,
            self.started,
            self.test,
            self.shots,
            self.received,
            self.traces,
            self.reasons,
        )


class Recorder:
    """A pytest plugin that records each scenario and hands the evidence to whoever listens."""

    def __init__(self, config: pytest.Config, guides: Guides) -> None:
        """Record for the run of `config`; the pictures of each guide go under its folder."""
        self._config = config
        self._guides = guides
        self._is_worker = hasattr(config, "workerinput")
        self._recording: _Recording | None = None
        self._said_unused = False
        self._crashed = ""

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
        """Begin a recording."""
        procedure = next(iter(followed_by(sorted(scenario.tags | feature.tags))), "")
        planned = [(each.keyword, each.name, each.line_number) for each in scenario.steps]
        guide, test = guide_of(request.node), name_of(request.node)
        known = self._guides.analyse(guide)
        self._recording = _Recording(
            feature=feature.filename,
            line=scenario.line_number,
            name=scenario.name,
            procedure=procedure,
            planned=planned,
            title=feature.name,
            language=feature.language,
            tags=tuple(sorted(scenario.tags | feature.tags)),
            started=time.time(),
            test=test,
            guide=guide,
            failure=FailureShots(known, self._guides.pictures[guide], procedure, f"{feature.filename}\0{test}"),
        )
        followed = known.guide.procedure(procedure)
        self._recording.documented = len(followed.steps) if followed else 0
        if procedure and followed is None:
            self._recording.is_left = True
            pytest.skip(f"the guide has no procedure {procedure}")

    def pytest_bdd_before_step(self) -> None:
        """Note when a line began."""
        self._now.began = time.perf_counter()

    def pytest_bdd_after_step(self, step: Step, step_func: object, step_func_args: dict[str, Any]) -> None:
        """Record a line that passed, and the documented step that it closed."""
        if getattr(step_func, _CHECKS_GOAL, False):
            self._goal(step_func_args["people"])
        is_left = getattr(step_func, _LEAVES, False)
        if not ((is_left or getattr(step_func, _CLOSES, False)) and self._now.procedure):
            self._line(step, Outcome.PASSED)
            return
        people, number = step_func_args["people"], int(step_func_args["number"])
        check = people.check_last()
        reason = "\n".join(str(each) for each in check.reasons)
        outcome = Outcome.FAILED if check.causes else Outcome.PASSED
        self._line(step, outcome)
        self._now.reason = self._now.reason or reason
        shots = self._now.failure.close(number, check.findings, people)
        received = received_of(people) if check.causes else ()
        outcome = Outcome.NOT_RUN if is_left else outcome
        done = people.done_last()
        self._checkpoint(number, outcome, step, reason, done=done, check=check, shots=shots, received=received)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_after_scenario(self) -> None:
        """Fail a scenario that came to its end although the guide was wrong at one of its steps."""
        recording = self._now
        if recording.reason and not recording.is_stopped and len(recording.steps) == len(recording.planned):
            raise StepNotFollowedError(recording.reason)

    def pytest_bdd_step_error(self, request: pytest.FixtureRequest, step: Step, exception: Exception) -> None:
        """Record a line that failed, and with it the documented step under way."""
        reason = f"{exception}".strip() or type(exception).__name__
        people = people_of(request)
        received = received_of(people)
        at = exception if isinstance(exception, StepError) else StepError()
        recording = self._now
        recording.shots = recording.failure.fail(recording.step_under_way, people, at.at, at.name)
        recording.received = received
        # What a browser says itself is English, and so is then all of the reason.
        said = exception.reasons if isinstance(exception, MessageError) else ()
        told = "\n".join(map(str, (reason, *received)))
        self._failed(step, told, (*said, *received) if said else ())

    def pytest_bdd_step_func_lookup_error(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Record a line that nobody knows how to do."""
        self._now.shots = self._now.failure.fail(self._now.step_under_way, people_of(request))
        near = nearest_definition(step.name)
        told = [Message.of("no step definition for “{line}”", line=step.name)]
        told += [Message.of(NEAREST_LINE, line=near)] if near else []
        self._failed(step, "\n".join(map(str, told)), told)

    def pytest_stapsgewijs_use(self, page: Page, element: Locator, name: str, is_typed: bool) -> None:  # noqa: FBT001  # a hook
        """Keep the page as it is, where the step does not name what is about to be used."""
        if self._recording is not None:
            step = self._recording.step_under_way
            self._recording.failure.before_use(step, page, element, name, is_typed=is_typed)

    def pytest_stapsgewijs_moment(self, page: Page, name: str) -> None:
        """Take the picture that the guide shows of this moment."""
        recording = self._now
        line = recording.planned[len(recording.steps)][2]
        file = self._guides.pictures[recording.guide] / (recording.procedure or "none") / name
        step = recording.step_under_way
        taken = self._config.stash[CAMERA].take(page, file, procedure=recording.procedure, step=step)
        made = Capture(recording.procedure, step, name, str(file), line, taken.shown, taken.left_out)
        recording.captures.append(made)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the evidence to the report of the test, which is what crosses processes."""
        report = yield
        recording = self._recording
        if recording is None or not hasattr(item, "obj"):
            return report
        if call.excinfo is not None and not recording.reason:
            recording.reason = str(call.excinfo.value)
        if call.when == "teardown":
            recording.traces = _traces_in(item.stash.get(OUTPUT, ""))
            # As JSON: what travels between processes may only be of Python's own types.
            told = {
                "guide": recording.guide,
                "evidence": recording.evidence().to_plain(),
                "environment": self._config.stash.get(ENVIRONMENT, {}),
                "unused": self._unused(),
                "crashed": self._crashed,
            }
            self._crashed = ""
            setattr(report, _REPORTED, json.dumps(told))
            self._recording = None
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand the evidence of an ended scenario to the listeners of the process that was started."""
        plain = getattr(report, _REPORTED, None)
        if plain is None or self._is_worker:
            return
        told = json.loads(plain)
        if crash := told.get("crash"):
            self._config.hook.pytest_stapsgewijs_crash(scenario=crash, guide=told["guide"], is_last=True)
            return
        evidence, guide = ScenarioEvidence.from_plain(told["evidence"]), told["guide"]
        if told["crashed"]:
            self._config.hook.pytest_stapsgewijs_crash(scenario=told["crashed"], guide=guide, is_last=False)
        self._config.hook.pytest_stapsgewijs_environment(environment=told["environment"], guide=guide)
        if told["unused"] is not None:
            self._config.hook.pytest_stapsgewijs_unused(definitions=told["unused"])
        if hasattr(report, "node"):  # it comes from a worker, whose checkpoints nobody here has heard of
            for checkpoint in evidence.checkpoints:
                self._config.hook.pytest_stapsgewijs_checkpoint(checkpoint=checkpoint, guide=guide)
        self._config.hook.pytest_stapsgewijs_scenario(evidence=evidence, guide=guide)

    def crashed(self, report: pytest.TestReport, guide: int, *, is_last: bool) -> None:
        """Forget the scenario whose browser crashed, and say so; from a worker, the report of its end does."""
        plain = json.loads(getattr(report, _REPORTED, "{}"))
        played = plain.get("evidence")
        scenario = "{feature}:{line} {name}".format_map(played) if played else report.nodeid
        self._recording = None
        if is_last:
            setattr(report, _REPORTED, json.dumps({"crash": scenario, "guide": guide}))
        elif self._is_worker:
            self._crashed = scenario
        else:
            self._config.hook.pytest_stapsgewijs_crash(scenario=scenario, guide=guide, is_last=False)

    def pytest_keyboard_interrupt(self) -> None:
        """Hand on what is known of the scenario under way: the steps that were followed before the end came."""
        if self._recording is None or self._is_worker:
            return
        recording, self._recording = self._recording, None
        recording.reason = INTERRUPTED
        told = replace(recording.evidence(), outcome=Outcome.NOT_RUN)
        hook, environment = self._config.hook, self._config.stash.get(ENVIRONMENT, {})
        hook.pytest_stapsgewijs_environment(environment=environment, guide=recording.guide)
        hook.pytest_stapsgewijs_scenario(evidence=told, guide=recording.guide)

    def _unused(self) -> list[str] | None:
        """Return the step definitions that no feature uses, once, when somebody asked for them."""
        if self._said_unused or not self._config.getoption("--unused"):
            return None
        self._said_unused = True
        project = self._guides.project
        # Whoever has features of his own does not wonder about definitions that ship.
        is_ours = project.steps == default_project().steps
        return [] if is_ours and project.has_own_features else unused_definitions(project.steps)

    @property
    def _now(self) -> _Recording:
        if self._recording is None:
            msg = "no scenario is under way"
            raise RuntimeError(msg)
        return self._recording

    def _line(self, step: Step, outcome: Outcome) -> None:
        seconds = time.perf_counter() - self._now.began
        self._now.steps.append(GherkinStep(step.keyword, step.name, step.line_number, outcome, round(seconds, 4)))

    def _goal(self, people: People) -> None:
        """Keep with the last documented step that all of them do not lead to where the title says."""
        missed = people.follower.log.goal
        if missed is not None and self._now.checkpoints:
            self._now.shots = self._now.failure.close(self._now.checkpoints[-1].step, [missed], people)
            self._now.received = received_of(people)
            last = self._now.checkpoints[-1]
            check = replace(last.check, findings=(*last.check.findings, missed))
            self._now.checkpoints[-1] = replace(last, check=check)

    def _failed(self, step: Step, reason: str, reasons: Iterable[Message] = ()) -> None:
        self._line(step, Outcome.FAILED)
        self._now.reason, self._now.is_stopped = reason, True
        self._now.reasons = tuple(reasons)
        # Behind the last step, that a step before was not followed as it is written is the cause.
        is_behind = self._now.steps_left == 0 and any(each.check.causes for each in self._now.checkpoints)
        if self._now.procedure and not is_behind:
            check = StepCheck(reasons=tuple(reasons))
            shots, received = self._now.shots, self._now.received
            number = self._now.step_under_way
            self._checkpoint(number, Outcome.FAILED, step, reason, check=check, shots=shots, received=received)

    def _checkpoint(  # noqa: PLR0913  # all that a checkpoint is made of
        self,
        number: int,
        outcome: Outcome,
        step: Step,
        reason: str = "",
        *,
        done: tuple[Action, ...] = (),
        check: StepCheck | None = None,
        shots: tuple[PageShot, ...] = (),
        received: tuple[Message, ...] = (),
    ) -> None:
        used = dict.fromkeys(each.control.msgid for each in done if each.control and each.kind is not ActionKind.OPENS)
        spent = sum(each.seconds for each in self._now.steps) - sum(each.seconds for each in self._now.checkpoints)
        checkpoint = Checkpoint(
            self._now.procedure,
            number,
            outcome,
            step.line_number,
            reason,
            tuple(used),
            done,
            check or StepCheck(),
            shots,
            received,
            round(spent, 4),
        )
        self._now.checkpoints.append(checkpoint)
        if not self._is_worker:
            self._config.hook.pytest_stapsgewijs_checkpoint(checkpoint=checkpoint, guide=self._now.guide)


def _traces_in(folder: str) -> tuple[str, ...]:
    """Return the traces that pytest-playwright left of a test, one for each browser context."""
    return tuple(map(str, sorted(Path(folder).glob("trace*.zip")))) if folder else ()
