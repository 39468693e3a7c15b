"""Writing what a run proved, in every format that was asked for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import StapsgewijsError
from simulator.evidence.coverage_table import table
from simulator.evidence.cucumber_json import to_cucumber_json
from simulator.evidence.cucumber_messages import to_messages
from simulator.evidence.document_report import write_report
from simulator.evidence.github_report import to_annotations, to_summary
from simulator.evidence.json_report import coverage_to_json, to_json
from simulator.evidence.junit_report import to_junit
from simulator.evidence.markdown import coverage_to_markdown
from simulator.evidence.overview import write_reports
from simulator.evidence.replacing import refuse_others
from simulator.evidence.run_findings import coverage_result, run_result
from simulator.lint.reports import Format, render
from simulator.shipping import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulator.evidence.coverage import Coverage
    from simulator.evidence.run import Run

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable in which GitHub Actions names the file for a job's summary."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Where each report goes; None for what is not wanted.

    `github`: annotations on the terminal, and a summary of the job.
    """

    document: Path
    json: Path | None = None
    junit: Path | None = None
    messages: Path | None = None
    cucumber: Path | None = None
    github: bool = False
    sarif: Path | None = None
    gitlab: Path | None = None
    markdown: Path | None = None

    def check(self) -> None:
        """Refuse places that cannot be written to before the work is done, not after."""
        refuse_others(self.document)
        files = (self.json, self.junit, self.messages, self.cucumber, self.sarif, self.gitlab, self.markdown)
        for file in files:
            if file is not None:
                refuse_folder(file)

    def of(self, name: str) -> Reports:
        """Return where the reports of one of several guides go: its name is added to that of each file."""
        places = (self.json, self.junit, self.messages, self.cucumber, self.sarif, self.gitlab, self.markdown)
        named = [each and each.with_name(f"{each.stem}-{name}{each.suffix}") for each in places]
        json_, junit, messages, cucumber, sarif, gitlab, markdown = named
        return Reports(self.document, json_, junit, messages, cucumber, self.github, sarif, gitlab, markdown)

    def write(self, runs: Mapping[str, Run], *, site: Path | None, say: Callable[[str], object]) -> None:
        """Write them all, of one guide or of several by their names; `say` is given the annotations, line by line."""
        if len(runs) == 1:
            [run] = runs.values()
            write_report(run, self.document, site=site or shipped("site"))
            self._write_files(run, say)
            return
        write_reports(runs, self.document, site=site or shipped("site"))
        for name, run in runs.items():
            self.of(name)._write_files(run, say)  # noqa: SLF001  # of this class

    def _write_files(self, run: Run, say: Callable[[str], object]) -> None:
        named = shown(run.guide.path)
        findings = partial(run_result, run, path=named)
        wanted: tuple[tuple[Path | None, Callable[[], str]], ...] = (
            (self.json, lambda: _as_text(to_json(run, relative_to=Path.cwd()))),
            (self.junit, lambda: to_junit(run, path=named)),
            (self.messages, lambda: to_messages(run)),
            (self.cucumber, lambda: _as_text(to_cucumber_json(run))),
            (self.sarif, lambda: render(findings(), Format.SARIF)),
            (self.gitlab, lambda: render(findings(), Format.GITLAB)),
            (self.markdown, lambda: to_summary(run, path=named)),
        )
        for file, made in wanted:
            if file is not None:
                write(file, made())
        if self.github:
            for line in to_annotations(run, path=named):
                say(line)
            if summary := os.environ.get(SUMMARY):
                write(Path(summary), to_summary(run, path=named), mode="a")


def coverage_as(format_: Format, run: Run, coverage: Coverage) -> str:
    """Return the coverage of `run` in a format of the linter; for people and for Markdown as a table of the steps."""
    named = shown(run.guide.path)
    result = coverage_result(run, path=named)
    if format_ is Format.TEXT:
        return "".join(f"{line}\n" for line in table(run, coverage))
    if format_ is Format.JSON:
        findings = json.loads(render(result, Format.JSON))["findings"]
        return _as_text({"guide": named, **coverage_to_json(coverage), "findings": findings})
    if format_ is Format.MARKDOWN:
        return coverage_to_markdown(run, coverage, path=named)
    return render(result, format_)


def shown(path: Path) -> str:
    """Return a path as seen from here, with slashes; whole when it lies elsewhere."""
    here = Path.cwd()
    absolute = path.absolute()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def refuse_folder(file: Path) -> None:
    """Refuse a place for a file that is a folder; raises `StapsgewijsError`."""
    if file.is_dir():
        msg = f"{file}: is a folder; name a file"
        raise StapsgewijsError(msg)


def write(file: Path, text: str, mode: str = "w") -> None:
    """Write a file, and the folders it is in; raises `StapsgewijsError` when that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open(mode, encoding="utf-8", errors="replace", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise StapsgewijsError(msg) from None


def _as_text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
