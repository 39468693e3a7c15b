"""`stapsgewijs merge`: one report of the parts of a run that were followed on several machines."""

from __future__ import annotations

from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    FILE,
    RUNNING,
    JudgementOptions,
    PictureOptions,
    ReportOptions,
    argument,
    compare_option,
    config_option,
    judgement_options,
    option,
    picture_options,
    report_options,
)


@click.command(cls=Command)
@argument(
    "runs",
    nargs=-1,
    required=True,
    type=FILE,
    metavar="RUN...",
    help="The folder that each part left: the one with last-run.json and pictures (build), from any machine.",
)
@report_options
@compare_option
@picture_options
@judgement_options
@option(
    RUNNING, "--durations", type=FILE, metavar="FILE", help="Write how long scenarios took, for `verify --durations`."
)
@config_option
def merge(
    runs: tuple[Path, ...],
    *,
    reports: ReportOptions,
    compare: bool | None,
    capture: PictureOptions,
    judgement: JudgementOptions,
    durations: Path | None,
    config: Path | None,
) -> None:
    """Make one report of all parts of a run, as if it had been followed on one machine.

    Each part was followed by `stapsgewijs verify --shard 1/8`, in the same checkout as is here. The parts have to be
    whole and of the same; what is missing, or there twice, is refused.
    """
    from stapsgewijs.cli.verify_session import Wanted, merge_session
    from stapsgewijs.errors import StapsgewijsError
    from stapsgewijs.files import real_path
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.parts import Parts
    from stapsgewijs.runner.settings import Settings

    project = find_project(Path.cwd(), config)
    usual = project.verify
    places = reports.reports(project)
    here = places.document.absolute().parent
    for each in runs:
        if real_path(each) == real_path(here):
            msg = f"{each}: here the merged run is written; move this part to another folder, or name another --report"
            raise StapsgewijsError(msg)
    settings = Settings(
        here / "pictures",
        config=config,
        capture_options=capture.captures(),
        remembers=True,
        project=project,
    )
    wanted = Wanted(
        settings,
        (),
        places,
        config=config,
        baseline=judgement.baseline,
        strict=judgement.strict or bool(usual.strict),
        durations=durations,
    )
    merge_session(wanted, Parts.load(runs), compares=usual.compare if compare is None else compare)
