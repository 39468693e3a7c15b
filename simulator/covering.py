"""`stapsgewijs coverage`: what of a guide is followed, and what is there besides, told to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.evidence.run import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.evidence.coverage import Coverage, StepCoverage
    from simulator.evidence.run import Run


def table(run: Run, coverage: Coverage) -> Iterator[str]:
    """Return the lines of a table: procedures, their steps, and what has no counterpart."""
    titles = {each.id: each.title for each in run.procedures}
    last = ""
    for each in coverage.steps:
        if each.procedure != last:
            last = each.procedure
            yield titles[last]
        yield f"  {_row(each)}"
    labels, covered = sum(each.labels for each in coverage.steps), sum(each.covered for each in coverage.steps)
    yield ""
    yield f"steps followed            {coverage.followed} of {len(coverage.steps)}  ({coverage.percent:.0f} %)"
    yield f"labels used or seen       {covered} of {labels}"
    yield f"controls that are named   {coverage.shown - len(coverage.on_page_only)} of {coverage.shown} on the pages"
    for _, label in coverage.on_page_only:
        yield f"  on a page and in no step: “{label}”"
    for definition in coverage.unused:
        yield f"  a step definition that no feature uses: {definition}"


def _row(step: StepCoverage) -> str:
    sign = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "○"}[step.outcome]
    where = ", ".join(step.lines) or "followed nowhere"
    extra = f"; used and not named here: {', '.join(f'“{each}”' for each in step.undocumented)}"
    return f"{sign} {step.number}  {step.covered}/{step.labels} labels  {where}{extra if step.undocumented else ''}"


def below(run: Run, coverage: Coverage, least: float) -> Iterator[str]:
    """Return why a gate of `least` percent is not passed, a line for each step; nothing when it is."""
    if coverage.percent >= least:
        return
    for each in coverage.steps:
        if each.outcome is not Outcome.PASSED:
            told = "no scenario follows it" if each.outcome is Outcome.NOT_RUN else "it could not be followed"
            yield f"{run.guide.path}:{each.line}: step {each.number} is not covered: {told}"
    yield f"coverage is {coverage.percent:.0f} %; {least:g} % is wanted"
