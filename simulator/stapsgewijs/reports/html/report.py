"""The report of one guide: a folder that opens from disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from stapsgewijs.evidence.assembly import exit_code
from stapsgewijs.evidence.label_summary import label_summary
from stapsgewijs.guide import LabelOutcome
from stapsgewijs.image_files import picture_suffix
from stapsgewijs.labels import Catalogue
from stapsgewijs.pages import Renderer, trusted
from stapsgewijs.reports.html.body import anchor_of, coverage_view, render_body, whole_scenario
from stapsgewijs.reports.html.output_folder import INDEX, replace_folder
from stapsgewijs.reports.html.views import FindingView, ProcedureLink, ReportPage, StepLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.evidence.run import Run

FONTS: Final = ("Roboto-Light.ttf", "Roboto-Regular.ttf", "Roboto-Bold.ttf")
FALLBACK: Final = "en"
_LONGEST_NAME: Final = 120


def write_report(run: Run, folder: Path, *, site: Path) -> Path:
    """Write the report of `run` into `folder` and return its first page.

    `site` is the folder with `templates`, `static` and `labels`. An earlier report in `folder` is replaced
    as a whole. Raises `StapsgewijsError` when `folder` holds something else or cannot be written.
    """
    renderer = Renderer(site, report_catalogue(site, run.guide.locale))
    with replace_folder(folder) as fresh:
        page = report_page(run, renderer, _PictureFolder(fresh / "pictures").copy)
        (fresh / INDEX).write_text(renderer.render(page), encoding="utf-8", newline="\n")
        copy_looks(site, fresh)
    return folder / INDEX


def copy_looks(site: Path, folder: Path) -> None:
    """Copy what a page of a report looks like: its style sheet and typefaces."""
    shutil.copyfile(site / "static" / "report.css", folder / "report.css")
    _copy_fonts(folder / "fonts")


def report_catalogue(site: Path, locale: str) -> Catalogue:
    """Return the wording of reports in the language `locale`, in English where there is none."""
    folder = site / "labels" / "report"
    known = locale if locale.isalnum() and (folder / f"{locale}.po").is_file() else FALLBACK
    return Catalogue.load(folder, known)


def report_page(run: Run, renderer: Renderer, copy: Callable[[str, str], str]) -> ReportPage:
    """Return everything that the report shows; `copy(file, name)` keeps a picture and returns its address."""
    wording = renderer.catalogue.wording
    findings = tuple(_findings(run, renderer.catalogue))
    contents = _contents(run)
    return ReportPage(
        title=run.guide.title,
        language=run.guide.language,
        file=run.guide.path.name,
        totals=run.totals,
        verdict=verdict_of(run, renderer.catalogue),
        followed=exit_code(run) == 0,
        contents=contents,
        findings=findings,
        body=trusted(render_body(run, renderer, findings, copy)),
        others=tuple(whole_scenario(each) for each in run.scenarios if not run.guide.procedure(each.procedure)),
        coverage=coverage_view(run, run.coverage, contents) if run.coverage else None,
        environment=tuple((wording.get(name, name), value) for name, value in run.environment),
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


def _findings(run: Run, catalogue: Catalogue) -> Iterator[FindingView]:
    steps = {step.line: step for procedure in run.procedures for step in procedure.steps}
    for number, found in enumerate(run.findings, 1):
        sentence, detail, language = found.said_in(catalogue), "", FALLBACK
        if found.rule == "step-failed" and found.line in steps and not steps[found.line].causes:
            # The page has room for the whole reason, of which the sentence has only the gist.
            step = steps[found.line]
            sentence = catalogue.text("Step {number} could not be followed.", number=step.number)
            detail = step.reason
            if step.reasons:
                detail, language = "\n".join(each.said_in(catalogue) for each in step.reasons), catalogue.locale
        place = f"{run.guide.path.name}:{found.line}:{found.column}"
        yield FindingView(
            f"finding-{number}", found.rule, found.severity, found.line, place, sentence, detail, language
        )


def _contents(run: Run) -> tuple[ProcedureLink, ...]:
    return tuple(
        ProcedureLink(
            procedure.id,
            anchor_of(number),
            procedure.title,
            tuple(StepLink(anchor_of(number, step.number), step.number, step.result) for step in procedure.steps),
        )
        for number, procedure in enumerate(run.procedures, 1)
    )


@dataclass
class _PictureFolder:
    """The folder with the pictures of a report; it is made with the first picture."""

    folder: Path
    names: set[str] = field(default_factory=set)

    def copy(self, file: str, name: str) -> str:
        """Copy `file` under a name like `name`; return its address, empty when the file is no picture."""
        suffix = picture_suffix(Path(file)) if file else None
        if suffix is None:
            return ""
        self.folder.mkdir(exist_ok=True)
        free = self._free("".join(each if each.isalnum() or each in "-_" else "-" for each in name)[:_LONGEST_NAME])
        shutil.copyfile(file, self.folder / f"{free}{suffix}")
        return f"{self.folder.name}/{quote(free + suffix)}"

    def _free(self, name: str) -> str:
        free = next(
            each for each in chain([name], (f"{name}-{number}" for number in count(2))) if each not in self.names
        )
        self.names.add(free)
        return free


def _copy_fonts(folder: Path) -> None:
    folder.mkdir()
    for name in FONTS:
        with as_file(files("font_roboto") / "files" / name) as font:
            shutil.copyfile(font, folder / name)
