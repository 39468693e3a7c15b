"""`stapsgewijs labels`: what each label of a guide stands for."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated

import typer

from stapsgewijs.cli.options import SiteOption


def labels(
    guide: Annotated[Path, typer.Argument(help="The guide, a Markdown file, in any language.", metavar="GUIDE")],
    *,
    write: Annotated[
        Path | None, typer.Option(metavar="PO", help="Write the catalogue of the guide's language to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    site: SiteOption = None,
) -> None:
    """Show which control each label of a guide stands for, in whatever language the guide is."""
    from stapsgewijs.cli import label_table as labelling

    found = labelling.label(guide, site)
    if write:
        count = labelling.write_catalogue(found, write)
        typer.echo(f"{write}: {count} controls named", err=True)
    for line in [labelling.as_json(found.rows)] if as_json else labelling.as_table(found):
        typer.echo(line)
