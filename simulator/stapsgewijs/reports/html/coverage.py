"""The coverage as the report shows it: beside each step its words, and a link to where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.reports.html.views import CoverageView, OnPageView, StepCoverageView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.evidence.coverage import Coverage
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.reports.html.views import ProcedureLink, StepLink


def coverage_view(run: Run, coverage: Coverage, contents: Sequence[ProcedureLink]) -> CoverageView:
    """Return the coverage of `run`; `contents` are the links to its procedures and steps, in order."""
    procedures = tuple((link, tuple(_rows(run, coverage, link))) for link in contents)
    return CoverageView(coverage, procedures, tuple(_on_page(coverage, contents)))


def _rows(run: Run, coverage: Coverage, procedure: ProcedureLink) -> Iterator[StepCoverageView]:
    guided = run.guide.procedure(procedure.id)
    words = {each.number: each.action.text for each in guided.steps} if guided else {}
    for link, each in zip(procedure.steps, coverage.of(procedure.id), strict=True):
        unnamed = tuple(one.label for one in each.undocumented)
        yield StepCoverageView(link, words.get(each.number, ""), each.labels, each.covered, each.lines, unnamed)


def _on_page(coverage: Coverage, contents: Sequence[ProcedureLink]) -> Iterator[OnPageView]:
    titles = {each.id: each.title for each in contents}
    links: dict[tuple[str, int], StepLink] = {(each.id, step.number): step for each in contents for step in each.steps}
    places: dict[tuple[str, int], list[str]] = {}
    for each in coverage.on_page_only:
        places.setdefault((each.procedure, each.step), []).append(each.label)
    for (procedure, number), labels in places.items():
        yield OnPageView(titles.get(procedure, ""), links.get((procedure, number)), tuple(dict.fromkeys(labels)))
