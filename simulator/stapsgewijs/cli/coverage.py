"""`stapsgewijs coverage`: documented and not followed, and the other way round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    FILE,
    REPORTS,
    Number,
    TargetOptions,
    fail,
    features_option,
    format_option,
    guide_argument,
    label_mode,
    labels_option,
    need_browser,
    option,
    say_stand_in,
    site_option,
    target_options,
    workers_option,
)


@click.command(cls=Command)
@guide_argument
@labels_option
@features_option
@site_option
@target_options
@format_option
@option(REPORTS, "--json", "as_json", is_flag=True, help="The same as --format json.")
@option(REPORTS, "--output", type=FILE, metavar="FILE", help="Write the report to this file.")
@option(
    REPORTS,
    "--fail-under",
    type=Number(min=0, max=100),
    default=0,
    metavar="PERCENT",
    help="Exit code 1 when a smaller share of the steps was followed.",
)
@workers_option
def coverage(
    guide: Path | None,
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    target: TargetOptions,
    format_: str,
    as_json: bool,
    output: Path | None,
    fail_under: float,
    workers: int,
) -> None:
    """Show which steps and labels of a document scenarios cover, and what pages have besides."""
    from stapsgewijs.files import display_path, refuse_folder, write_text
    from stapsgewijs.project import find_project
    from stapsgewijs.reports import Format, format_of, render_coverage
    from stapsgewijs.reports.coverage_table import below
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.runner.target import open_target

    wanted = Format.JSON if as_json else format_of(format_)
    if output is not None:
        refuse_folder(output)
    place = Path("build", "pictures").absolute()
    project = find_project(Path.cwd())
    wish = target.wish(workers)
    settings = Settings(
        place,
        guide,
        features,
        site,
        label_mode(labels, project),
        workers=workers,
        unused=True,
        project=wish.of(project),
    )
    known = settings.analyse()
    need_browser()
    with open_target(project, wish, lambda line: click.echo(line, err=True)) as system:
        run = follow(replace(settings, system=system), known, budget=None)
    if run.coverage is None:  # it is asked for here, so it is there
        fail("nothing is known of the coverage")
    told = render_coverage(run, wanted, display_path(run.guide.path))
    if output is None:
        click.echo(told, nl=False)
    else:
        write_text(output, told)
    say_stand_in([run])
    missing = list(below(run, run.coverage, fail_under))
    for line in missing[:-1]:
        click.echo(line, err=True)
    if missing:
        fail(missing[-1])
