"""`stapsgewijs report`: the report of the last run, written again and opened."""

from __future__ import annotations

from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    REPORTS,
    JudgementOptions,
    ReportOptions,
    config_option,
    features_option,
    guides_argument,
    judgement_options,
    label_mode,
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
def report(
    guides: tuple[Path, ...],
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    reports: ReportOptions,
    opens: bool,
    judgement: JudgementOptions,
    config: Path | None,
) -> None:
    """Write the report of the last run again, in any format, without following the guide.

    Pictures are held against what is accepted by now. Exit code 0 whatever became of the run; 2 when there was none.
    """
    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.verify_session import Wanted, report_session
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.settings import Settings

    project = find_project(Path.cwd(), config)
    guides = named_guides(guides, project, click.echo)
    places = reports.reports(project)
    settings = Settings(
        places.document.absolute().parent / "pictures",
        None,
        features,
        site,
        label_mode(labels, project),
        config=config,
        remembers=True,
        project=project,
    )
    page = report_session(
        Wanted(
            settings,
            guides,
            places,
            config=config,
            baseline=judgement.baseline,
            budget=settings.budget(project.verify.compare),
            strict=judgement.strict,
        )
    )
    if opens:
        import webbrowser

        if not webbrowser.open(page.absolute().as_uri()):
            click.echo(f"no browser could be opened here; open this file in one: {page}", err=True)
