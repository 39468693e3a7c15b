"""The last runs of a guide, kept beside the last run: what broke, what was mended, what is flaky."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.files import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from stapsgewijs.evidence.run import Run

FILE_NAME: Final = "history.json"
"""The name of the file; it lies beside that of the last run."""
_VERSION: Final = 1
MOST_RUNS: Final = 20
"""So many runs are kept."""
WRONG_PICTURE: Final = "followed, picture wrong"
"""What became of a step that was followed and whose picture is no longer true."""
_GOOD: Final = frozenset({StepOutcome.FOLLOWED_AND_CHECKED, StepOutcome.FOLLOWED_NOT_CHECKED})
_BAD: Final = frozenset({StepOutcome.FAILED, WRONG_PICTURE})


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that was: `steps` are what became of each step, by `procedure/number`.

    `ended` is in seconds since 1970, `seconds` how long its scenarios took. `conditions` is a digest of all that the
    run depends on: where it is the same, a step that ends in another way is flaky.
    """

    ended: float
    seconds: float
    version: str
    commit: str
    conditions: str
    errors: int
    warnings: int
    steps: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, run: Run, conditions: str) -> PastRun:
        """Make it of a run."""
        return cls(
            round(run.ended, 3),
            round(run.seconds, 3),
            run.version,
            run.commit,
            conditions,
            run.totals.errors,
            run.totals.warnings,
            ends_of(run),
        )

    @property
    def good(self) -> int:
        """How many steps were followed, with nothing wrong."""
        return sum(each in _GOOD for each in self.steps.values())

    @property
    def is_good(self) -> bool:
        """Whether all were, and there was no error."""
        return self.good == len(self.steps) and not self.errors


@dataclass(frozen=True, slots=True)
class Trend:
    """What became of steps since the run before, each as `procedure/number`."""

    broke: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()


def ends_of(run: Run) -> dict[str, str]:
    """Return what became of each step of a run, by `procedure/number`."""
    return {
        f"{procedure.id}/{step.number}": WRONG_PICTURE
        if step.result.is_followed and step.has_wrong_picture
        else str(step.result)
        for procedure in run.procedures
        for step in procedure.steps
    }


def is_good_end(end: str) -> bool:
    """Return whether a step that ended so is right."""
    return end in _GOOD


def is_bad_end(end: str) -> bool:
    """Return whether a step that ended so is wrong; one that nobody came to is neither."""
    return end in _BAD


def trend_of(runs: Sequence[PastRun]) -> Trend:
    """Return what the last of these runs changed; with one run or none, nothing did."""
    if not runs:
        return Trend()
    last = runs[-1]
    before = runs[-2].steps if len(runs) > 1 else {}
    alike = [each for each in runs if each.conditions == last.conditions]
    broke, mended, flaky = [], [], []
    for step, end in last.steps.items():
        ends = {_kind(each.steps[step]) for each in alike if step in each.steps}
        if len(ends - {""}) > 1:
            flaky.append(step)
        if step in before and _kind(before[step]) == "good" and _kind(end) == "bad":
            broke.append(step)
        if step in before and _kind(before[step]) == "bad" and _kind(end) == "good":
            mended.append(step)
    return Trend(tuple(broke), tuple(mended), tuple(flaky))


def _kind(end: str) -> str:
    """Return whether an end is good or bad; of a step that nobody came to, neither."""
    if end in _GOOD:
        return "good"
    return "bad" if is_bad_end(end) else ""


def load_history(file: Path) -> tuple[PastRun, ...]:
    """Return the runs that are kept in `file`, the oldest first; none where there are none that can be read."""
    try:
        plain: Any = json.loads(file.read_text(encoding="utf-8"))
        if plain["version"] != _VERSION:
            return ()
        return tuple(
            PastRun(
                float(each["ended"]),
                float(each["seconds"]),
                str(each["version"]),
                str(each["commit"]),
                str(each["conditions"]),
                int(each["errors"]),
                int(each["warnings"]),
                {str(step): str(end) for step, end in each["steps"].items()},
            )
            for each in plain["runs"][-MOST_RUNS:]
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ()  # nobody kept one, or somebody wrote in it: it begins anew


def keep_in_history(file: Path, run: PastRun) -> None:
    """Add a run to those that are kept, and forget the oldest ones; without a file that can be written, nothing."""
    # What is told again, with nothing run anew, is no run of its own.
    runs = [*(each for each in load_history(file) if each.ended < run.ended), run][-MOST_RUNS:]
    try:
        write_text(file, json.dumps({"version": _VERSION, "runs": [asdict(each) for each in runs]}, indent=1) + "\n")
    except StapsgewijsError:
        return
