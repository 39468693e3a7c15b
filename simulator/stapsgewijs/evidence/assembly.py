"""Makes one `Run` of a guide and the evidence that its scenarios recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.coverage import cover
from stapsgewijs.evidence.run import ProcedureResult, Run, ScenarioEvidence, StepOutcome, StepResult, Totals
from stapsgewijs.evidence.step_outcome import (
    display_feature,
    failed_after_its_last_step,
    first_line,
    gist,
    judge_step,
    verdicts,
)
from stapsgewijs.guide import Against, LabelOutcome, LabelVerdict, Outcome, Severity, finding
from stapsgewijs.guide.label_text import bare
from stapsgewijs.guide.page_label import page_name
from stapsgewijs.guide.step_check import NOT_ON_PAGE
from stapsgewijs.labels import Message, fold
from stapsgewijs.screenshots.aria_snapshot import aria_of
from stapsgewijs.screenshots.baseline import AcceptedPicture, Kept, find_accepted, was_accepted
from stapsgewijs.screenshots.regression import comparison_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from stapsgewijs.evidence.run import Capture
    from stapsgewijs.guide import Binding, Finding, Guide, Procedure, Step
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.screenshots.comparison import PictureResult

    FindPicture = Callable[[Path, str], AcceptedPicture]


NOT_SIMULATED: Final = "step-not-simulated"
"""The rule of a step of which a scenario says that nobody can follow it."""
_SAYS_A_NAME: Final = frozenset({"label-differs", "label-untranslated"})
"""Rules of findings that say what the page calls a label."""


def _not_compared(picture: PictureResult) -> PictureResult:
    return picture


def assemble(  # noqa: PLR0913  # everything that a run is made of, each of it named
    guide: Guide,
    bindings: Sequence[Binding],
    check_labels: Sequence[Finding],
    scenarios: Sequence[ScenarioEvidence],
    *,
    media_root: Path,
    environment: Sequence[tuple[str, str]] = (),
    find_picture: FindPicture = find_accepted,
    kept: Kept = (),
    compare: Callable[[PictureResult], PictureResult] = _not_compared,
    pages: Catalogue | None = None,
    against: Against = Against.PRODUCT_STRINGS,
    unused: Sequence[str] = (),
    duplicate_scenarios: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Run:
    """Put together what `scenarios` proved about `guide`.

    `media_root` is the folder from which the guide's picture paths are seen; `find_picture` looks there, once per
    path, and in the folders where pictures are `kept`. `pages` is the catalogue that the pages wore: with it the run
    has a coverage. `unused` are step definitions that no feature uses, `duplicate_scenarios` those of one name (the
    name, and where they are). `against` is what labels were held against. `compare` says of each picture how it
    compares to the accepted one; `check_labels` were known before anybody followed the guide.
    """
    # Browsers at once end in any order; the run is told in the order in which it is written.
    scenarios = sorted(scenarios, key=lambda each: (each.feature, each.line, each.test))
    look = cache(partial(find_picture, media_root, **({"kept": kept} if kept else {})))
    judged = tuple(_compared(_judge(each, scenarios, look), compare) for each in guide.procedures)
    strange = {each.id for each in guide.procedures if _is_not_simulated(each, bindings, scenarios)}
    places = {each.line for each in guide.procedures if each.id in strange}
    found = [*check_labels]
    unnamed = [each for each in _strangers(guide, scenarios) if each.line not in places]
    found += unnamed
    missing = {each.line for each in unnamed if each.rule == "procedure-unnamed"}
    followable = {each.id for each in guide.procedures if each.id not in strange and each.line not in missing}
    for procedure, result in zip(guide.procedures, judged, strict=True):
        if procedure.id in strange:
            found.append(finding("procedure-not-simulated", procedure.line, procedure.column, procedure.title))
        found += _procedure_findings(procedure, result, scenarios, look, followed=procedure.id in followable)
        found += _strange_pictures(procedure, bindings, scenarios, pages)
    found = [each for each in found if not _is_refuted(each, judged)]
    found.sort(key=lambda each: (each.line, each.column))
    return Run(
        guide,
        tuple(bindings),
        judged,
        tuple(scenarios),
        tuple(found),
        _totals(judged, found),
        tuple(environment),
        cover(judged, bindings, scenarios, pages, unused=unused, duplicate_scenarios=duplicate_scenarios)
        if pages
        else None,
        tuple(_verdicts(judged, bindings, check_labels, against)),
        against,
        kept=kept,
    )


def _verdicts(
    judged: Sequence[ProcedureResult], bindings: Sequence[Binding], known: Sequence[Finding], against: Against
) -> Iterator[LabelVerdict]:
    """Give the verdict of each binding: that of the step, where it was followed, else what is known without."""
    told = {(procedure.id, step.number): iter(step.labels) for procedure in judged for step in procedure.steps}
    wrong = {(each.line, each.column) for each in known if each.rule.startswith("label-")}
    for each in bindings:
        verdict = next(told.get((each.procedure, each.step), iter(())), None)
        if against is Against.NOTHING or (against is Against.PRODUCT_STRINGS and not each.simulated):
            yield LabelVerdict(LabelOutcome.NOT_CHECKED)
        elif verdict is not None:
            yield verdict
        elif (each.label.line, each.label.column) in wrong:
            yield LabelVerdict(LabelOutcome.WRONG, against)
        elif against is Against.PAGE:
            yield LabelVerdict(LabelOutcome.NOT_CHECKED)
        else:
            yield LabelVerdict(LabelOutcome.RIGHT if each.control else LabelOutcome.WRONG, against)


def exit_code(run: Run, *, strict: bool = False) -> int:
    """Return 0 when every step was followed and nothing is wrong, else 1; `strict`: and checked, no warning.

    Of a part of a run only what it followed counts.
    """
    if run.part:
        ends = (step for procedure in run.procedures for step in procedure.steps)
        return int(any(each.result is StepOutcome.FAILED and not each.is_excused for each in ends))
    totals = run.totals
    steps = [each for procedure in run.procedures for each in procedure.steps if not each.is_excused]
    wrong = {StepOutcome.FAILED, StepOutcome.NOT_FOLLOWED}
    if strict:
        wrong = set(StepOutcome) - {StepOutcome.FOLLOWED_AND_CHECKED}
    unfollowed = any(each.result in wrong for each in steps)
    failed = any(_counts(run, each) for each in run.scenarios)
    return int(unfollowed or failed or totals.errors > 0 or (strict and totals.warnings > 0))


def _counts(run: Run, scenario: ScenarioEvidence) -> bool:
    """Return whether a scenario failed, and neither it nor the step at which it failed is excused."""
    if scenario.outcome is Outcome.PASSED or is_stranger(run.guide, scenario):
        return False
    if (scenario.feature, scenario.line, scenario.test) in run.excused:
        return False
    steps = next((each.steps for each in run.procedures if each.id == scenario.procedure), ())
    failed = [each for each in steps if each.outcome is Outcome.FAILED]
    return not failed or not all(each.is_excused for each in failed)


def _judge(
    procedure: Procedure, scenarios: Sequence[ScenarioEvidence], look: Callable[[str], AcceptedPicture]
) -> ProcedureResult:
    followers = [each for each in scenarios if each.procedure == procedure.id]
    said = verdicts(procedure, followers)
    steps: list[StepResult] = []
    failed = 0
    for step in procedure.steps:
        judged = judge_step(procedure, step, said[step.number], followers, look)
        failed = step.number if judged.outcome is Outcome.FAILED else failed
        steps.append(replace(judged, failed_before=failed) if judged.outcome is Outcome.NOT_RUN else judged)
    return ProcedureResult(procedure.id, procedure.title, procedure.line, tuple(steps))


def _compared(result: ProcedureResult, compare: Callable[[PictureResult], PictureResult]) -> ProcedureResult:
    steps = []
    for each in result.steps:
        pictures = tuple(compare(picture) for picture in each.pictures)
        is_right = any(picture.comparison is not None and picture.comparison.is_accepted for picture in pictures)
        steps.append(replace(each, pictures=pictures, is_checked=each.is_checked or is_right))
    return replace(result, steps=tuple(steps))


def _procedure_findings(
    procedure: Procedure,
    result: ProcedureResult,
    scenarios: Sequence[ScenarioEvidence],
    look: Callable[[str], AcceptedPicture],
    *,
    followed: bool,
) -> Iterator[Finding]:
    moments = {line.text for scenario in scenarios for line in scenario.steps}
    for step, judged in zip(procedure.steps, result.steps, strict=True):
        if followed:
            yield from _step_findings(procedure, step, judged)
        yield from _picture_findings(step, judged, look, moments)
    for each in scenarios:
        if each.procedure == procedure.id and failed_after_its_last_step(procedure, each):
            yield finding(
                "scenario-failed",
                procedure.line,
                procedure.column,
                procedure.title,
                scenario=each.name,
                reason=first_line(each.reason),
            )


def _is_refuted(found: Finding, judged: Sequence[ProcedureResult]) -> bool:
    """Return whether a finding says that the page calls a label by a name, and the page that was come to has another.

    Without a run a label that is like none is taken for the nearest thing of all pages.
    """
    if found.rule not in _SAYS_A_NAME:
        return False
    for each in (each for procedure in judged for step in procedure.steps for each in step.findings):
        reason = dict(each.wording.values).get("reason") if each.wording else None
        if (each.line, each.column) == (found.line, found.column) and isinstance(reason, Message):
            names = dict(reason.values).get("names", "") if reason.template == NOT_ON_PAGE else ""
            if names and f"“{found.suggestion}”" not in str(names):
                return True
    return False


def _step_findings(procedure: Procedure, step: Step, judged: StepResult) -> Iterator[Finding]:
    place = (step.line, step.column, step.action.text)
    yield from judged.findings
    if judged.outcome is Outcome.FAILED and not judged.causes:
        yield finding("step-failed", *place, number=step.number, reason=gist(judged))
    elif judged.result is StepOutcome.NOT_FOLLOWED and not any(each.rule == NOT_SIMULATED for each in judged.findings):
        yield finding("step-not-followed", *place, number=step.number, procedure=procedure.title)


def _picture_findings(
    step: Step, judged: StepResult, look: Callable[[str], AcceptedPicture], moments: Collection[str]
) -> Iterator[Finding]:
    """Find what is wrong with the pictures of a step; `moments` are the lines of scenarios, which name them."""
    for shown, picture in zip(step.screenshots, judged.pictures, strict=True):
        place = (shown.line, shown.column, shown.path)
        lying = look(shown.path)
        if not lying.file and ("://" in shown.path or shown.path.startswith("//")):
            continue  # a picture on the web is nobody's to take, unless the settings say where it is kept
        if not lying.file:
            yield finding("picture-missing", *place)
        elif not lying.usable:
            yield finding("picture-unusable", *place)
        # Of a step that failed or was not run, that itself is said, not each of its consequences.
        if not picture.captured and judged.outcome is Outcome.PASSED:
            is_accepted = bool(lying.file) and was_accepted(Path(lying.file))
            is_own = not is_accepted and not any(shown.name in each for each in moments)
            yield finding("picture-own" if is_own else "picture-not-captured", *place)
        yield from comparison_findings(shown, picture)


def _strange_pictures(
    procedure: Procedure, bindings: Sequence[Binding], scenarios: Sequence[ScenarioEvidence], pages: Catalogue | None
) -> Iterator[Finding]:
    """Find the pictures that were captured and show nothing of what their step names."""
    taken = [each for one in scenarios for each in one.captures if each.procedure == procedure.id and each.shown]
    for step in procedure.steps:
        named = [each for each in bindings if (each.procedure, each.step) == (procedure.id, step.number)]
        for shown in step.screenshots if named else ():
            captures = [each for each in taken if each.name == shown.name]
            if captures and not any(_shows(each, named, pages) for each in captures):
                names = ", ".join(f"“{each.label.text}”" for each in named)
                place = (shown.line, shown.column, shown.path)
                yield finding("picture-shows-something-else", *place, number=step.number, names=names)


def _shows(capture: Capture, named: Sequence[Binding], pages: Catalogue | None) -> bool:
    """Return whether a picture shows anything that is named: as the name of something, or in its words."""
    names = [name for _, name in capture.shown]
    words = fold(aria_of(Path(capture.file)) or "").casefold()
    labels = pages.labels if pages else {}
    called = [labels.get(each.control, each.label.text) if each.control else each.label.text for each in named]
    return any(page_name(each, names) or fold(bare(each)).casefold() in words for each in called)


def _is_not_simulated(procedure: Procedure, bindings: Sequence[Binding], scenarios: Sequence[ScenarioEvidence]) -> bool:
    """Return whether a procedure is about something that the pages were not made for, and nobody follows it."""
    bound = [each for each in bindings if each.procedure == procedure.id]
    return bool(bound) and not any(each.simulated for each in bound) and procedure.id not in _followed(scenarios)


def _followed(scenarios: Sequence[ScenarioEvidence]) -> set[str]:
    return {each.procedure for each in scenarios}


def _strangers(guide: Guide, scenarios: Sequence[ScenarioEvidence]) -> Iterator[Finding]:
    """Find the procedures that nobody follows, of which the name may be missing; and what the guide does not have.

    A guide need not have every procedure of the features; where some scenario would follow one that it does not
    have, and it has one that nobody follows, the name may be all that is missing.
    """
    strangers = {each.procedure: each for each in reversed(scenarios) if is_stranger(guide, each)}
    followed = {each.procedure for each in scenarios}
    unnamed = [each for each in guide.procedures if each.id not in followed]
    if not unnamed:
        for each in strangers.values():
            scenario = f"{display_feature(each.feature)}:{each.line} {each.name}"
            yield finding("procedure-unknown", 1, 1, each.procedure, scenario=scenario)
        return
    names = " / ".join(f'<a name="{each}"></a>' for each in reversed(strangers)) if strangers else ""
    for procedure in unnamed:
        if strangers:
            at = (procedure.line, procedure.column, procedure.title)
            yield finding("procedure-unnamed", *at, expected=names)


def is_stranger(guide: Guide, scenario: ScenarioEvidence) -> bool:
    """Return whether a scenario follows a procedure that the guide does not have: then it was not run."""
    return bool(scenario.procedure) and guide.procedure(scenario.procedure) is None


def _totals(judged: Sequence[ProcedureResult], found: Sequence[Finding]) -> Totals:
    outcomes = Counter(step.outcome for procedure in judged for step in procedure.steps)
    results = Counter(step.result for procedure in judged for step in procedure.steps)
    severities = Counter(each.severity for each in found)
    return Totals(
        steps=outcomes.total(),
        passed=outcomes[Outcome.PASSED],
        failed=outcomes[Outcome.FAILED],
        not_run=outcomes[Outcome.NOT_RUN],
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        not_checked=results[StepOutcome.FOLLOWED_NOT_CHECKED],
        not_reached=results[StepOutcome.NOT_REACHED],
    )
