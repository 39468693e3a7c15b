"""The run as Cucumber Messages (NDJSON): what Cucumber's own formatters and services read.

Schema: cucumber/messages, protocol 24 and later. One envelope a line, in the order in which a run tells them.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs import __version__
from stapsgewijs.evidence.features import DEFAULT_DIALECT, keywords
from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.evidence.run import Capture, Run, ScenarioEvidence

    Envelope = dict[str, Any]

PROTOCOL: Final = "24.0.0"
_STATUS: Final = {Outcome.PASSED: "PASSED", Outcome.FAILED: "FAILED", Outcome.NOT_RUN: "SKIPPED"}
_NANO: Final = 1_000_000_000
_RUN: Final = "run"


def render_run(run: Run, _: str) -> str:
    """Return `run` as NDJSON in ASCII; the pictures that were taken are inside, each at its step."""
    # In ASCII nothing but a line end ends a line, whoever reads them.
    return "".join(f"{json.dumps(each)}\n" for each in envelopes(run))


def envelopes(run: Run) -> Iterator[Envelope]:
    """Give every message of the run, in order."""
    yield {"meta": _meta(run)}
    if run.part:  # of the run, and of none of its steps
        told = f"Part {run.part} of a run."
        yield {"attachment": {"body": told, "contentEncoding": "IDENTITY", "mediaType": "text/plain"}}
    features: dict[str, list[tuple[str, ScenarioEvidence]]] = {}
    for number, scenario in enumerate(run.scenarios, 1):
        features.setdefault(scenario.feature, []).append((f"s{number}", scenario))
    for scenarios in features.values():
        yield {"gherkinDocument": _document(scenarios)}
        for id_, scenario in scenarios:
            yield {"pickle": _pickle(id_, scenario)}
    began = min((each.began for each in run.scenarios), default=0.0)
    yield {"testRunStarted": {"id": _RUN, "timestamp": _moment(began)}}
    ended = began
    for scenarios in features.values():
        for id_, scenario in scenarios:
            yield from _played(id_, scenario)
            ended = max(ended, scenario.began + sum(each.seconds for each in scenario.steps))
    success = all(each.outcome is Outcome.PASSED for each in run.scenarios)
    yield {"testRunFinished": {"testRunStartedId": _RUN, "success": success, "timestamp": _moment(ended)}}


def _meta(run: Run) -> dict[str, Any]:
    known = dict(run.environment)
    return {
        "protocolVersion": PROTOCOL,
        "implementation": {"name": "stapsgewijs", "version": __version__},
        "runtime": {"name": known.get("browser", "browser")},
        "os": {"name": known.get("system", "unknown")},
        "cpu": {"name": "unknown"},
    }


def _document(scenarios: Sequence[tuple[str, ScenarioEvidence]]) -> dict[str, Any]:
    _, first = scenarios[0]
    language = first.language or DEFAULT_DIALECT
    feature, _ = keywords(language)
    return {
        "uri": display_feature(first.feature),
        "feature": {
            "location": {"line": 1, "column": 1},
            "tags": [],
            "language": language,
            "keyword": feature,
            "name": first.title or Path(first.feature).stem,
            "description": "",
            "children": [{"scenario": _scenario(id_, each)} for id_, each in scenarios],
        },
        "comments": [],
    }


def _scenario(id_: str, scenario: ScenarioEvidence) -> dict[str, Any]:
    tags = [
        {"id": f"{id_}-tag-{number}", "name": f"@{each}", "location": {"line": scenario.line}}
        for number, each in enumerate(scenario.tags)
    ]
    steps = [
        {
            "id": f"{id_}-ast-{number}",
            "location": {"line": each.line},
            "keyword": f"{each.keyword} ",
            "text": each.text,
        }
        for number, each in enumerate(scenario.steps)
    ]
    return {
        "id": f"{id_}-ast",
        "location": {"line": scenario.line},
        "tags": tags,
        "keyword": keywords(scenario.language or DEFAULT_DIALECT)[1],
        "name": scenario.name,
        "description": "",
        "steps": steps,
        "examples": [],
    }


def _pickle(id_: str, scenario: ScenarioEvidence) -> dict[str, Any]:
    return {
        "id": f"{id_}-pickle",
        "uri": display_feature(scenario.feature),
        "name": scenario.name,
        "language": scenario.language or DEFAULT_DIALECT,
        "steps": [
            {"id": f"{id_}-pickle-{number}", "astNodeIds": [f"{id_}-ast-{number}"], "text": each.text}
            for number, each in enumerate(scenario.steps)
        ],
        "tags": [{"name": f"@{each}", "astNodeId": f"{id_}-tag-{number}"} for number, each in enumerate(scenario.tags)],
        "astNodeIds": [f"{id_}-ast"],
    }


def _played(id_: str, scenario: ScenarioEvidence) -> Iterator[Envelope]:
    """Give what happened in one scenario."""
    steps = [
        {"id": f"{id_}-test-{number}", "pickleStepId": f"{id_}-pickle-{number}", "stepDefinitionIds": []}
        for number in range(len(scenario.steps))
    ]
    yield {"testCase": {"id": f"{id_}-case", "pickleId": f"{id_}-pickle", "testSteps": steps, "testRunStartedId": _RUN}}
    started = f"{id_}-started"
    now = scenario.began
    yield {"testCaseStarted": {"id": started, "testCaseId": f"{id_}-case", "attempt": 0, "timestamp": _moment(now)}}
    for number, step in enumerate(scenario.steps):
        at = {"testCaseStartedId": started, "testStepId": f"{id_}-test-{number}"}
        yield {"testStepStarted": {**at, "timestamp": _moment(now)}}
        for capture in scenario.captures:
            if capture.line == step.line and (attached := _attached(capture)):
                yield {"attachment": {**attached, **at}}
        now += step.seconds
        result: dict[str, Any] = {"status": _STATUS[step.outcome], "duration": _moment(step.seconds)}
        if step.outcome is Outcome.FAILED and scenario.reason:
            result["message"] = scenario.reason
        yield {"testStepFinished": {**at, "testStepResult": result, "timestamp": _moment(now)}}
    yield {"testCaseFinished": {"testCaseStartedId": started, "timestamp": _moment(now), "willBeRetried": False}}


def _attached(capture: Capture) -> dict[str, Any] | None:
    try:
        data = Path(capture.file).read_bytes()
    except (OSError, ValueError):  # it was removed since; the run itself is told all the same
        return None
    body = base64.b64encode(data).decode()
    return {"body": body, "contentEncoding": "BASE64", "mediaType": "image/png", "fileName": capture.name}


def _moment(seconds: float) -> dict[str, int]:
    whole = int(seconds)
    return {"seconds": whole, "nanos": int((seconds - whole) * _NANO)}
