"""Writes a run in every format that was asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stapsgewijs.files import display_path, refuse_folder, unwritable, write_text
from stapsgewijs.project import default_project
from stapsgewijs.reports import RUN_FORMATS, render_run
from stapsgewijs.reports.html.output_folder import check_folder
from stapsgewijs.reports.html.overview import write_reports
from stapsgewijs.reports.html.report import write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stapsgewijs.evidence.run import Run

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

    @property
    def files(self) -> dict[str, Path]:
        """The files that are wanted, by the names of `RUN_FORMATS`."""
        wanted = {name: getattr(self, name) for name in RUN_FORMATS}
        return {name: file for name, file in wanted.items() if file is not None}

    def check(self) -> None:
        """Refuse places that cannot be written to before the work is done, not after."""
        check_folder(self.document)
        for file in self.files.values():
            refuse_folder(file)

    def of(self, name: str) -> Reports:
        """Return where the reports of one of several guides go: its name is added to that of each file."""
        named: dict[str, Any] = {
            each: file.with_name(f"{file.stem}-{name}{file.suffix}") for each, file in self.files.items()
        }
        return replace(self, **named)

    def write(self, runs: Mapping[str, Run], *, site: Path | None, say: Callable[[str], object]) -> None:
        """Write them all, of one guide or of several by their names; `say` is given the annotations, line by line."""
        if len(runs) == 1:
            [run] = runs.values()
            write_report(run, self.document, site=site or default_project().site)
            self._write_files(run, say)
            return
        write_reports(runs, self.document, site=site or default_project().site)
        for name, run in runs.items():
            self.of(name)._write_files(run, say)  # noqa: SLF001  # of this class

    def _write_files(self, run: Run, say: Callable[[str], object]) -> None:
        path = display_path(run.guide.path)
        for name, file in self.files.items():
            write_text(file, render_run(run, name, path))
        if not self.github:
            return
        from stapsgewijs.reports.github import run_annotations  # noqa: PLC0415  # only a job on GitHub wants it

        for line in run_annotations(run, path):
            say(line)
        if summary := os.environ.get(SUMMARY):
            _append(Path(summary), render_run(run, "markdown", path))


def _append(file: Path, text: str) -> None:
    """Add to a file that others add to as well."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="replace", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        raise unwritable(file, error) from None
