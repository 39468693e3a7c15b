"""`stapsgewijs export` and `doctor`: pages to look at, and what the machine has."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated

import typer

from stapsgewijs.cli.options import LabelsOption, SiteOption
from stapsgewijs.guide.analysis import LabelMode


def export(
    out: Annotated[Path, typer.Argument(help="Folder to write to.")],
    guide: Annotated[
        Path | None, typer.Option("--guide", help="The guide whose note and labels the pages show.")
    ] = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
) -> None:
    """Write every page and state as static HTML, for people who only want to look."""
    from stapsgewijs.cli.static_export import export as write
    from stapsgewijs.files import display_path
    from stapsgewijs.runner.runner import Settings

    known = Settings(Path(), guide, None, site, labels).study()
    written = write(site, known.pages, out, guide=known.guide)
    typer.echo(f"{len(written)} pages: {display_path(out / 'index.html')}")


def doctor(
    *, get: Annotated[bool, typer.Option("--get", help="Get a browser first, if there is none.")] = False
) -> None:
    """Show what this machine has: Python, the browsers found and the one chosen."""
    from stapsgewijs.browser import describe, ensure_browser

    if get:
        ensure_browser(tell=lambda words: typer.echo(words, err=True))

    for line in describe():
        typer.echo(line)
