"""Arguments and options that several commands have, and what they do before they begin."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated, Final

import typer

from stapsgewijs.guide.analysis import LabelMode

TAKEN: Final = Path("build", "pictures")
"""Where pictures go that are taken."""
UNDO: Final = Path("build", "review")
"""Where it is kept what an accepted picture was before."""

GuideArgument = Annotated[
    Path | None,
    typer.Argument(help="The guide, a Markdown file. Default: the Dutch guide that ships.", metavar="GUIDE"),
]
GuidesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="The guide, or several: Markdown files. Default: the Dutch guide that ships.", metavar="GUIDE"),
]
LabelsOption = Annotated[
    LabelMode, typer.Option("--labels", help="Whose words the pages wear: the product's, or the guide's own.")
]
SiteOption = Annotated[Path | None, typer.Option("--site", help="Templates and catalogues instead of those that ship.")]

ConfigOption = Annotated[Path | None, typer.Option("--config", help="Settings for pictures: this TOML file.")]
HighlightsOption = Annotated[
    bool | None,
    typer.Option("--highlights/--no-highlights", help="Number the controls that a step names. Default: the settings."),
]
BudgetPixelsOption = Annotated[int | None, typer.Option(min=0, help="So many pixels of a picture may differ.")]
BudgetRatioOption = Annotated[float | None, typer.Option(min=0, max=1, help="Such a share of a picture may differ.")]


def need_browser(extra: tuple[str, ...] = ()) -> None:
    """Get a browser if there is none, unless pytest is told of one (`extra`); raises `StapsgewijsError`."""
    if "--browser" not in extra and "--browser-channel" not in extra:
        from stapsgewijs.browser import ensure_browser

        ensure_browser(tell=lambda words: typer.echo(words, err=True))
