"""The run as Cucumber JSON: the older format, which many report tools still read."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.evidence.features import DEFAULT_DIALECT, keywords
from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import GherkinStep, Run, ScenarioEvidence

_STATUS: Final = {Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.NOT_RUN: "skipped"}
_NANO: Final = 1_000_000_000


def render_run(run: Run, _: str) -> str:
    """Return `run` as text."""
    return json.dumps(to_cucumber_json(run), ensure_ascii=False, indent=2) + "\n"


def to_cucumber_json(run: Run) -> list[dict[str, Any]]:
    """Return `run` as a list of features, each with its scenarios; durations are in nanoseconds."""
    features: dict[str, list[ScenarioEvidence]] = {}
    for scenario in run.scenarios:
        features.setdefault(display_feature(scenario.feature), []).append(scenario)
    return [
        {
            "uri": uri,
            "id": Path(uri).stem,
            "keyword": keywords(scenarios[0].language or DEFAULT_DIALECT)[0],
            "name": scenarios[0].title or Path(uri).stem,
            "line": 1,
            "description": "",
            "tags": [],
            "elements": [_element(uri, each) for each in scenarios],
        }
        for uri, scenarios in features.items()
    ]


def _element(uri: str, scenario: ScenarioEvidence) -> dict[str, Any]:
    return {
        "id": f"{Path(uri).stem};{scenario.line}",
        "type": "scenario",
        "keyword": keywords(scenario.language or DEFAULT_DIALECT)[1],
        "name": scenario.name,
        "line": scenario.line,
        "description": "",
        "tags": [{"name": f"@{each}", "line": scenario.line} for each in scenario.tags],
        "steps": [_step(each, scenario) for each in scenario.steps],
    }


def _step(step: GherkinStep, scenario: ScenarioEvidence) -> dict[str, Any]:
    result: dict[str, Any] = {"status": _STATUS[step.outcome], "duration": int(step.seconds * _NANO)}
    if step.outcome is Outcome.FAILED and scenario.reason:
        result["error_message"] = scenario.reason
    taken = [Path(each.file) for each in scenario.captures if each.line == step.line]
    pictures = [
        {"mime_type": "image/png", "data": base64.b64encode(each.read_bytes()).decode(), "name": each.name}
        for each in taken
        if each.is_file()
    ]
    return {
        "keyword": f"{step.keyword} ",
        "name": step.text,
        "line": step.line,
        "match": {"location": f"{display_feature(scenario.feature)}:{step.line}"},
        "result": result,
        **({"embeddings": pictures} if pictures else {}),
    }
