from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.guide import Against, LabelOutcome
from stapsgewijs.reports.run_json import SCHEMA_VERSION, to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Binding, Guide

TEXT = (str,)
TEXT_OR_NONE = (str, type(None))
NUMBER = (int,)
NUMBER_OR_NONE = (int, type(None))
SECONDS = (float, int)
OUTCOME = {"passed", "failed", "not run"}
SCHEMA: dict[str, Any] = {
    "schema_version": {SCHEMA_VERSION},
    "date": TEXT_OR_NONE,
    "seconds": SECONDS,
    "version": TEXT_OR_NONE,
    "commit": TEXT_OR_NONE,
    "environment": {"browser": TEXT},
    "simulator_stands_in": {True, False},
    "guide": {"path": TEXT, "title": TEXT, "language": TEXT},
    "procedures": [
        {
            "id": TEXT,
            "title": TEXT,
            "line": NUMBER,
            "steps": [
                {
                    "number": NUMBER,
                    "line": NUMBER,
                    "outcome": OUTCOME,
                    "result": set(StepOutcome),
                    "checked": (bool,),
                    "failed_before": (int, type(None)),
                    "suppressed": (bool,),
                    "seconds": SECONDS,
                    "labels": [
                        {
                            "text": TEXT,
                            "control": TEXT_OR_NONE,
                            "role": TEXT_OR_NONE,
                            "line": NUMBER,
                            "column": NUMBER,
                            "result": set(LabelOutcome),
                            "against": set(Against),
                        }
                    ],
                    "screenshots": [
                        {
                            "documented": TEXT,
                            "captured": TEXT_OR_NONE,
                            "outcome": OUTCOME,
                            "likeness": TEXT_OR_NONE,
                            "pixels": NUMBER,
                            "ratio": (float,),
                            "words": [TEXT],
                        }
                    ],
                }
            ],
        }
    ],
    "scenarios": [
        {
            "feature": TEXT,
            "line": NUMBER,
            "name": TEXT,
            "outcome": OUTCOME,
            "began": TEXT_OR_NONE,
            "seconds": SECONDS,
            "traces": [TEXT],
        }
    ],
    "findings": [
        {
            "rule": TEXT,
            "severity": {"error", "warning"},
            "line": NUMBER,
            "column": NUMBER,
            "text": TEXT,
            "expected": TEXT,
            "message": TEXT,
        }
    ],
    "totals": dict.fromkeys(
        ("steps", "passed", "failed", "not_run", "errors", "warnings", "not_checked", "not_reached", "suppressed"),
        NUMBER,
    ),
    "labels": {"against": set(Against), "right": NUMBER, "wrong": NUMBER, "not_checked": NUMBER},
    "cards": [
        {
            "id": TEXT,
            "rule": TEXT,
            "severity": {"error", "warning"},
            "path": TEXT,
            "line": NUMBER,
            "column": NUMBER,
            "procedure": TEXT_OR_NONE,
            "step": NUMBER_OR_NONE,
            "sentence": TEXT,
            "guide": {"text": TEXT, "marked": TEXT},
            "page": [TEXT],
            "detail": TEXT_OR_NONE,
            "shot": {"file": TEXT, "boxes": [[NUMBER]], "name": TEXT_OR_NONE, "title": TEXT},
            "picture": TEXT_OR_NONE,
            "received": [TEXT],
            "next": [
                {
                    "kind": {"change", "accept", "command", "look"},
                    "told": TEXT,
                    "place": TEXT_OR_NONE,
                    "before": TEXT_OR_NONE,
                    "after": TEXT_OR_NONE,
                    "command": TEXT_OR_NONE,
                    "sure": (bool,),
                }
            ],
            "traces": [TEXT],
            "scenario": TEXT_OR_NONE,
            "not_reached": [NUMBER],
        }
    ],
    "trend": {"broke": [TEXT], "mended": [TEXT], "flaky": [TEXT]},
}


def fits(value: object, schema: object, where: str = "$") -> None:
    """Fail when `value` is not exactly of the shape `schema`; a card may have no picture."""
    if value is None and where.endswith(".shot"):
        return
    if isinstance(schema, dict):
        assert isinstance(value, dict), where
        assert list(value) == list(schema), where
        for name, inner in schema.items():
            fits(value[name], inner, f"{where}.{name}")
    elif isinstance(schema, list):
        assert isinstance(value, list), where
        for number, each in enumerate(value):
            fits(each, schema[0], f"{where}[{number}]")
    elif isinstance(schema, set):
        assert value in schema, where
    else:
        assert type(value) in schema, where


@pytest.fixture
def run(guide: Guide, bindings: tuple[Binding, ...], tmp_path: Path, play: Callable[..., ScenarioEvidence]) -> Run:
    scenario = play(
        closed=1, fails_at=2, reason="no button", pictures={"fiets.png": str(tmp_path / "out" / "fiets.png")}
    )
    environment = [("browser", "chromium 1")]
    run = assemble(guide, bindings, (), [scenario], media_root=tmp_path, environment=environment)
    return replace(run, version="1.2.3", commit="abc")


def test_the_shape_is_the_one_that_is_promised(run: Run, tmp_path: Path) -> None:
    plain = to_json(run, relative_to=tmp_path)
    fits(plain, SCHEMA)
    steps = [step for procedure in plain["procedures"] for step in procedure["steps"]]
    for name, expected in (("labels", 5), ("screenshots", 2)):
        assert sum(len(step[name]) for step in steps) == expected
    assert plain["scenarios"]
    assert plain["findings"]
    assert plain["cards"]


def test_it_is_json_and_says_the_same_after_a_round_trip(run: Run, tmp_path: Path) -> None:
    plain = to_json(run, relative_to=tmp_path)
    assert json.loads(json.dumps(plain)) == plain


def test_paths_are_as_seen_from_the_folder(run: Run, tmp_path: Path) -> None:
    plain = to_json(run, relative_to=tmp_path / "out")
    assert plain["guide"]["path"] == "../fiets.md"
    shot = plain["procedures"][0]["steps"][0]["screenshots"][0]
    told = {name: shot[name] for name in ("documented", "captured", "outcome", "likeness")}
    assert told == {"documented": "media/fiets.png", "captured": "fiets.png", "outcome": "passed", "likeness": None}
    assert plain["scenarios"][0]["feature"] == "features/fiets.feature"


def test_a_label_that_binds_to_nothing_has_no_control_and_no_role(run: Run, tmp_path: Path) -> None:
    labels = to_json(run, relative_to=tmp_path)["procedures"][0]["steps"][0]["labels"]
    assert [(each["text"], each["control"], each["role"]) for each in labels] == [
        ("Fiets", "Fiets", "button"),
        ("Vouwfiets", None, None),
    ]
    assert (labels[0]["line"], labels[0]["column"]) == (14, 9)


def test_outcomes_and_totals_are_those_of_the_run(run: Run, tmp_path: Path) -> None:
    plain = to_json(run, relative_to=tmp_path)
    found = [[step["outcome"] for step in procedure["steps"]] for procedure in plain["procedures"]]
    assert found == [["passed", "failed", "not run"], ["not run", "not run"]]
    assert plain["totals"] == {
        "steps": 5,
        "passed": 1,
        "failed": 1,
        "not_run": 3,
        "errors": 3,
        "warnings": 2,
        "not_checked": 0,
        "not_reached": 1,
        "suppressed": 0,
    }
    assert plain["procedures"][0]["steps"][1]["screenshots"][0]["captured"] is None
    messages = [each["message"] for each in plain["findings"] if each["rule"] == "step-failed"]
    assert messages == ["Step 2 could not be followed: no button"]
