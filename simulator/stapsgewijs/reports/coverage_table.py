"""Coverage as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.evidence.run import Coverage, Run, StepCoverage


def render_coverage(run: Run, coverage: Coverage, _: str) -> str:
    """Return the table as text."""
    return "".join(f"{line}\n" for line in table(run, coverage))


def table(run: Run, coverage: Coverage) -> Iterator[str]:
    """Return the lines of a table: procedures, their steps, and what has no counterpart."""
    titles = {each.id: each.title for each in run.procedures}
    last = ""
    for each in coverage.steps:
        if each.procedure != last:
            last = each.procedure
            yield titles[last]
        yield f"  {_row(each)}"
    yield ""
    yield f"steps followed            {coverage.followed} of {len(coverage.steps)}  ({coverage.percent:.0f} %)"
    yield f"labels used or seen       {coverage.covered} of {coverage.labels}"
    yield f"controls that are named   {coverage.named} of {coverage.shown} on the pages"
    yield from _without_counterpart(coverage)


def _without_counterpart(coverage: Coverage) -> Iterator[str]:
    by_line: dict[int, list[str]] = {}
    for each in coverage.on_page_only:
        by_line.setdefault(each.line, []).append(f"“{each.label}”")
    if by_line:
        yield "\non a page and in no step of the guide, at the step where it was seen first:"
    for line, labels in by_line.items():
        yield f"  line {line}: {', '.join(labels)}"
    if coverage.unused:
        yield "\nstep definitions that no feature uses:"
    yield from (f"  {each}" for each in coverage.unused)
    if coverage.duplicate_scenarios:
        yield "\nscenarios of one name:"
    yield from (f"  “{name}”: {', '.join(places)}" for name, places in coverage.duplicate_scenarios)


def _row(step: StepCoverage) -> str:
    sign = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "○"}[step.outcome]
    where = ", ".join(step.lines) or "followed nowhere"
    extra = f"; used and not named here: {', '.join(f'“{each.label}”' for each in step.undocumented)}"
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
