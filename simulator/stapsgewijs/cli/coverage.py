"""`stapsgewijs coverage`: documented and not followed, and the other way round."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stapsgewijs.cli.options import GuideArgument, LabelsOption, SiteOption, need_browser
from stapsgewijs.guide.analysis import LabelMode


def coverage(
    guide: GuideArgument = None,
    *,
    fail_under: Annotated[
        float, typer.Option(min=0, max=100, help="Exit code 1 when a smaller share of the steps was followed.")
    ] = 0,
    format_: Annotated[
        str, typer.Option("--format", help="text, json, sarif, github, gitlab, junit or markdown.")
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
    features: Annotated[Path | None, typer.Option(help="Scenarios to run instead of those that ship.")] = None,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    workers: Annotated[int, typer.Option("-n", min=0, help="Browsers at once; 0 is one, in this process.")] = 0,
) -> None:
    """Follow a guide, and show what of it is covered: steps, labels, and what is on the pages besides."""
    from stapsgewijs.files import display_path, refuse_folder, write_text
    from stapsgewijs.reports import Format, format_of, render_coverage
    from stapsgewijs.reports.coverage_table import below
    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.runner.runner import verify as follow

    wanted = Format.JSON if as_json else format_of(format_)
    if output is not None:
        refuse_folder(output)
    place = Path("build", "pictures").absolute()
    settings = Settings(place, guide, features, site, labels, workers=workers, unused=True)
    known = settings.study()
    need_browser()
    run = follow(settings, known, budget=None)
    if run.coverage is None:  # it is asked for here, so it is there
        raise typer.Exit(1)
    told = render_coverage(run, wanted, display_path(run.guide.path))
    if output is None:
        typer.echo(told, nl=False)
    else:
        write_text(output, told)
    missing = list(below(run, run.coverage, fail_under))
    for line in missing:
        typer.echo(line, err=True)
    raise typer.Exit(1 if missing else 0)
