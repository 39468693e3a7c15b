"""`stapsgewijs doctor`: what the machine has."""

from __future__ import annotations

from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import RUNNING, option


@click.command(cls=Command)
@option(
    RUNNING,
    "--get",
    is_flag=True,
    help="Install what is missing: a browser, and letters for the languages of the guides.",
)
def doctor(*, get: bool) -> None:
    """Show what this machine has: Python, and which browsers.

    And for which languages of the guides there are no letters, so that pictures would show boxes.
    """
    from stapsgewijs.browser import describe, ensure_browser
    from stapsgewijs.typefaces import advice, get_typefaces, missing_for

    languages = _languages()
    if get:
        ensure_browser(tell=lambda words: click.echo(words, err=True))
        get_typefaces(languages, lambda words: click.echo(words, err=True))

    for line in describe():
        click.echo(line)
    for each in missing_for(languages):
        how = "" if get else "`stapsgewijs doctor --get`, or "
        click.echo(f"letters  none for {each}: pictures show boxes; {how}{advice(each)}")


def _languages() -> list[str]:
    """Return the languages of the guides of the project; none where there is no project that can be read."""
    from stapsgewijs.errors import StapsgewijsError
    from stapsgewijs.guide import read_guide
    from stapsgewijs.project import find_project

    found = []
    try:
        guides = find_project(Path.cwd(), None).guides
    except StapsgewijsError:
        return []
    for each in guides:
        try:
            found.append(read_guide(each).language)
        except StapsgewijsError:
            continue
    return found
