"""The words of reports: those of the guide's language, in English where nobody translated them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Catalogue
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run

FALLBACK: Final = "en"
_STANDS_IN: Final = (
    "Followed on the simulator that ships: no product is named. Your own: `stapsgewijs init --base-url URL`."
)


def report_catalogue(site: Path, locale: str) -> Catalogue:
    """Return the wording of reports in the language `locale`, in English where there is none."""
    folder = site / "labels" / "report"
    known = locale if locale.isalnum() and (folder / f"{locale}.po").is_file() else FALLBACK
    return Catalogue.load(folder, known)


def wording_of(run: Run) -> Catalogue:
    """Return the wording of the reports of a run, as it ships."""
    return report_catalogue(default_project().site, run.guide.locale)


def stand_in(run: Run, catalogue: Catalogue) -> str:
    """Return that a guide was followed on the simulator in the place of a product; empty where it was not."""
    return catalogue.text(_STANDS_IN) if run.stands_in else ""


def stand_in_of(runs: Iterable[Run]) -> str:
    """Return it once for several guides, in the language of the first of them that it is so of."""
    return next((stand_in(each, wording_of(each)) for each in runs if each.stands_in), "")
