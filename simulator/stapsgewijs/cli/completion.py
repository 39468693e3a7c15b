"""`stapsgewijs completion`: commands, options and values by the Tab key of a shell."""

from __future__ import annotations

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import argument

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command)
@argument("shell", type=click.Choice(SHELLS), help="The shell that is to complete.")
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and options.

    For bash: eval "$(stapsgewijs completion bash)", at the end of ~/.bashrc. For zsh the same in ~/.zshrc. For fish:
    stapsgewijs completion fish > ~/.config/fish/completions/stapsgewijs.fish
    """
    from click.shell_completion import get_completion_class

    from stapsgewijs.cli.main import NAME, command_line
    from stapsgewijs.errors import StapsgewijsError

    kind = get_completion_class(shell)
    if kind is None:  # Click knows these three; a later one may know fewer
        msg = f"{shell}: not a shell that can complete"
        raise StapsgewijsError(msg)
    try:
        click.echo(kind(command_line(), {}, NAME, "_STAPSGEWIJS_COMPLETE").source())
    except RuntimeError as error:  # of a bash that is too old, or not there
        raise StapsgewijsError(str(error)) from None
