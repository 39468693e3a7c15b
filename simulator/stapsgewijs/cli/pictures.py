"""`stapsgewijs pictures`: what a guide shows, captured and held against what was accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    FILE,
    PICTURES,
    TAKEN,
    UNDO,
    PictureOptions,
    TargetOptions,
    argument,
    config_option,
    counted,
    fail,
    guide_argument,
    label_mode,
    labels_option,
    need_browser,
    option,
    picture_options,
    say_stand_in,
    site_option,
    target_options,
)


@click.command(cls=Command)
@guide_argument
@argument("names", nargs=-1, metavar="[NAME]...", help="Accept only the pictures with these file names.")
@labels_option
@site_option
@target_options
@option(PICTURES, "--accept", is_flag=True, help="Make what was captured the accepted pictures.")
@option(
    PICTURES, "--out", type=FILE, metavar="FOLDER", help="Folder to copy the captured pictures to, with what differs."
)
@picture_options
@config_option
def pictures(
    guide: Path | None,
    names: tuple[str, ...],
    *,
    labels: str,
    site: Path | None,
    target: TargetOptions,
    accept: bool,
    out: Path | None,
    capture: PictureOptions,
    config: Path | None,
) -> None:
    """Take the pictures of a document and compare them with the accepted ones.

    Exit code 1 when one changed or was not taken, unless it was accepted.
    """
    from stapsgewijs.files import display_path
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.runner.target import open_target
    from stapsgewijs.screenshots.capture_set import accept as accept_pictures
    from stapsgewijs.screenshots.capture_set import export_pictures, pictures_of
    from stapsgewijs.screenshots.undo_log import UndoLog

    project = find_project(Path.cwd(), config)
    wish = target.wish()
    settings = Settings(
        TAKEN.absolute(),
        guide,
        site=site,
        labels=label_mode(labels, project),
        config=config,
        capture_options=capture.captures(),
        remembers=True,
        project=wish.of(project),
    )
    known = settings.analyse()
    settings.captures(known)
    need_browser()
    with open_target(project, wish, click.echo) as system:
        run = follow(replace(settings, system=system), known)
    found = pictures_of(run)
    journal = UndoLog(UNDO)
    accepted = accept_pictures(found, names, dict(run.environment), journal) if accept else []
    changed = missing = 0
    for each in found:
        done = each in accepted
        if not done and each.result.outcome.value != "passed":
            changed += each.captured is not None
            missing += each.captured is None
        comparison = each.result.comparison or "not taken"
        told = f" ({each.result.pixels} pixels, {each.result.ratio:.2%})" if each.result.pixels else ""
        click.echo(f"{'accepted' if done else comparison}{told}  {display_path(each.place)}  line {each.result.line}")
        for strange in each.result.environment_changes:
            click.echo(f"    {strange}")
        for left in each.result.left_out:
            click.echo(f"    no number for “{left}”: not in the picture")
        for words in each.result.words:
            click.echo(f"    {words}")
    for file in export_pictures(found, out) if out else ():
        click.echo(display_path(file))
    say_stand_in([run])
    if changed or missing:
        reasons = [f"{counted(changed, 'picture')} not as accepted"] * bool(changed)
        fail(*reasons, *[f"{counted(missing, 'picture')} not taken"] * bool(missing))
