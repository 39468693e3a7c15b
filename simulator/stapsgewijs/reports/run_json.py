"""The run as JSON: the same facts as the report, for programs."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.evidence.history import trend_of
from stapsgewijs.evidence.run import StepOutcome, iso_time
from stapsgewijs.guide import LabelOutcome, LabelVerdict
from stapsgewijs.reports import Format, render
from stapsgewijs.reports.card_text import said_cards, to_plain
from stapsgewijs.reports.run_findings import coverage_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.evidence.run import Coverage, ProcedureResult, Run, ScenarioEvidence, StepResult
    from stapsgewijs.guide import Binding, Finding
    from stapsgewijs.screenshots.comparison import PictureResult

    Labels = Mapping[tuple[str, int], Sequence[tuple[Binding, LabelVerdict]]]


SCHEMA_VERSION: Final = 1
"""Of the JSON of a run: a higher one when a key goes or means something else; keys may be added at any time."""


def render_run(run: Run, _: str) -> str:
    """Return `run` as text, with paths as seen from the working folder."""
    return _text(to_json(run, relative_to=Path.cwd()))


def render_coverage(run: Run, coverage: Coverage, path: str) -> str:
    """Return the coverage on its own as text, with its findings as lint tells them."""
    findings = json.loads(render(coverage_result(run, path=path), Format.JSON))["findings"]
    return _text({"guide": path, **coverage_to_json(coverage), "findings": findings})


def to_json(run: Run, *, relative_to: Path) -> dict[str, Any]:
    """Return `run` as dictionaries, lists, strings, numbers and None.

    Paths of files are written with slashes, as seen from the folder `relative_to`. `control` and `role`
    of a label are None when it bound to nothing; `captured` is None for a picture that was not taken. `coverage`
    is there when the run has one.
    """
    labels: dict[tuple[str, int], list[tuple[Binding, LabelVerdict]]] = {}
    verdicts = run.labels or [LabelVerdict(LabelOutcome.NOT_CHECKED)] * len(run.bindings)
    for binding, verdict in zip(run.bindings, verdicts, strict=True):
        labels.setdefault((binding.procedure, binding.step), []).append((binding, verdict))
    path = _relative(str(run.guide.path), relative_to)
    trend = trend_of(run.history)
    return {
        "schema_version": SCHEMA_VERSION,
        "date": iso_time(run.ended) if run.ended else None,
        "seconds": round(run.seconds, 3),
        "version": run.version or None,
        "commit": run.commit or None,
        "environment": dict(run.environment),
        "simulator_stands_in": run.stands_in,
        "guide": {
            "path": path,
            "title": run.guide.title,
            "language": run.guide.language,
        },
        **({"part": str(run.part)} if run.part else {}),
        "procedures": [_procedure(each, labels, relative_to) for each in run.procedures],
        "scenarios": [_scenario(each, relative_to) for each in run.scenarios],
        "findings": [_finding(each) for each in run.findings],
        "totals": asdict(run.totals),
        "labels": {
            "against": str(run.against),
            "right": run.labels_that_are(LabelOutcome.RIGHT),
            "wrong": run.labels_that_are(LabelOutcome.WRONG),
            "not_checked": run.labels_that_are(LabelOutcome.NOT_CHECKED),
        },
        **({"coverage": coverage_to_json(run.coverage)} if run.coverage else {}),
        "cards": [to_plain(each, lambda file: _relative(file, relative_to)) for each in said_cards(run, path)],
        "trend": {"broke": list(trend.broke), "mended": list(trend.mended), "flaky": list(trend.flaky)},
    }


def coverage_to_json(coverage: Coverage) -> dict[str, Any]:
    """Return a coverage as dictionaries, lists, strings and numbers."""
    return {
        "percent": round(coverage.percent, 2),
        "steps": [
            {
                "procedure": each.procedure,
                "number": each.number,
                "line": each.line,
                "outcome": str(each.outcome),
                "labels": each.labels,
                "covered": each.covered,
                "followed_at": list(each.lines),
                "undocumented": [asdict(one) for one in each.undocumented],
            }
            for each in coverage.steps
        ],
        "controls_on_pages": coverage.shown,
        "on_page_only": [asdict(each) for each in coverage.on_page_only],
        "unused_step_definitions": list(coverage.unused),
        "scenarios_of_one_name": [
            {"name": name, "places": list(places)} for name, places in coverage.duplicate_scenarios
        ],
    }


def _procedure(procedure: ProcedureResult, labels: Labels, relative_to: Path) -> dict[str, Any]:
    return {
        "id": procedure.id,
        "title": procedure.title,
        "line": procedure.line,
        "steps": [_step(each, labels.get((procedure.id, each.number), ()), relative_to) for each in procedure.steps],
    }


def _step(step: StepResult, labels: Sequence[tuple[Binding, LabelVerdict]], relative_to: Path) -> dict[str, Any]:
    return {
        "number": step.number,
        "line": step.line,
        "outcome": str(step.outcome),
        "result": str(step.result),
        "checked": step.result is StepOutcome.FOLLOWED_AND_CHECKED,
        "failed_before": step.failed_before or None,
        "suppressed": step.is_excused,
        "seconds": round(step.seconds, 3),
        "labels": [_label(*each) for each in labels],
        "screenshots": [_picture(each, relative_to) for each in step.pictures],
    }


def _label(binding: Binding, verdict: LabelVerdict) -> dict[str, Any]:
    control = binding.control
    return {
        "text": binding.label.text,
        "control": None if control is None else control.msgid,
        "role": None if control is None else str(control.role),
        "line": binding.label.line,
        "column": binding.label.column,
        "result": str(verdict.outcome),
        "against": str(verdict.against),
    }


def _picture(picture: PictureResult, relative_to: Path) -> dict[str, Any]:
    return {
        "documented": picture.documented,
        "captured": _relative(picture.captured, relative_to) if picture.captured else None,
        "outcome": str(picture.outcome),
        "likeness": None if picture.comparison is None else str(picture.comparison),
        "pixels": picture.pixels,
        "ratio": round(picture.ratio, 6),
        "words": list(picture.words),
    }


def _scenario(scenario: ScenarioEvidence, relative_to: Path) -> dict[str, Any]:
    return {
        "feature": _relative(scenario.feature, relative_to),
        "line": scenario.line,
        "name": scenario.name,
        "outcome": str(scenario.outcome),
        "began": iso_time(scenario.began) if scenario.began else None,
        "seconds": round(scenario.seconds, 3),
        "traces": [_relative(each, relative_to) for each in scenario.traces],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "line": finding.line,
        "column": finding.column,
        "text": finding.text,
        "expected": finding.suggestion,
        "message": finding.message,
    }


def _relative(file: str, relative_to: Path) -> str:
    """Return `file` as seen from a folder; a path that is relative already stays as it is."""
    path = Path(file)
    if not path.is_absolute():
        return path.as_posix()
    try:
        return Path(os.path.relpath(path, relative_to.absolute())).as_posix()
    except ValueError:  # on another drive there is no way from here to there
        return path.as_posix()


def _text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
