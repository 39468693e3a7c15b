"""The findings of a run as a list: in the guide, in the features, and what the coverage leaves out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.assembly import is_stranger
from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.findings import Finding, FindingList, Severity, fingerprinted
from stapsgewijs.guide import RULES, Outcome
from stapsgewijs.guide.findings import COVERAGE_RULES, DUPLICATE, PAGE_ONLY, UNDOCUMENTED, UNUSED
from stapsgewijs.guide.unread import RULES as READING_RULES
from stapsgewijs.guide.unread import UNMARKED
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import Rule

_FOLLOWING: Final = ("step-not-followed", "step-failed", "scenario-failed", "procedure-unnamed", "procedure-unknown")
"""The rules about what was followed, which count for coverage as well."""
_USED: Final = "“{label}” was used to follow step {step}, which does not name it."
_SEEN: Final = "“{label}” stands on the page at step {step} of “{procedure}”, and no step names it."
_SEEN_IN_SCENARIO: Final = "“{label}” stands on the page in a scenario, and no step names it."
_NOT_SAID: Final = "No feature says “{pattern}”."
_NAMED_ALIKE: Final = "“{name}” is the name of the scenario at {place} too."


def run_result(run: Run, *, path: str) -> FindingList:
    """Return all that is wrong in a run, and what its coverage leaves out; `path` is how the guide is named."""
    found = fingerprinted([*_of_guide(run, run.findings, path), *_of_features(run)])
    rules = {**RULES, **READING_RULES, UNMARKED.id: UNMARKED, **COVERAGE_RULES}
    return FindingList(1, (*found, *_of_coverage(run, path)), title="stapsgewijs verify", rules=rules)


def coverage_result(run: Run, *, path: str) -> FindingList:
    """Return what was not followed, and what the coverage leaves out."""
    found = fingerprinted(_of_guide(run, [each for each in run.findings if each.rule in _FOLLOWING], path))
    rules = {rule: RULES[rule] for rule in _FOLLOWING} | COVERAGE_RULES
    return FindingList(1, (*found, *_of_coverage(run, path)), title="stapsgewijs coverage", rules=rules)


def coverage_notes(run: Run, *, path: str) -> tuple[Finding, ...]:
    """Return what the coverage leaves out, beside steps that were not followed."""
    return tuple(_of_coverage(run, path))


def _of_guide(run: Run, findings: Iterable[Finding], path: str) -> Iterator[Finding]:
    lines = run.guide.source.splitlines()
    for each in findings:
        sentence = lines[each.line - 1] if each.line <= len(lines) else ""
        begin = each.column - 1
        is_there = bool(each.text) and sentence[begin:].startswith(each.text)
        end = begin + len(each.text) if is_there else max(len(sentence), begin)
        if each.end_column != each.column + len(each.text):  # the finding knows it
            end = each.end_column - 1
        # Its message names what would be right already.
        yield each._replace(path=path, end_column=end + 1, sentence=sentence, suggestion="")


def _of_features(run: Run) -> Iterator[Finding]:
    """Give what failed once more, at the line of the feature: whoever changed that file looks there."""
    for each in run.scenarios:
        if each.outcome is Outcome.PASSED or is_stranger(run.guide, each):
            continue
        rule = "step-failed" if each.procedure else "scenario-failed"
        failed = next((step for step in each.steps if step.outcome is Outcome.FAILED), None)
        line = failed.line if failed else each.line
        sentence = f"{failed.keyword} {failed.text}" if failed else each.name
        message = f"{each.name}: {each.reason.strip() or 'it did not come to its end'}"
        yield Finding(display_feature(each.feature), line, 1, 1, rule, Severity.ERROR, message, sentence)


def _of_coverage(run: Run, path: str) -> Iterator[Finding]:
    coverage = run.coverage
    if coverage is None:
        return
    lines = dict(enumerate(run.guide.source.splitlines(), 1))
    titles = {each.id: each.title for each in run.procedures}
    for each in (one for step in coverage.steps for one in step.undocumented):
        told = Message.of(_USED, label=each.label, step=each.step)
        yield _found(path, each.line, UNDOCUMENTED, told, each.control, lines.get(each.line, ""))
    for each in coverage.on_page_only:
        told = Message.of(_SEEN_IN_SCENARIO, label=each.label)
        if each.procedure in titles:
            told = Message.of(_SEEN, label=each.label, step=each.step, procedure=titles[each.procedure])
        yield _found(path, each.line, PAGE_ONLY, told, each.control, lines.get(each.line, ""))
    for definition in coverage.unused:
        place, _, pattern = definition.partition(" ")
        yield _found(*_place(place), UNUSED, Message.of(_NOT_SAID, pattern=pattern), pattern)
    for name, (first, *others) in coverage.duplicate_scenarios:
        file, line = _place(first)
        for other in others:
            told = Message.of(_NAMED_ALIKE, name=name, place=f"{file}:{line}")
            yield _found(*_place(other), DUPLICATE, told, name)


def _place(place: str) -> tuple[str, int]:
    """Return file and line of `file:line`."""
    file, _, line = place.rpartition(":")
    return display_feature(file), int(line)


def _found(path: str, line: int, rule: Rule, told: Message, about: str, sentence: str = "") -> Finding:  # noqa: PLR0913, PLR0917  # a place, and what is there
    """Make a finding about a whole line; `about` tells it from others there, wherever the line moves."""
    text = f"{path}\0{rule.id}\0{about}"
    fingerprint = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    end = len(sentence) + 1
    found = Finding(path, line, 1, end, rule.id, rule.severity, str(told), sentence, fingerprint=fingerprint)
    return found._replace(wording=told)
