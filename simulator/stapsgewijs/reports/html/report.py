"""The report of one guide: a folder that opens from disk."""

from __future__ import annotations

import base64
import hashlib
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.assembly import exit_code
from stapsgewijs.evidence.history import ends_of, trend_of
from stapsgewijs.evidence.label_summary import label_summary
from stapsgewijs.files import display_path
from stapsgewijs.guide import LabelOutcome
from stapsgewijs.labels import direction_of, duration_in, time_in
from stapsgewijs.pages import Renderer, trusted
from stapsgewijs.reports.card_text import said
from stapsgewijs.reports.cards import cards_of
from stapsgewijs.reports.html.body import anchor_of, coverage_view, render_body, whole_scenario
from stapsgewijs.reports.html.card import card_view
from stapsgewijs.reports.html.output_folder import INDEX, replace_folder
from stapsgewijs.reports.html.pictures import PictureFolder
from stapsgewijs.reports.html.views import (
    FindingView,
    PastRunView,
    ProcedureLink,
    ReportPage,
    Script,
    StepLink,
    TrendLink,
    TrendView,
)
from stapsgewijs.reports.language import report_catalogue, stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.evidence.history import PastRun
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.reports.html.pictures import Pictures
    from stapsgewijs.reports.html.views import CardView

SCRIPTS: Final = ("comparison.js", "report.js")
_MOST_RUNS: Final = 10
"""So many of the last runs are listed."""
_NO_TYPEFACE: Final = ", none for "
"""What the environment says of typefaces that a machine does not have."""
_LABELS_OF: Final = {"product": "of the product", "documented": "of the document", "page": "as the page says"}
"""Whose labels the pages showed (`guide.analysis.LabelMode`): msgids."""
FONTS: Final = ("Roboto-Light.ttf", "Roboto-Regular.ttf", "Roboto-Bold.ttf")


def write_report(run: Run, folder: Path, *, site: Path) -> Path:
    """Write the report of `run` into `folder` and return its first page.

    `site` is the folder with `templates`, `static` and `labels`. An earlier report in `folder` is replaced
    as a whole. Raises `StapsgewijsError` when `folder` holds something else or cannot be written.
    """
    renderer = Renderer(site, report_catalogue(site, run.guide.locale))
    with replace_folder(folder) as fresh:
        page = report_page(run, renderer, PictureFolder(fresh / "pictures"))
        (fresh / INDEX).write_text(renderer.render(page), encoding="utf-8", newline="\n")
        copy_looks(site, fresh)
    return folder / INDEX


def copy_looks(site: Path, folder: Path) -> None:
    """Copy what a page of a report looks like: its style sheet and typefaces."""
    shutil.copyfile(site / "static" / "report.css", folder / "report.css")
    _copy_fonts(folder / "fonts")


def report_page(run: Run, renderer: Renderer, pictures: Pictures) -> ReportPage:
    """Return everything that the report shows; `pictures` gives its pictures their addresses."""
    contents = _contents(run)
    findings = tuple(_findings(run, renderer, pictures, contents))
    return ReportPage(
        title=run.guide.title,
        language=run.guide.language,
        direction=direction_of(run.guide.language),
        file=run.guide.path.name,
        totals=run.totals,
        verdict=verdict_of(run, renderer.catalogue),
        followed=exit_code(run) == 0,
        script=page_script(renderer.site),
        contents=contents,
        findings=findings[: len(run.findings)],
        body=trusted(render_body(run, renderer, findings[: len(run.findings)], pictures)),
        beside=findings[len(run.findings) :],
        cards=tuple(trusted(renderer.render(each)) for each in findings[len(run.findings) :]),
        facts=tuple(_facts(run, renderer.catalogue)),
        notices=tuple(filter(None, (stand_in(run, renderer.catalogue), _boxes(run, renderer.catalogue)))),
        trend=_trend(run, contents),
        history=_history(run, renderer.catalogue),
        others=tuple(whole_scenario(each) for each in run.scenarios if not run.guide.procedure(each.procedure)),
        coverage=coverage_view(run, run.coverage, contents) if run.coverage else None,
        environment=tuple(_environment(run, renderer.catalogue)),
        labels=label_summary(run).said_in(renderer.catalogue) if run.labels else "",
        unchecked=run.labels_that_are(LabelOutcome.NOT_CHECKED),
    )


def verdict_of(run: Run, catalogue: Catalogue) -> str:  # noqa: PLR0911  # a sentence for each way to end
    """Return the outcome of the run as one sentence."""
    passed, steps = run.totals.passed, run.totals.steps
    if run.part:
        told = "This is part {number} of {count} of a run: {passed} of {steps} steps were followed in it."
        return catalogue.text(told, number=run.part.number, count=run.part.count, passed=passed, steps=steps)
    if run.totals.suppressed and passed + run.totals.suppressed == steps:
        return catalogue.text(
            "{passed} of {steps} steps were followed; the others need not be.", passed=passed, steps=steps
        )
    if passed < steps:
        few = {0: "None of the {steps} steps was followed.", 1: "1 of {steps} steps was followed."}
        return catalogue.text(few.get(passed, "{passed} of {steps} steps were followed."), passed=passed, steps=steps)
    if exit_code(run):
        return catalogue.text("All {steps} steps were followed, but something is wrong.", steps=steps)
    if run.totals.not_checked:
        told = "All {steps} steps were followed; {unchecked} of them could be compared with nothing."
        return catalogue.text(told, steps=steps, unchecked=run.totals.not_checked)
    if run.findings:
        return catalogue.text("All {steps} steps were followed; there is something to look at.", steps=steps)
    return catalogue.text("All {steps} steps were followed, and nothing is wrong.", steps=steps)


def _findings(
    run: Run, renderer: Renderer, pictures: Pictures, contents: Sequence[ProcedureLink]
) -> Iterator[FindingView | CardView]:
    """Give the findings of the guide, in their order, then the scenarios beside it that failed: cards, and notes."""
    catalogue = renderer.catalogue
    addresses = {(each.id, step.number): f"#{step.anchor}" for each in contents for step in each.steps}
    numbers = {each.id: number for number, each in enumerate(contents, 1)}
    cards = [said(each, catalogue) for each in cards_of(run, _named(run.guide.path))]
    views = [
        card_view(
            each,
            renderer,
            pictures,
            language=run.guide.language,
            name=f"{numbers.get(each.card.procedure, 0)}-{each.card.step}",
            step_address=addresses.get((each.card.procedure, each.card.step), ""),
        )
        for each in cards
    ]
    by_place = {each.card.place: view for each, view in zip(cards, views, strict=True) if each.card.place >= 0}
    for number, found in enumerate(run.findings):
        place = f"{run.guide.path.name}:{found.line}:{found.column}"
        note = FindingView(
            f"finding-{number + 1}", found.rule, found.severity, found.line, place, found.said_in(catalogue)
        )
        yield by_place.get(number, note)
    yield from (view for each, view in zip(cards, views, strict=True) if each.card.place < 0)


def _facts(run: Run, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Give when it was run, how long it took, and what with, as names and values."""
    text = catalogue.text
    if run.ended:
        yield text("Date"), time_in(catalogue.locale, run.ended)
    if run.seconds:
        yield text("Duration"), duration_in(run.guide.locale, run.seconds)
    if run.version:
        yield text("Version"), f"Stapsgewijs {run.version}"
    if run.commit:
        yield text("Commit"), run.commit


def _environment(run: Run, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Give what the run happened in, in words where there are some."""
    for name, value in run.environment:
        shown = catalogue.text(_LABELS_OF[value]) if name == "labels" and value in _LABELS_OF else value
        yield catalogue.wording.get(name, name), shown


def _boxes(run: Run, catalogue: Catalogue) -> str:
    """Return what has to be known of pictures: that letters have no shape on the machine that took them."""
    if _NO_TYPEFACE not in dict(run.environment).get("fonts", ""):
        return ""
    told = "Pictures show boxes: the machine has no typeface for {language}. `stapsgewijs doctor --get` gets one."
    return catalogue.text(told, language=run.guide.language)


def _trend(run: Run, contents: Sequence[ProcedureLink]) -> TrendView:
    trend = trend_of(run.history)
    links = {
        f"{each.id}/{step.number}": TrendLink(step.anchor, step.number, each.title)
        for each in contents
        for step in each.steps
    }
    kinds = (trend.broke, trend.mended, trend.flaky)
    return TrendView(*(tuple(links[each] for each in kind if each in links) for kind in kinds))


def _history(run: Run, catalogue: Catalogue) -> tuple[PastRunView, ...]:
    """Return the last runs, this one first; nothing where there was none before."""
    if len(run.history) < 2:  # noqa: PLR2004  # this one, and one before it
        return ()
    return tuple(_past(each, run, catalogue) for each in reversed(run.history[-_MOST_RUNS:]))


def _past(past: PastRun, run: Run, catalogue: Catalogue) -> PastRunView:
    return PastRunView(
        time_in(catalogue.locale, past.ended),
        duration_in(run.guide.locale, past.seconds),
        past.version,
        past.commit,
        past.good,
        len(past.steps),
        past.errors,
        past.warnings,
        past.is_good,
    )


def page_script(site: Path) -> Script:
    """Return the script of the pages of a report, which stands in them: a file beside them would not be allowed."""
    code = "\n".join((site / "static" / each).read_text(encoding="utf-8") for each in SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return Script(trusted(code), f"sha256-{digest}")


def _named(path: Path) -> str:
    """Return the path of a guide as a command has it; of one elsewhere its name, as a report names no machine."""
    shown = Path(display_path(path))
    return path.name if shown.is_absolute() else shown.as_posix()


def _contents(run: Run) -> tuple[ProcedureLink, ...]:
    ends = ends_of(run)
    return tuple(
        ProcedureLink(
            procedure.id,
            anchor_of(number),
            procedure.title,
            tuple(
                StepLink(anchor_of(number, step.number), step.number, ends[f"{procedure.id}/{step.number}"])
                for step in procedure.steps
            ),
        )
        for number, procedure in enumerate(run.procedures, 1)
    )


def _copy_fonts(folder: Path) -> None:
    folder.mkdir()
    for name in FONTS:
        with as_file(files("font_roboto") / "files" / name) as font:
            shutil.copyfile(font, folder / name)
