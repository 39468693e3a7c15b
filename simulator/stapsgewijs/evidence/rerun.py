"""Which scenarios have to be run again after the last run, why, and which results are reused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.files import digest_of, digests_of
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stapsgewijs.evidence.features import WrittenScenario
    from stapsgewijs.evidence.last_run import LastRun
    from stapsgewijs.evidence.run import ScenarioEvidence


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known already: `reused` holds still, passed or failed; `reason` tells in one line what is run and why."""

    reason: str
    reused: tuple[ScenarioEvidence, ...] = ()

    @property
    def done(self) -> tuple[str, ...]:
        """Return the tests that need not be run, as `feature::test`."""
        return tuple(test_of(each) for each in self.reused if each.outcome is Outcome.PASSED)

    def done_scenarios(self, written: Iterable[WrittenScenario]) -> frozenset[tuple[str, int]]:
        """Return which of the scenarios `written` now need not be run, as (feature, line): all their tests passed."""
        passed = Counter((each.feature, each.line) for each in self.reused if each.outcome is Outcome.PASSED)
        other = {(each.feature, each.line) for each in self.reused if each.outcome is not Outcome.PASSED}
        tests = {(str(each.feature), each.line): each.tests for each in written}
        return frozenset(place for place, count in tests.items() if passed[place] >= count and place not in other)


def test_of(scenario: ScenarioEvidence) -> str:
    """Return what tells one test from all others: the examples of an outline are different tests."""
    return f"{scenario.feature}::{scenario.test}"


def guide_mark(number: int) -> str:
    """Return what the name of a test has in brackets for the guide at this place, from 0, in a run of several."""
    return f"guide{number + 1}"


def guide_of_test(name: str) -> int:
    """Return the place of the guide in the name (or the id) of a test, 0 where it names none."""
    place = name.rpartition("guide")[2].removesuffix("]")
    if not place.isdecimal():
        return 0
    mark = guide_mark(int(place) - 1)
    return int(place) - 1 if name.endswith((f"[{mark}]", f"-{mark}]")) else 0


def plan_rerun(
    last_run: LastRun | None, conditions: Mapping[str, str], written: Sequence[WrittenScenario], *, every: bool
) -> Plan:
    """Return what of the `last_run` holds under the `conditions` of now, for the scenarios `written` now.

    `every`: also those that follow no procedure of the guide.
    """
    if last_run is None:
        return Plan("no former run is kept here: everything is run")
    changed = [name for name, digest in conditions.items() if last_run.conditions.get(name) != digest]
    if changed:
        return Plan(f"{' and '.join(changed)} changed since the last run: everything is run")
    features = digests_of({each.feature for each in written})
    reused, why = _kept(last_run, features, every=every)
    why += _missing(last_run, reused, features, [each for each in written if every or each.follows])
    return Plan(_reason(why, sum(each.outcome is Outcome.PASSED for each in reused)), reused)


def _kept(
    last_run: LastRun, features: Mapping[str, str], *, every: bool
) -> tuple[tuple[ScenarioEvidence, ...], Counter[str]]:
    """Return the scenarios that hold still, and how many are run again although their file is as it was."""
    reused, why = [], Counter[str]()
    for each in last_run.scenarios:
        is_asked_for = every or each.procedure
        if not is_asked_for or features.get(each.feature) != last_run.features.get(each.feature):
            continue
        if _lost_a_picture(each, last_run):
            why["without its picture"] += 1
            continue
        reused.append(each)
        if each.outcome is not Outcome.PASSED:
            why["failed"] += 1
    return tuple(reused), why


def _missing(
    last_run: LastRun,
    reused: Sequence[ScenarioEvidence],
    features: Mapping[str, str],
    written: Sequence[WrittenScenario],
) -> Counter[str]:
    """Count the scenarios of which nothing is known that holds: they, or their file, are new or changed."""
    why = Counter[str]()
    known, ran = _places(reused), _places(last_run.scenarios)
    for each in written:
        file = str(each.feature)
        if (file, each.line) in known:
            continue
        if features[file] != last_run.features.get(file, features[file]):
            why[f"in {each.feature.name}, which changed"] += 1
        elif (file, each.line) not in ran:
            why["not run last time"] += 1
    return why


def merge(reused: Sequence[ScenarioEvidence], fresh: Sequence[ScenarioEvidence]) -> list[ScenarioEvidence]:
    """Return all scenarios, each once: what was run now counts."""
    return list({test_of(each): each for each in (*reused, *fresh)}.values())


def _lost_a_picture(scenario: ScenarioEvidence, last_run: LastRun) -> bool:
    """Return whether a picture is no longer there, or is another: a later run may have written over it."""
    files = {each.file for each in scenario.captures}
    return any(not last_run.pictures.get(each) or digest_of(Path(each)) != last_run.pictures[each] for each in files)


def _reason(why: Counter[str], reused: int) -> str:
    if not why:
        return f"nothing failed last time: {_counted(reused)} kept, and the whole is reported"
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(why.items()))
    return f"{_counted(sum(why.values()))} run again ({reasons}); {reused} kept"


def _places(scenarios: Iterable[ScenarioEvidence]) -> set[tuple[str, int]]:
    return {(each.feature, each.line) for each in scenarios}


def _counted(count: int) -> str:
    return f"{count} scenario" if count == 1 else f"{count} scenarios"
