"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from stapsgewijs import __version__
from stapsgewijs.lint.explaining import page_of
from stapsgewijs.lint.findings import Level
from stapsgewijs.lint.rules import LINT_RULES

if TYPE_CHECKING:
    from stapsgewijs.lint.findings import LintFinding, LintRule
    from stapsgewijs.lint.result import LintResult

_HELP: Final = "https://stapsgewijs.invalid/docs/rules/{id}.md"
"""SARIF wants an address; the project has no site, so the page itself goes with it, and is what tools show."""

_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def render(result: LintResult, *, every: bool) -> str:  # noqa: ARG001  # SARIF is always whole
    """Return a log with one run; its rules are all there are, so that an empty log says what was looked for."""
    rules = LINT_RULES if result.rules is None else result.rules
    index = {rule: place for place, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "stapsgewijs",
                "semanticVersion": __version__,
                "rules": [_rule(each) for each in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, index[each.rule]) for each in result.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: LintRule) -> dict[str, Any]:
    page = page_of(rule.id)
    return {
        "id": rule.id,
        "name": "".join(each.title() for each in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "helpUri": _HELP.format(id=rule.id),
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _result(finding: LintFinding, index: int) -> dict[str, Any]:
    uri = quote(finding.path)
    region: dict[str, Any] = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.end_column,
    }
    if finding.sentence:
        region["snippet"] = {"text": finding.sentence}
    told = f" Write: {finding.suggestion}" if finding.suggestion else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.message}{told}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {"stapsgewijs/v1": finding.fingerprint},
    }
