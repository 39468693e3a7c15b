"""`stapsgewijs doctor`: what the machine has."""

from __future__ import annotations

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import RUNNING, option


@click.command(cls=Command)
@option(RUNNING, "--get", is_flag=True, help="Install a browser first, if there is none.")
def doctor(*, get: bool) -> None:
    """Show what this machine has: Python, and which browsers."""
    from stapsgewijs.browser import describe, ensure_browser

    if get:
        ensure_browser(tell=lambda words: click.echo(words, err=True))

    for line in describe():
        click.echo(line)
