"""`stapsgewijs coverage`: documented and not followed, and the other way round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.options import GuideArgument, LabelsOption, SiteOption, need_browser
from simulator.guide.study import LabelMode


def coverage(
    guide: GuideArgument = None,
    *,
    fail_under: Annotated[
        float, typer.Option(min=0, max=100, help="Exit code 1 when a smaller share of the steps was followed.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    features: Annotated[Path | None, typer.Option(help="Scenarios to run instead of those that ship.")] = None,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    workers: Annotated[int, typer.Option("-n", min=0, help="Browsers at once; 0 is one, in this process.")] = 0,
) -> None:
    """Follow a guide, and show what of it is covered: steps, labels, and what is on the pages besides."""
    from simulator.covering import below, table
    from simulator.evidence.json_report import coverage_to_json
    from simulator.verifying import Settings
    from simulator.verifying import verify as follow

    place = Path("build", "pictures").absolute()
    settings = Settings(place, guide, features, site, labels, workers=workers, unused=True)
    known = settings.study()
    need_browser()
    run = follow(settings, known, budget=None)
    if run.coverage is None:  # it is asked for here, so it is there
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(coverage_to_json(run.coverage), ensure_ascii=False, indent=2))
    else:
        for line in table(run, run.coverage):
            typer.echo(line)
    missing = list(below(run, run.coverage, fail_under))
    for line in missing:
        typer.echo(line, err=True)
    raise typer.Exit(1 if missing else 0)
