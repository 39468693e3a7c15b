"""Writing what a run proved, in every format that was asked for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import StapsgewijsError
from simulator.evidence.cucumber_json import to_cucumber_json
from simulator.evidence.cucumber_messages import to_messages
from simulator.evidence.document_report import write_report
from simulator.evidence.github_report import to_annotations, to_summary
from simulator.evidence.json_report import to_json
from simulator.evidence.junit_report import to_junit
from simulator.evidence.replacing import refuse_others
from simulator.shipping import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.evidence.run import Run

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable in which GitHub Actions names the file for a job's summary."""


@dataclass(frozen=True, slots=True)
class Reports:
    """Where each report goes; None for what is not wanted. `github`: annotations on the terminal, and a summary."""

    document: Path
    json: Path | None = None
    junit: Path | None = None
    messages: Path | None = None
    cucumber: Path | None = None
    github: bool = False

    def check(self) -> None:
        """Refuse places that cannot be written to before the work is done, not after."""
        refuse_others(self.document)
        for file in (self.json, self.junit, self.messages, self.cucumber):
            if file is not None and file.is_dir():
                msg = f"{file}: is a folder; name a file"
                raise StapsgewijsError(msg)

    def write(self, run: Run, *, site: Path | None, say: Callable[[str], object]) -> None:
        """Write them all; `say` is given the annotations, line by line."""
        write_report(run, self.document, site=site or shipped("site"))
        named = shown(run.guide.path)
        if self.json is not None:
            plain = to_json(run, relative_to=Path.cwd())
            _write(self.json, json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
        if self.junit is not None:
            _write(self.junit, to_junit(run, path=named))
        if self.messages is not None:
            _write(self.messages, to_messages(run))
        if self.cucumber is not None:
            _write(self.cucumber, json.dumps(to_cucumber_json(run), ensure_ascii=False, indent=2) + "\n")
        if self.github:
            for line in to_annotations(run, path=named):
                say(line)
            if summary := os.environ.get(SUMMARY):
                _write(Path(summary), to_summary(run, path=named), mode="a")


def shown(path: Path) -> str:
    """Return a path as seen from here, with slashes; whole when it lies elsewhere."""
    here = Path.cwd()
    absolute = path.absolute()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def _write(file: Path, text: str, mode: str = "w") -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open(mode, encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}"
        raise StapsgewijsError(msg) from None
