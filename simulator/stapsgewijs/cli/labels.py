"""`stapsgewijs labels`: what each label of a guide stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import FILE, REPORTS, argument, option, site_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command)
@argument("guide", type=FILE, metavar="GUIDE", help="The guide, a Markdown file in any language.")
@site_option
@option(
    REPORTS, "--write", type=FILE, metavar="PO", help="Write the label catalogue of the guide's language to this file."
)
@option(REPORTS, "--json", "as_json", is_flag=True, help="JSON instead of a table.")
def labels(guide: Path, *, site: Path | None, write: Path | None, as_json: bool) -> None:
    """Show which control each label of a document stands for.

    The document can be in any language.
    """
    from stapsgewijs.cli import label_table as labelling

    found = labelling.label(guide, site)
    if write:
        count = labelling.write_catalogue(found, write)
        click.echo(f"{write}: {count} controls named", err=True)
    for line in [labelling.as_json(found.rows)] if as_json else labelling.as_table(found):
        click.echo(line)
