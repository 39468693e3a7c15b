"""What of a run does not count: findings that a comment, the settings or the baseline take away, as for `lint`.

The findings of a run go through what those of the linter go through, under the same names and fingerprints: the
severities and `ignore` entries of `stapsgewijs.toml`, the comments in the document, the baseline. A step whose finding
was taken away does not make the run fail, and is counted as suppressed; the report shows it as it ended. The rules
of the linter are only loaded where something was found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.assembly import is_stranger
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.findings import Severity
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.evidence.run import ProcedureResult, Run, ScenarioEvidence, StepResult
    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.baseline import Baseline
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.linter import Linter
    from stapsgewijs.lint.settings import Settings

_OF_STEPS: Final = frozenset(
    {
        "step-failed",
        "step-not-followed",
        "step-not-simulated",
        "scenario-failed",
        "procedure-unnamed",
    }
)
"""Rules whose findings are counted as the steps and scenarios that they are about."""

_OF_PROCEDURES: Final = ("procedure-not-simulated", "procedure-unnamed")
"""Rules that say of all steps of a procedure that nobody followed them."""

_UNFOLLOWED: Final = ("step-not-followed", "step-not-simulated")
"""Rules that say of one step that nobody followed it."""

_TOLD_ONCE: Final = frozenset({"picture-missing", "label-not-simulated"})
"""Rules of which the linter says once what is true of more places."""


@dataclass(frozen=True, slots=True)
class CountedRun:
    """A run with the findings that count; `findings` are those of its guide, as `lint` would give them.

    `suppressed` findings were taken away by comments and settings, `accepted` ones by the baseline. `excused` are the
    (line, rule) of those of the guide, `excused_scenarios` the (feature, line) of scenarios that may fail.
    """

    run: Run
    findings: tuple[Finding, ...]
    suppressed: int
    accepted: int
    excused: frozenset[tuple[int, str]]
    excused_scenarios: frozenset[tuple[str, int, str]]

    def failures(self, *, strict: bool = False) -> Counter[tuple[str, str]]:
        """Return why the run failed; empty when it did not. `strict` counts warnings too.

        The keys are (what, what of it): `("step", " failed")`.
        """
        steps = [step for procedure in self.run.procedures for step in procedure.steps if not step.is_excused]
        ends = Counter(each.result for each in steps)
        causes = {cause for each in steps for cause in each.causes}
        others = (each for each in self.findings if each.rule not in _OF_STEPS and (each.line, each.rule) not in causes)
        levels = Counter(each.severity for each in others)
        every = {
            ("step", " failed"): ends[StepOutcome.FAILED],
            ("step", " not followed"): ends[StepOutcome.NOT_FOLLOWED],
            # What no scenario could come to is a consequence of a step that failed.
            ("step", " not reached (--strict)"): ends[StepOutcome.NOT_REACHED] if strict else 0,
            ("step", " not checked (--strict)"): ends[StepOutcome.FOLLOWED_NOT_CHECKED] if strict else 0,
            ("scenario", " failed"): sum(self._failed_beside_its_steps(each) for each in self.run.scenarios),
            ("error", ""): levels[Severity.ERROR],
            ("warning", " (--strict)"): levels[Severity.WARNING] if strict else 0,
        }
        return Counter({key: count for key, count in every.items() if count})

    def _failed_beside_its_steps(self, scenario: ScenarioEvidence) -> bool:
        """Return whether a scenario failed, and no step of the guide that failed already says so."""
        if scenario.outcome is Outcome.PASSED or _key(scenario) in self.excused_scenarios:
            return False
        if is_stranger(self.run.guide, scenario):
            return False
        procedure = next((each for each in self.run.procedures if each.id == scenario.procedure), None)
        if procedure is None:
            return True
        if (procedure.line, "scenario-failed") in self.excused:
            return False
        return all(each.outcome is not Outcome.FAILED for each in procedure.steps)


def _excused(procedure: ProcedureResult, excused: frozenset[tuple[int, str]]) -> ProcedureResult:
    """Return a procedure with the steps marked that need not be followed."""
    is_whole = not excused.isdisjoint((procedure.line, each) for each in _OF_PROCEDURES)
    steps: list[StepResult] = []
    for each in procedure.steps:
        if each.result is StepOutcome.FAILED:
            is_excused = set(each.causes or [(each.line, "step-failed")]) <= excused
        elif each.result is StepOutcome.NOT_REACHED:
            is_excused = any(other.number == each.failed_before and other.is_excused for other in steps)
        else:
            is_excused = not each.result.is_followed and (
                is_whole or not excused.isdisjoint((each.line, rule) for rule in _UNFOLLOWED)
            )
        steps.append(replace(each, is_excused=is_excused))
    return replace(procedure, steps=tuple(steps))


def counted_run(run: Run, settings: Settings | None, baseline: Baseline | None = None) -> CountedRun:
    """Return `run` with the findings that count by the settings, the comments in its guide, and `baseline`.

    `settings` is None where the project says nothing of findings; then names are seen from the current folder.
    """
    if not run.findings and not _failed(run):
        return CountedRun(run, (), 0, 0, frozenset(), frozenset())
    from stapsgewijs.lint.discovery import shown
    from stapsgewijs.lint.document import document_of
    from stapsgewijs.lint.linter import Linter
    from stapsgewijs.lint.settings import Settings
    from stapsgewijs.lint.suppression import suppress
    from stapsgewijs.reports.run_findings import run_result

    settings = settings or Settings(Path.cwd())
    name = shown(run.guide.path, settings.root)
    every = run_result(run, path=name).findings
    of_guide = dict(zip(every, run.findings, strict=False))
    of_scenarios = dict(zip(every[len(run.findings) :], _failed(run), strict=False))
    judged = {each: settings.judged(each) for each in (*of_guide, *of_scenarios)}
    document = document_of(run.guide.path, name, run.guide.source)
    # What is wrong with the comments themselves, `lint` says.
    uncommented = set(suppress(document, of_guide, ())[0])
    counted = [each for each in of_guide if judged[each] and each in uncommented]
    counted += [each for each in of_scenarios if judged[each]]
    left = set(_without_accepted(counted, baseline, Linter(settings), document) if baseline else counted)
    pairs = [(of_guide[each], judged[each] or each) for each in of_guide if each in left]
    excused = frozenset((each.line, each.rule) for each in of_guide if each not in left)
    scenarios = frozenset(_key(of_scenarios[each]) for each in of_scenarios if each not in left)
    return CountedRun(
        _with_findings(run, pairs, excused, scenarios),
        tuple(each for _, each in pairs),
        suppressed=len(of_guide) + len(of_scenarios) - len(counted),
        accepted=len(counted) - len(left),
        excused=excused,
        excused_scenarios=scenarios,
    )


def _without_accepted(
    findings: Sequence[Finding], baseline: Baseline, linter: Linter, document: Document
) -> list[Finding]:
    """Return the findings that the baseline does not accept: themselves, or what the linter says of the same."""
    linted = linter.lint_document(document).findings
    told = {each: _told_by_lint(each, linted) or each for each in findings}
    left = set(baseline.take(dict.fromkeys(told.values())))
    return [each for each in findings if told[each] in left]


def _told_by_lint(finding: Finding, linted: Sequence[Finding]) -> Finding | None:
    """Return what the linter says of the same: by the same rule on the same line, where the columns are nearest.

    Of a folder that is not there it speaks at the first picture that should be in it, and once for a document of the
    labels of pages that are not simulated.
    """
    alike = [each for each in linted if (each.path, each.rule) == (finding.path, finding.rule)]
    here = [each for each in alike if each.line == finding.line]
    if here:
        return min(here, key=lambda each: abs(each.column - finding.column))
    before = [each for each in alike if each.line < finding.line and each.rule in _TOLD_ONCE]
    return before[-1] if before else None


def _with_findings(
    run: Run,
    pairs: Sequence[tuple[Finding, Finding]],
    excused: frozenset[tuple[int, str]],
    scenarios: frozenset[tuple[str, int, str]],
) -> Run:
    levels = Counter(each.severity for _, each in pairs)
    procedures = tuple(_excused(each, excused) for each in run.procedures)
    left = Counter(step.result for each in procedures for step in each.steps if not step.is_excused)
    totals = replace(
        run.totals,
        failed=left[StepOutcome.FAILED],
        not_run=left[StepOutcome.NOT_REACHED] + left[StepOutcome.NOT_FOLLOWED],
        not_reached=left[StepOutcome.NOT_REACHED],
        suppressed=run.totals.steps - left.total(),
        errors=levels[Severity.ERROR],
        warnings=levels[Severity.WARNING],
    )
    found = tuple(finding._replace(severity=each.severity) for finding, each in pairs)
    return replace(run, procedures=procedures, findings=found, totals=totals, excused=scenarios)


def _failed(run: Run) -> list[ScenarioEvidence]:
    wrong = (each for each in run.scenarios if each.outcome is not Outcome.PASSED)
    return [each for each in wrong if not is_stranger(run.guide, each)]


def _key(scenario: ScenarioEvidence) -> tuple[str, int, str]:
    return scenario.feature, scenario.line, scenario.test
