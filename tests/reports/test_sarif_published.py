"""SARIF, held against the schema that its committee publishes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.findings import Edit, Finding, FindingList, Severity, fingerprinted
from stapsgewijs.reports import Format, render
from stapsgewijs.reports.sarif import render_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide import Binding, Guide

pytestmark = pytest.mark.shared
FOLDER: Final = Path(os.environ.get("STAPSGEWIJS_SHARED_SPECS", "absent"))
FOUND: Final = tuple(
    fingerprinted(
        [
            Finding(
                "docs/a, b.md", 3, 5, 9, "label-untranslated", Severity.WARNING, "“Done”: 100%", "Kies **Done**"
            )._replace(suggestion="**Gereed**", edits=(Edit(4, 8, "**Gereed**"),)),
            Finding("docs/a, b.md", 9, 1, 1, "document-unreadable", Severity.ERROR, "cannot be read"),
        ]
    )
)


@pytest.fixture(scope="module")
def schema() -> Any:  # noqa: ANN401  # the library does not name the class
    file = FOLDER / "sarif-schema-2.1.0.json"
    if not file.is_file():
        pytest.skip("STAPSGEWIJS_SHARED_SPECS names no folder with the schema of SARIF")
    return jsonschema_rs.validator_for(json.loads(file.read_text(encoding="utf-8")))


def errors_in(schema: Any, text: str) -> list[str]:  # noqa: ANN401
    return [f"{each.instance_path}: {each.message}" for each in schema.iter_errors(json.loads(text))]


@pytest.mark.parametrize("result", [FindingList(3, FOUND, suppressed=2), FindingList(1, ())], ids=["some", "none"])
def test_what_the_linter_finds_is_valid(schema: Any, result: FindingList) -> None:  # noqa: ANN401
    assert errors_in(schema, render(result, Format.SARIF)) == []


def test_what_a_run_finds_is_valid(
    schema: Any,  # noqa: ANN401
    guide: Guide,
    bindings: tuple[Binding, ...],
    play: Callable[..., ScenarioEvidence],
    tmp_path: Path,
) -> None:
    run = assemble(guide, bindings, (), [play(closed=1, fails_at=2, reason="no button")], media_root=tmp_path)
    assert run.findings
    assert errors_in(schema, render_run(run, "gids.md")) == []


def test_what_is_not_sarif_is_told(schema: Any) -> None:  # noqa: ANN401
    assert errors_in(schema, '{"version": "2.1.0", "runs": [{"results": [{"level": "no"}]}]}')
