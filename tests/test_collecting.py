"""What listeners are told, in which order, when several guides are followed at once."""

from __future__ import annotations

import os
import signal
from typing import Any, cast

import pytest

from stapsgewijs.evidence.rerun import guide_mark
from stapsgewijs.evidence.run import Checkpoint, ScenarioEvidence
from stapsgewijs.guide import Outcome
from stapsgewijs.interruption import Interruption
from stapsgewijs.runner.pytest_run import Collector


class Listener:
    def __init__(self, name: str, told: list[str]) -> None:
        self.name, self.told = name, told

    def pytest_stapsgewijs_planned(self, scenarios: int) -> None:
        self.told.append(f"{self.name}: {scenarios} scenarios")

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint) -> None:
        self.told.append(f"{self.name}: step {checkpoint.step}")

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        self.told.append(f"{self.name}: {evidence.name}")


def collector(told: list[str], *names: str) -> Collector:
    studies = cast("list[Any]", [object() for _ in names])
    return Collector(studies, [[Listener(each, told)] for each in names])


def ended(name: str) -> ScenarioEvidence:
    return ScenarioEvidence("a.feature", 1, name, Outcome.PASSED)


def test_all_of_one_guide_is_told_before_the_next() -> None:
    told: list[str] = []
    made = collector(told, "nl", "en")
    ids = [f"a::test_{each}[{guide_mark(guide)}]" for guide in (0, 1) for each in "xy"]
    made.pytest_xdist_node_collection_finished(ids)
    made.pytest_xdist_node_collection_finished(ids)
    made.pytest_stapsgewijs_scenario(ended("x of nl"), 0)
    made.pytest_stapsgewijs_checkpoint(Checkpoint("p", 1, Outcome.PASSED, 3), 1)
    made.pytest_stapsgewijs_scenario(ended("x of en"), 1)
    assert told == ["nl: 2 scenarios", "nl: x of nl"]
    made.pytest_stapsgewijs_scenario(ended("y of nl"), 0)
    assert told[2:] == ["nl: y of nl", "en: 2 scenarios", "en: step 1", "en: x of en"]
    assert [[each.name for each in proved.scenarios] for proved in made.proved] == [
        ["x of nl", "y of nl"],
        ["x of en"],
    ]


def test_a_guide_without_scenarios_holds_nobody_up() -> None:
    told: list[str] = []
    made = collector(told, "nl", "en")
    made.pytest_xdist_node_collection_finished([f"a::test_x[{guide_mark(1)}]"])
    made.pytest_stapsgewijs_scenario(ended("x of en"), 1)
    assert told == ["nl: 0 scenarios", "en: 1 scenarios", "en: x of en"]


def test_an_interruption_waits_for_the_end_of_a_line() -> None:
    interruption = Interruption()
    with interruption.heeded():
        os.kill(os.getpid(), signal.SIGTERM)
        assert interruption.is_wanted
    with pytest.raises(KeyboardInterrupt):
        interruption.check()


def test_what_is_told_is_told_as_a_whole_before_an_interruption() -> None:
    interruption, told = Interruption(raise_at_once=True), list[str]()

    def tell() -> None:
        with interruption.postponed():
            os.kill(os.getpid(), signal.SIGINT)
            told.append("the rest")

    with interruption.heeded(), pytest.raises(KeyboardInterrupt):
        tell()
    assert told == ["the rest"]


def test_a_second_signal_does_not_disturb_the_end() -> None:
    interruption = Interruption(raise_at_once=True)
    with interruption.heeded():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
    assert interruption.is_wanted
