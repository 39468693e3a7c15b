"""What one run proved, as plain values.

A reporter gets a `Run` and nothing else. Scenario evidence travels between processes (pytest-xdist), so it is
converted to and from plain dictionaries (`to_plain`, `from_plain`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.evidence.plain_values import (
    action_from_plain,
    check_from_plain,
    check_to_plain,
    fields_of,
    message_from_plain,
    message_to_plain,
    whole,
)
from stapsgewijs.guide import Action, Against, Finding, LabelOutcome, LabelVerdict, Outcome, StepCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stapsgewijs.evidence.history import PastRun
    from stapsgewijs.evidence.shard import Shard
    from stapsgewijs.guide import Binding, Guide
    from stapsgewijs.labels import Message
    from stapsgewijs.screenshots.comparison import PictureResult

FAILURES: Final = "failures"
"""The folder, among the pictures of a run, of those of pages on which something was wrong."""
_NO_CHECK: Final = StepCheck()


@dataclass(frozen=True, slots=True)
class GherkinStep:
    """One line of a scenario: `keyword` as written (`Als`), `line` in the feature, `seconds` it took."""

    keyword: str
    text: str
    line: int
    outcome: Outcome
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PageShot:
    """A picture of a page on which something was wrong: `file` is the absolute path of the PNG.

    `boxes` are what has to be marked, as (x, y, width, height) in pixels of the picture; `name` is what the page
    itself calls that, empty where nothing in particular is marked. `title` and `address` (without its host) say which
    page it is.
    """

    file: str
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    name: str = ""
    title: str = ""
    address: str = ""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> PageShot:
        """Make it again of plain values, in which tuples are lists."""
        boxes = tuple((float(x), float(y), float(width), float(height)) for x, y, width, height in plain["boxes"])
        return cls(**{**plain, "boxes": boxes})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A documented step that a scenario closed (passed) or could not close (failed).

    `line` is the line in the feature; `reason` says in a few lines why it failed. `used` are the controls
    (English labels) that were used since the step before, `done` all that was done since then, in order;
    `check` is what came of holding the step against that. Where something is wrong, `shots` are the page at that moment
    and `received` is what the phones and apps had. `seconds` is how long the step took.
    """

    procedure: str
    step: int
    outcome: Outcome
    line: int
    reason: str = ""
    used: tuple[str, ...] = ()
    done: tuple[Action, ...] = ()
    check: StepCheck = _NO_CHECK
    shots: tuple[PageShot, ...] = ()
    received: tuple[Message, ...] = ()
    seconds: float = 0.0

    def to_plain(self) -> dict[str, Any]:
        """Return it as dictionaries, lists, strings and numbers."""
        return {
            **fields_of(self),
            "check": check_to_plain(self.check),
            "shots": tuple(map(fields_of, self.shots)),
            "received": [message_to_plain(each) for each in self.received],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Checkpoint:
        """Make it again of plain values, in which named tuples are lists."""
        return cls(
            **{
                **plain,
                "outcome": Outcome(plain["outcome"]),
                "used": tuple(plain["used"]),
                "done": tuple(action_from_plain(each) for each in plain.get("done", ())),
                "check": check_from_plain(plain["check"]) if plain.get("check") else StepCheck(),
                "shots": tuple(map(PageShot.from_plain, plain.get("shots", ()))),
                "received": tuple(map(message_from_plain, plain.get("received", ()))),
            }
        )


@dataclass(frozen=True, slots=True)
class Capture:
    """A picture taken at a documented moment: `name` as the guide names the file.

    `file` is the absolute path of the PNG that was taken; `step` is the documented step under way, `line` the
    line of the feature that says it is the moment. `shown` is everything with a name that was on the page then,
    as (role, name) in the words of the browser. `left_out` are the labels of the step (the guide's words) that should
    have been highlighted and are not in the picture.
    """

    procedure: str
    step: int
    name: str
    file: str
    line: int = 0
    shown: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioEvidence:
    """One scenario that was run. `procedure` is empty when it does not follow the guide.

    `title` is the name of its feature, `language` that of its keywords; `began` is in seconds since 1970.
    `test` is the name of the test that ran it, by which the examples of an outline differ. Of one that failed and
    follows no procedure, `shots` and `received` are as those of a checkpoint, and `reasons` say why for people, where
    there are words for it; `traces` are the files of Playwright's traces.
    """

    feature: str
    line: int
    name: str
    outcome: Outcome
    procedure: str = ""
    steps: tuple[GherkinStep, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    captures: tuple[Capture, ...] = ()
    reason: str = ""
    title: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    began: float = 0.0
    test: str = ""
    shots: tuple[PageShot, ...] = ()
    received: tuple[Message, ...] = ()
    traces: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()

    @property
    def seconds(self) -> float:
        """How long its lines took."""
        return sum(each.seconds for each in self.steps)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of all pictures that it left."""
        shots = [*(shot for each in self.checkpoints for shot in each.shots), *self.shots]
        return (*(each.file for each in self.captures), *(each.file for each in shots))

    def with_files(self, place: Callable[[str], str]) -> ScenarioEvidence:
        """Return it with `place(file)` for the path of each file that it left: pictures and traces."""

        def placed(shots: tuple[PageShot, ...]) -> tuple[PageShot, ...]:
            return tuple(replace(each, file=place(each.file)) for each in shots)

        return replace(
            self,
            captures=tuple(replace(each, file=place(each.file)) for each in self.captures),
            checkpoints=tuple(replace(each, shots=placed(each.shots)) for each in self.checkpoints),
            shots=placed(self.shots),
            traces=tuple(map(place, self.traces)),
        )

    def to_plain(self) -> dict[str, Any]:
        """Return it as dictionaries, lists, strings and numbers."""
        # As `dataclasses.asdict`, which copies each of some thousand names that no one can change.
        plain = fields_of(self)
        for name in ("steps", "captures", "shots"):
            plain[name] = tuple(fields_of(each) for each in plain[name])
        plain["checkpoints"] = tuple(each.to_plain() for each in self.checkpoints)
        for name in ("received", "reasons"):
            plain[name] = [message_to_plain(each) for each in getattr(self, name)]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ScenarioEvidence:
        """Make it again of what `to_plain` returned; half a character, which a page can hold, becomes `�`."""
        plain = whole(plain)
        return cls(
            **{
                **plain,
                "outcome": Outcome(plain["outcome"]),
                "steps": tuple(GherkinStep(**{**each, "outcome": Outcome(each["outcome"])}) for each in plain["steps"]),
                "checkpoints": tuple(Checkpoint.from_plain(each) for each in plain["checkpoints"]),
                "captures": tuple(
                    Capture(
                        **{
                            **each,
                            "shown": tuple((role, name) for role, name in each["shown"]),
                            "left_out": tuple(each["left_out"]),
                        }
                    )
                    for each in plain["captures"]
                ),
                "tags": tuple(plain["tags"]),
                "shots": tuple(map(PageShot.from_plain, plain.get("shots", ()))),
                "received": tuple(map(message_from_plain, plain.get("received", ()))),
                "reasons": tuple(map(message_from_plain, plain.get("reasons", ()))),
                "traces": tuple(plain.get("traces", ())),
            },
        )


class StepOutcome(StrEnum):
    """What became of a documented step.

    One that was followed was *checked* when something in its text (a label, a key, a number, an action, a picture) was
    held against what was done or seen, and is so. One that nobody came to because an earlier one failed was not
    reached; one that no scenario is about was not followed.
    """

    FOLLOWED_AND_CHECKED = "followed and checked"
    FOLLOWED_NOT_CHECKED = "followed, not checked"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    NOT_FOLLOWED = "not followed"

    @property
    def is_followed(self) -> bool:
        """Whether a scenario could do what it says."""
        return self in {StepOutcome.FOLLOWED_AND_CHECKED, StepOutcome.FOLLOWED_NOT_CHECKED}


@dataclass(frozen=True, slots=True)
class StepResult:
    """A documented step: its outcome over all scenarios that follow its procedure.

    `followed_by` names the scenarios as `feature:line name`; `reason` says why it failed. `is_checked` says that
    something in its text was held against what was done; `failed_before` is the step that failed, because of which
    no scenario came to this one (0: none did). `causes` are the (line, rule) of what made it fail, where that was found
    in the text; `reasons` say it for people, and `labels` are the verdicts of its labels, in order.
    `findings` are those of its text. It `is_excused` where a comment, the settings or the baseline say so. Where
    something is wrong, `shots` are the page at that moment, `received` is what the phones and apps had, `traces` are
    files of Playwright; `seconds` is how long it took the scenario that took longest.
    """

    number: int
    line: int
    outcome: Outcome
    pictures: tuple[PictureResult, ...] = ()
    followed_by: tuple[str, ...] = ()
    reason: str = ""
    is_checked: bool = False
    failed_before: int = 0
    causes: tuple[tuple[int, str], ...] = ()
    reasons: tuple[Message, ...] = ()
    labels: tuple[LabelVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_excused: bool = False
    shots: tuple[PageShot, ...] = ()
    received: tuple[Message, ...] = ()
    traces: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def result(self) -> StepOutcome:
        """What became of it."""
        if self.outcome is Outcome.PASSED:
            return StepOutcome.FOLLOWED_AND_CHECKED if self.is_checked else StepOutcome.FOLLOWED_NOT_CHECKED
        if self.outcome is Outcome.FAILED:
            return StepOutcome.FAILED
        return StepOutcome.NOT_REACHED if self.failed_before else StepOutcome.NOT_FOLLOWED

    @property
    def has_wrong_picture(self) -> bool:
        """Whether a picture of it is no longer true, or could not be held against the page."""
        return any(each.outcome is Outcome.FAILED or not each.comparable for each in self.pictures)


@dataclass(frozen=True, slots=True)
class ProcedureResult:
    """A documented procedure and its steps."""

    id: str
    title: str
    line: int
    steps: tuple[StepResult, ...]


@dataclass(frozen=True, slots=True)
class UndocumentedControl:
    """A control that was used, or stood on a page, at a documented step, and that the guide does not name.

    `control` is its English label, `label` the one on the page; `line` is that of the step in the guide.
    """

    control: str
    label: str
    procedure: str
    step: int
    line: int


@dataclass(frozen=True, slots=True)
class StepCoverage:
    """A documented step: how many labels it has and how many of them were used or seen.

    `lines` are the lines of features that closed it, as `feature:line`; `undocumented` the options and buttons that
    a scenario used there and that the step does not name.
    """

    procedure: str
    number: int
    line: int
    outcome: Outcome
    labels: int
    covered: int
    lines: tuple[str, ...] = ()
    undocumented: tuple[UndocumentedControl, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that the guide, the scenarios and the pages do not have in common.

    `on_page_only` are controls that stood on a page, first at the step that is named, and are in no step at all;
    `unused` step definitions that no feature uses, as `file:line pattern`; `duplicate_scenarios` those of one name: the
    name, and where they are. `shown` counts the controls on the pages.
    """

    steps: tuple[StepCoverage, ...]
    shown: int = 0
    on_page_only: tuple[UndocumentedControl, ...] = ()
    unused: tuple[str, ...] = ()
    duplicate_scenarios: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def of(self, procedure: str) -> tuple[StepCoverage, ...]:
        """Return the steps of one procedure, in order."""
        return tuple(each for each in self.steps if each.procedure == procedure)

    @property
    def followed(self) -> int:
        """How many documented steps were followed."""
        return sum(each.outcome is Outcome.PASSED for each in self.steps)

    @property
    def labels(self) -> int:
        """How many labels the documented steps have."""
        return sum(each.labels for each in self.steps)

    @property
    def covered(self) -> int:
        """How many of these labels were used or seen."""
        return sum(each.covered for each in self.steps)

    @property
    def named(self) -> int:
        """How many of the controls on the pages the guide names."""
        return self.shown - len(self.on_page_only)

    @property
    def percent(self) -> float:
        """The share of documented steps that were followed, 0 to 100; of a guide without steps, 0."""
        return 100 * self.followed / len(self.steps) if self.steps else 0.0


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers on top of a report; steps are documented steps.

    Of those that `passed`, `not_checked` were compared with nothing; of those that were `not_run`, `not_reached` come
    after one that failed. `suppressed` steps were not followed and need not be: they are counted nowhere else.
    """

    steps: int
    passed: int
    failed: int
    not_run: int
    errors: int
    warnings: int
    not_checked: int = 0
    not_reached: int = 0
    suppressed: int = 0

    @property
    def checked(self) -> int:
        """The steps that were followed and checked."""
        return self.passed - self.not_checked

    @property
    def not_followed(self) -> int:
        """The steps that no scenario is about."""
        return self.not_run - self.not_reached


def iso_time(seconds: float) -> str:
    """Return a moment (seconds since 1970) as ISO 8601 in UTC, to the second."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Run:
    """Everything a reporter may say. `environment` is name → value (browser, viewport, locale …).

    `coverage` is None when nobody asked what the guide and the pages leave out. `labels` are the verdicts of the
    `bindings`, which were held against `against`. `excused` are scenarios (feature, line, test) that may fail,
    `kept` the folders of pictures that the guide shows from an address that begins so. A run that is a `part` of one
    says nothing of what the other parts follow. `version` is that of the program, `commit` that of the guide's
    repository (empty where there is none); `history` are the last runs, the oldest first and this one last. Where
    somebody's own guide was followed on the simulator that ships, because no product was named, that `stands_in` for
    it.
    """

    guide: Guide
    bindings: tuple[Binding, ...]
    procedures: tuple[ProcedureResult, ...]
    scenarios: tuple[ScenarioEvidence, ...]
    findings: tuple[Finding, ...]
    totals: Totals
    environment: tuple[tuple[str, str], ...] = ()
    coverage: Coverage | None = None
    labels: tuple[LabelVerdict, ...] = ()
    against: Against = Against.NOTHING
    excused: frozenset[tuple[str, int, str]] = frozenset()
    kept: tuple[tuple[str, Path], ...] = ()
    part: Shard | None = None
    version: str = ""
    commit: str = ""
    history: tuple[PastRun, ...] = ()
    stands_in: bool = False

    @property
    def began(self) -> float:
        """When its first scenario began, in seconds since 1970; 0 where nothing was run."""
        return min((each.began for each in self.scenarios if each.began), default=0.0)

    @property
    def ended(self) -> float:
        """When its last scenario ended, in seconds since 1970; 0 where nothing was run."""
        return max((each.began + each.seconds for each in self.scenarios if each.began), default=0.0)

    @property
    def seconds(self) -> float:
        """How long its scenarios took, one after the other."""
        return sum(each.seconds for each in self.scenarios)

    def labels_that_are(self, outcome: LabelOutcome) -> int:
        """Return how many labels have this outcome."""
        return sum(each.outcome is outcome for each in self.labels)
