"""`stapsgewijs demo`: the how-to that ships, followed with the features and the simulator that ship."""

from __future__ import annotations

import click

from stapsgewijs.cli.grouped_help import CONTEXT, Command
from stapsgewijs.cli.options import argument


@click.command(
    cls=Command, context_settings={**CONTEXT, "ignore_unknown_options": True, "allow_interspersed_args": False}
)
@argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...", help="Options of `stapsgewijs verify`.")
def demo(options: tuple[str, ...]) -> None:
    """Follow the how-to that ships: see what a run looks like before there is a guide of your own.

    It takes the options of `stapsgewijs verify`.
    """
    from stapsgewijs.cli.verify import verify
    from stapsgewijs.project import default_project

    ours = default_project()
    arguments = [str(ours.guide), "--config", str(ours.settings), *options]
    if code := verify.main(arguments, "stapsgewijs demo", standalone_mode=False):
        raise click.exceptions.Exit(code)
