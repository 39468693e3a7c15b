"""The words of reports: those of the guide's language, in English where nobody translated them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Catalogue
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.evidence.run import Run

FALLBACK: Final = "en"


def report_catalogue(site: Path, locale: str) -> Catalogue:
    """Return the wording of reports in the language `locale`, in English where there is none."""
    folder = site / "labels" / "report"
    known = locale if locale.isalnum() and (folder / f"{locale}.po").is_file() else FALLBACK
    return Catalogue.load(folder, known)


def wording_of(run: Run) -> Catalogue:
    """Return the wording of the reports of a run, as it ships."""
    return report_catalogue(default_project().site, run.guide.locale)
