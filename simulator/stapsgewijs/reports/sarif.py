"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from stapsgewijs import __version__
from stapsgewijs.lint.rules import LINT_RULES, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import Finding, FindingList, Rule

_HELP: Final = "https://stapsgewijs.invalid/docs/rules/{id}.md"
"""SARIF wants an address; the project has no site, so the page itself goes with it, and is what tools show."""

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def render(result: FindingList, *, every: bool) -> str:  # noqa: ARG001  # SARIF is always whole
    """Return a log with one run; its rules are all there are, so that an empty log says what was looked for."""
    return _log(result, {})


def _log(result: FindingList, more: Mapping[str, Any]) -> str:
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
        **more,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def render_run(run: Run, path: str) -> str:
    """Return the findings of a run, those in features too, with the rules of runs, in the language of the guide."""
    from stapsgewijs.reports.card_text import with_cards  # noqa: PLC0415  # lint has no use for it
    from stapsgewijs.reports.language import stand_in, wording_of  # noqa: PLC0415  # idem
    from stapsgewijs.reports.run_findings import run_result  # noqa: PLC0415  # idem

    # What stands before the last slash is a category: code scanning replaces a log by another one of the same.
    part = run.part and {
        "automationDetails": {
            "id": f"stapsgewijs/part-{run.part.number}-of-{run.part.count}/",
            "description": {"text": f"Part {run.part} of a run."},
        },
        "properties": {"part": str(run.part)},
    }
    catalogue = wording_of(run)
    more: dict[str, Any] = {"language": catalogue.locale, **(part or {})}
    if notice := stand_in(run, catalogue):
        more["properties"] = {**more.get("properties", {}), "notice": notice}
    return _log(with_cards(run_result(run, path=path), run, path, between="\n"), more)


def _rule(rule: Rule) -> dict[str, Any]:
    page = page_of(rule.id)
    return {
        "id": rule.id,
        "name": "".join(each.title() for each in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "helpUri": _HELP.format(id=rule.id),
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    uri = quote(finding.path)
    region: dict[str, Any] = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.end_column,
    }
    if finding.sentence:
        region["snippet"] = {"text": finding.sentence}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.advice},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {"stapsgewijs/v1": finding.fingerprint},
    }
