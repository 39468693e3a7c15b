"""`stapsgewijs export`: every page as static HTML."""

from __future__ import annotations

from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    FILE,
    argument,
    guide_option,
    labels_option,
    site_option,
)


@click.command(cls=Command)
@argument("out", type=FILE, metavar="FOLDER", help="Folder to write to.")
@guide_option
@labels_option
@site_option
def export(out: Path, *, guide: Path | None, labels: str, site: Path | None) -> None:
    """Write every page and state of the simulator as static HTML.

    It is for people who only want to look: no server, no browser that is controlled.
    """
    from stapsgewijs.cli.static_export import export as write
    from stapsgewijs.files import display_path
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.settings import Settings

    known = Settings(Path(), guide, None, site, LabelMode(labels), project=find_project(Path.cwd())).analyse()
    written = write(site, known.pages, out, guide=known.guide)
    click.echo(f"{len(written)} pages: {display_path(out / 'index.html')}")
