"""The reports of several guides, and a page that links to them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from stapsgewijs.evidence.assembly import exit_code
from stapsgewijs.evidence.history import PastRun, ends_of, is_bad_end, is_good_end
from stapsgewijs.labels import direction_of, language_name, time_in
from stapsgewijs.pages import Renderer
from stapsgewijs.reports.html.body import anchor_of
from stapsgewijs.reports.html.output_folder import GUIDES, INDEX, replace_folder
from stapsgewijs.reports.html.report import copy_looks, page_script, verdict_of, write_report
from stapsgewijs.reports.html.views import GuideLink, Matrix, MatrixCell, MatrixRow, OverviewPage
from stapsgewijs.reports.language import FALLBACK, report_catalogue, stand_in

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
        page = overview_page(runs, renderer)
        (fresh / INDEX).write_text(renderer.render(page), encoding="utf-8", newline="\n")
        copy_looks(site, fresh)
    return folder / INDEX


def overview_page(runs: Mapping[str, Run], renderer: Renderer) -> OverviewPage:
    """Return what the page shows of `runs`."""
    catalogue = renderer.catalogue
    links = tuple(_link(name, run, catalogue) for name, run in runs.items())
    good = sum(each.followed for each in links)
    if good == len(links):
        verdict = catalogue.text("All {n} guides were followed.", n=good)
    else:
        verdict = catalogue.text("All right: {good} of {n} guides.", good=good, n=len(links))
    matrix, notices = matrix_of(runs, catalogue.locale), {stand_in(each, catalogue) for each in runs.values()}
    return OverviewPage(verdict, good == len(links), links, page_script(renderer.site), matrix, "".join(notices))


def _link(name: str, run: Run, catalogue: Catalogue) -> GuideLink:
    before = run.history[-2] if len(run.history) > 1 else None
    this = PastRun.of(run, "")
    return GuideLink(
        _address(name),
        run.guide.title,
        run.guide.language,
        run.guide.path.name,
        run.totals,
        verdict_of(run, catalogue),
        exit_code(run) == 0,
        direction_of(run.guide.language),
        time_in(catalogue.locale, run.ended) if run.ended else "",
        _compared(this.good, before.good if before else None),
    )


def _address(name: str) -> str:
    return f"{GUIDES}/{quote(name)}/{INDEX}"


def matrix_of(runs: Mapping[str, Run], locale: str = FALLBACK) -> Matrix:
    """Return procedures × languages: a row for each procedure of each document, in the order in which guides have them.

    Guides are one document in several languages where they have a procedure in common. Of several documents each row
    says of which it is. Columns are languages, with their names in `locale`.
    """
    languages = tuple(dict.fromkeys(run.guide.language for run in runs.values()))
    documents = _documents(runs)
    rows = []
    for guides in documents:
        first = next(iter(guides.values()))[1]
        for each in dict.fromkeys(procedure.id for _, run in guides.values() for procedure in run.procedures):
            cells = tuple(_cell(*guides[one], each) if one in guides else None for one in languages)
            run, title = next(
                (run, one.title) for _, run in guides.values() for one in run.procedures if one.id == each
            )
            language = run.guide.language
            document = first.guide.path.name if len(documents) > 1 else ""
            rows.append(MatrixRow(title, language, direction_of(language), cells, document, tuple(guides)))
    return Matrix(tuple((each, language_name(each, locale)) for each in languages), tuple(rows))


def _documents(runs: Mapping[str, Run]) -> list[dict[str, tuple[str, Run]]]:
    """Return the documents, each as language → name and run of the guide in it."""
    documents: list[tuple[set[str], dict[str, tuple[str, Run]]]] = []
    for name, run in runs.items():
        ids, language = {each.id for each in run.procedures}, run.guide.language
        known, guides = next(
            ((known, guides) for known, guides in documents if language not in guides and known & ids), (set(), {})
        )
        if not guides:
            documents.append((known, guides))
        known |= ids
        guides[language] = name, run
    return [guides for _, guides in documents]


def _cell(name: str, run: Run, procedure: str) -> MatrixCell | None:
    for number, each in enumerate(run.procedures, 1):
        if each.id == procedure:
            every = ends_of(run)
            ends = tuple(every[f"{each.id}/{step.number}"] for step in each.steps)
            good, wrong = sum(map(is_good_end, ends)), sum(map(is_bad_end, ends))
            kind = "failed" if wrong else "passed" if good == len(ends) else "not-run"
            before = run.history[-2] if len(run.history) > 1 else None
            earlier = (
                [end for step, end in before.steps.items() if step.rpartition("/")[0] == procedure] if before else []
            )
            trend = _compared(good, sum(map(is_good_end, earlier)) if earlier else None)
            return MatrixCell(f"{_address(name)}#{anchor_of(number)}", good, len(ends), kind, trend, ends)
    return None


def _compared(good: int, before: int | None) -> str:
    """Return whether it is better than before: `up`, `down`, `same`, or nothing where there was no run before."""
    if before is None:
        return ""
    return "same" if good == before else "up" if good > before else "down"


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
