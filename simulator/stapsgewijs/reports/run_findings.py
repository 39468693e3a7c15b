"""The findings of a run as those of the linter, so that every format of the linter tells them too."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.guide import RULES, Outcome, Severity
from stapsgewijs.lint.findings import Level, LintFinding, LintRule
from stapsgewijs.lint.linter import fingerprinted
from stapsgewijs.lint.result import LintResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.guide import Finding

UNDOCUMENTED: Final = LintRule(
    "coverage-undocumented", Level.WARNING, "A control that was used to follow a step which does not name it."
)
PAGE_ONLY: Final = LintRule("coverage-on-page-only", Level.NOTE, "A control on a page that no step names.")
UNUSED: Final = LintRule("coverage-definition-unused", Level.NOTE, "A step definition that no feature uses.")
TWICE: Final = LintRule("coverage-scenario-twice", Level.WARNING, "Scenarios of one name.")
COVERAGE_RULES: Final = {each.id: each for each in (UNDOCUMENTED, PAGE_ONLY, UNUSED, TWICE)}

_LEVELS: Final = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARNING}
_RUN_RULES: Final = {each.id: LintRule(each.id, _LEVELS[each.severity], each.template) for each in RULES.values()}
_FOLLOWING: Final = ("step-not-followed", "step-failed", "scenario-failed", "procedure-unknown")
"""The rules about what was followed, which count for coverage as well."""


def run_result(run: Run, *, path: str) -> LintResult:
    """Return all that is wrong in a run, and what its coverage leaves out; `path` is how the guide is named."""
    found = fingerprinted([*_of_guide(run, run.findings, path), *_of_features(run)])
    rules = {**_RUN_RULES, **COVERAGE_RULES}
    return LintResult(1, (*found, *_of_coverage(run, path)), title="stapsgewijs verify", rules=rules)


def coverage_result(run: Run, *, path: str) -> LintResult:
    """Return what was not followed, and what the coverage leaves out."""
    found = fingerprinted(_of_guide(run, [each for each in run.findings if each.rule in _FOLLOWING], path))
    rules = {rule: _RUN_RULES[rule] for rule in _FOLLOWING} | COVERAGE_RULES
    return LintResult(1, (*found, *_of_coverage(run, path)), title="stapsgewijs coverage", rules=rules)


def coverage_notes(run: Run, *, path: str) -> tuple[LintFinding, ...]:
    """Return what the coverage leaves out, beside steps that were not followed."""
    return tuple(_of_coverage(run, path))


def _of_guide(run: Run, findings: Iterable[Finding], path: str) -> Iterator[LintFinding]:
    lines = run.guide.source.splitlines()
    for each in findings:
        sentence = lines[each.line - 1] if each.line <= len(lines) else ""
        begin = each.column - 1
        is_there = bool(each.text) and sentence[begin:].startswith(each.text)
        end = begin + len(each.text) if is_there else max(len(sentence), begin)
        level, message = _LEVELS[each.severity], str(each.message)
        yield LintFinding(path, each.line, each.column, end + 1, each.rule, level, message, sentence)


def _of_features(run: Run) -> Iterator[LintFinding]:
    """Give what failed once more, at the line of the feature: whoever changed that file looks there."""
    for each in run.scenarios:
        if each.outcome is Outcome.PASSED:
            continue
        rule = "step-failed" if each.procedure else "scenario-failed"
        failed = next((step for step in each.steps if step.outcome is Outcome.FAILED), None)
        line = failed.line if failed else each.line
        sentence = f"{failed.keyword} {failed.text}" if failed else each.name
        message = f"{each.name}: {each.reason.strip() or 'it did not come to its end'}"
        yield LintFinding(display_feature(each.feature), line, 1, 1, rule, Level.ERROR, message, sentence)


def _of_coverage(run: Run, path: str) -> Iterator[LintFinding]:
    coverage = run.coverage
    if coverage is None:
        return
    lines = dict(enumerate(run.guide.source.splitlines(), 1))
    titles = {each.id: each.title for each in run.procedures}
    for each in (one for step in coverage.steps for one in step.undocumented):
        told = f"“{each.label}” was used to follow step {each.step}, which does not name it."
        yield _found(path, each.line, UNDOCUMENTED, told, each.control, lines.get(each.line, ""))
    for each in coverage.on_page_only:
        where = f"at step {each.step} of “{titles[each.procedure]}”" if each.procedure in titles else "in a scenario"
        told = f"“{each.label}” stands on the page {where}, and no step names it."
        yield _found(path, each.line, PAGE_ONLY, told, each.control, lines.get(each.line, ""))
    for definition in coverage.unused:
        place, _, pattern = definition.partition(" ")
        yield _found(*_place(place), UNUSED, f"No feature says “{pattern}”.", pattern)
    for name, (first, *others) in coverage.duplicate_scenarios:
        file, line = _place(first)
        for other in others:
            yield _found(*_place(other), TWICE, f"“{name}” is the name of the scenario at {file}:{line} too.", name)


def _place(place: str) -> tuple[str, int]:
    """Return file and line of `file:line`."""
    file, _, line = place.rpartition(":")
    return display_feature(file), int(line)


def _found(path: str, line: int, rule: LintRule, message: str, about: str, sentence: str = "") -> LintFinding:  # noqa: PLR0913, PLR0917  # a place, and what is there
    """Make a finding about a whole line; `about` tells it from others there, wherever the line moves."""
    text = f"{path}\0{rule.id}\0{about}"
    fingerprint = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    end = len(sentence) + 1
    return LintFinding(path, line, 1, end, rule.id, rule.level, message, sentence, fingerprint=fingerprint)
