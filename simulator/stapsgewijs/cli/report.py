"""`stapsgewijs report`: the report of the last run, written again and opened."""

from __future__ import annotations

from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    REPORTS,
    config_option,
    features_option,
    guides_argument,
    is_default,
    judgement_options,
    labels_option,
    option,
    report_options,
    site_option,
)


@click.command(cls=Command)
@guides_argument
@labels_option
@features_option
@site_option
@report_options
@option(REPORTS, "--open", "opens", is_flag=True, help="Open the report in the browser.")
@judgement_options
@config_option
@click.pass_context
def report(
    ctx: click.Context,
    guides: tuple[Path, ...],
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    report: Path,
    json_file: Path | None,
    junit: Path | None,
    messages: Path | None,
    cucumber: Path | None,
    sarif: Path | None,
    gitlab: Path | None,
    markdown: Path | None,
    github: bool,
    opens: bool,
    strict: bool,
    baseline: Path | None,
    config: Path | None,
) -> None:
    """Write the report of the last run again, in any format, without following the guide.

    Pictures are held against what is accepted by now. Exit code 0 whatever became of the run; 2 when there was none.
    """
    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.verify_session import Wanted, report_session
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.project import find_project
    from stapsgewijs.reports.writer import Reports
    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.screenshots.comparison import STRICT

    project = find_project(Path.cwd(), config)
    guides = named_guides(guides, project, click.echo)
    if project.verify.report and is_default(ctx, "report"):
        report = project.root / project.verify.report
    if project.verify.labels and is_default(ctx, "labels"):
        labels = project.verify.labels
    settings = Settings(
        report.absolute().parent / "pictures",
        None,
        features,
        site,
        LabelMode(labels),
        config=config,
        remembers=True,
        project=project,
    )
    page = report_session(
        Wanted(
            settings,
            guides or (project.guides if project.has_own_guides else ()),
            Reports(report, json_file, junit, messages, cucumber, github, sarif, gitlab, markdown),
            config=config,
            baseline=baseline,
            budget=STRICT if project.verify.compare is None or project.verify.compare else None,
            strict=strict,
        )
    )
    if opens:
        import webbrowser

        if not webbrowser.open(page.absolute().as_uri()):
            click.echo(f"no browser could be opened here; open this file in one: {page}", err=True)
