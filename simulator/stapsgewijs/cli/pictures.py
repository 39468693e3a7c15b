"""`stapsgewijs pictures`: what a guide shows, captured and held against what was accepted."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated

import typer

from stapsgewijs.cli.options import (
    TAKEN,
    UNDO,
    BudgetPixelsOption,
    BudgetRatioOption,
    ConfigOption,
    GuideArgument,
    HighlightsOption,
    LabelsOption,
    SiteOption,
    need_browser,
)
from stapsgewijs.guide.analysis import LabelMode


def pictures(
    guide: GuideArgument = None,
    names: Annotated[
        list[str] | None, typer.Argument(help="Accept only the pictures with these names.", metavar="[NAME]…")
    ] = None,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Make what was captured the accepted pictures.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to copy the captured pictures to, with what differs.")
    ] = None,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    budget_pixels: BudgetPixelsOption = None,
    budget_ratio: BudgetRatioOption = None,
    config: ConfigOption = None,
    highlights: HighlightsOption = None,
) -> None:
    """Capture the pictures that a guide shows, and hold them against the accepted ones.

    Exit code 1 when one changed or was not taken, unless it was accepted.
    """
    from stapsgewijs.files import display_path
    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.screenshots.capture_set import accept as accept_pictures
    from stapsgewijs.screenshots.capture_set import export_pictures, pictures_of
    from stapsgewijs.screenshots.settings import from_command_line
    from stapsgewijs.screenshots.undo_log import UndoLog

    wish = from_command_line(highlights, budget_pixels, budget_ratio)
    settings = Settings(TAKEN.absolute(), guide, site=site, labels=labels, config=config, wish=wish, remembers=True)
    known = settings.study()
    settings.captures(known)
    need_browser()
    run = follow(settings, known)
    found = pictures_of(run)
    journal = UndoLog(UNDO)
    accepted = accept_pictures(found, names or (), dict(run.environment), journal) if accept else []
    wrong = 0
    for each in found:
        done = each in accepted
        wrong += not done and each.result.outcome.value != "passed"
        comparison = each.result.comparison or "not taken"
        told = f" ({each.result.pixels} pixels, {each.result.ratio:.2%})" if each.result.pixels else ""
        typer.echo(f"{'accepted' if done else comparison}{told}  {display_path(each.place)}  line {each.result.line}")
        for strange in each.result.environment_changes:
            typer.echo(f"    {strange}")
        for left in each.result.left_out:
            typer.echo(f"    no number for “{left}”: not in the picture")
        for words in each.result.words:
            typer.echo(f"    {words}")
    for file in export_pictures(found, out) if out else ():
        typer.echo(display_path(file))
    raise typer.Exit(1 if wrong else 0)
