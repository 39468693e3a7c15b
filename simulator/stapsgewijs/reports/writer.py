"""Writing what a run proved, in every format that was asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.reports.html.output_folder import check_folder
from stapsgewijs.reports.html.overview import write_reports
from stapsgewijs.reports.html.report import write_report
from stapsgewijs.resources import shipped

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
    def files(self) -> tuple[Path | None, ...]:
        """The files, in the order of `formats.FILES`."""
        return self.json, self.junit, self.messages, self.cucumber, self.sarif, self.gitlab, self.markdown

    def check(self) -> None:
        """Refuse places that cannot be written to before the work is done, not after."""
        check_folder(self.document)
        for file in self.files:
            if file is not None:
                refuse_folder(file)

    def of(self, name: str) -> Reports:
        """Return where the reports of one of several guides go: its name is added to that of each file."""
        named = [each and each.with_name(f"{each.stem}-{name}{each.suffix}") for each in self.files]
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
        if not self.github and not any(self.files):
            return
        from stapsgewijs.reports import formats  # noqa: PLC0415  # most people only want the document: its report is quicker

        named = shown(run.guide.path)
        for file, made in zip(self.files, formats.FILES, strict=True):
            if file is not None:
                write(file, made(run, named))
        if self.github:
            for line in formats.to_annotations(run, path=named):
                say(line)
            if summary := os.environ.get(SUMMARY):
                write(Path(summary), formats.to_summary(run, path=named), mode="a")


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
