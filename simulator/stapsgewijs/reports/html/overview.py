"""The reports of several guides, and a page that links to them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from stapsgewijs.evidence.assembly import exit_code
from stapsgewijs.pages import Renderer
from stapsgewijs.reports.html.output_folder import GUIDES, INDEX, replace_folder
from stapsgewijs.reports.html.report import copy_looks, verdict_of, write_report
from stapsgewijs.reports.html.views import GuideLink, OverviewPage
from stapsgewijs.reports.language import report_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.labels import Catalogue


def write_reports(runs: Mapping[str, Run], folder: Path, *, site: Path) -> Path:
    """Write the reports of `runs` (by the names of their folders) into `folder`; return the page that leads to them.

    The page is in the language of the first guide. An earlier report in `folder` is replaced as a whole. Raises
    `StapsgewijsError` when `folder` holds something else or cannot be written.
    """
    first = next(iter(runs.values()))
    renderer = Renderer(site, report_catalogue(site, first.guide.locale))
    with replace_folder(folder) as fresh:
        for name, run in runs.items():
            write_report(run, fresh / GUIDES / name, site=site)
        page = overview_page(runs, renderer.catalogue)
        (fresh / INDEX).write_text(renderer.render(page), encoding="utf-8", newline="\n")
        copy_looks(site, fresh)
    return folder / INDEX


def overview_page(runs: Mapping[str, Run], catalogue: Catalogue) -> OverviewPage:
    """Return what the page shows of `runs`."""
    links = tuple(
        GuideLink(
            f"{GUIDES}/{quote(name)}/{INDEX}",
            run.guide.title,
            run.guide.language,
            run.guide.path.name,
            run.totals,
            verdict_of(run, catalogue),
            exit_code(run) == 0,
        )
        for name, run in runs.items()
    )
    good = sum(each.followed for each in links)
    if good == len(links):
        verdict = catalogue.text("All {n} guides were followed.", n=good)
    else:
        verdict = catalogue.text("All right: {good} of {n} guides.", good=good, n=len(links))
    return OverviewPage(verdict, good == len(links), links)


def names_of(guides: Sequence[Path]) -> list[str]:
    """Return a short name for each of several guides, no two alike: the file's, the folder's, or both."""
    ways = (
        [each.stem for each in guides],
        [each.absolute().parent.name for each in guides],
        [f"{each.absolute().parent.name}-{each.stem}" for each in guides],
    )
    for names in ways:
        if len({each.casefold() for each in names}) == len(guides) and all(names):
            return names
    return [f"{number}-{each.stem}" for number, each in enumerate(guides, 1)]
