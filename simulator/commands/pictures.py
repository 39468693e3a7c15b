"""`stapsgewijs pictures`: what a guide shows, captured and held against what was accepted."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated

import typer

from simulator.commands.options import GuideArgument, LabelsOption, SiteOption, need_browser
from simulator.guide.study import LabelMode


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
    budget_pixels: Annotated[int, typer.Option(min=0, help="So many pixels of a picture may differ.")] = 0,
    budget_ratio: Annotated[float, typer.Option(min=0, max=1, help="Such a share of a picture may differ.")] = 0.0,
) -> None:
    """Capture the pictures that a guide shows, and hold them against the accepted ones.

    Exit code 1 when one changed or was not taken, unless it was accepted.
    """
    from simulator.evidence.comparing import Budget
    from simulator.picturing import accept as accept_pictures
    from simulator.picturing import export_pictures, pictures_of
    from simulator.reporting import shown
    from simulator.verifying import Settings
    from simulator.verifying import verify as follow

    settings = Settings(Path("build", "pictures").absolute(), guide, None, site, labels)
    known = settings.study()
    need_browser()
    run = follow(settings, known, budget=Budget(budget_pixels, budget_ratio))
    found = pictures_of(run)
    accepted = accept_pictures(found, names or (), dict(run.environment)) if accept else []
    wrong = 0
    for each in found:
        done = each in accepted
        wrong += not done and each.result.outcome.value != "passed"
        likeness = each.result.likeness or "not taken"
        told = f" ({each.result.pixels} pixels, {each.result.ratio:.2%})" if each.result.pixels else ""
        typer.echo(f"{'accepted' if done else likeness}{told}  {shown(each.place)}  line {each.result.line}")
        for words in each.result.words:
            typer.echo(f"    {words}")
    for file in export_pictures(found, out) if out else ():
        typer.echo(shown(file))
    raise typer.Exit(1 if wrong else 0)
