"""The command line: one program, and a module of `stapsgewijs.cli` for each of its commands.

Exit codes: 0 all is well; 1 the guide could not be followed, or a finding is an error; 2 what was given
cannot be used. What a command needs is imported inside it: `--help` and `doctor` answer at once, and
they answer on a machine where a part is missing.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Annotated, Final

import typer

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError

UNUSABLE: Final = 2
COMMANDS: Final = {
    "verify": "verify",
    "coverage": "coverage",
    "lint": "lint",
    "labels": "labels",
    "pictures": "pictures",
    "review": "review",
    "serve": "serve_and_proxy",
    "proxy": "serve_and_proxy",
    "export": "export_and_doctor",
    "doctor": "export_and_doctor",
}
"""Each command, and the module of `stapsgewijs.cli` that it is in, as `--help` lists them."""


def command_line(only: str = "") -> typer.Typer:
    """Return the program with all its commands, or with one: loading all takes longer than linting a document."""
    made = typer.Typer(
        name="stapsgewijs",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        help="Follows a how-to document, step by step, in a real browser, with a fake phone network at hand.",
    )
    made.callback(invoke_without_command=True)(stapsgewijs)
    for name, module in COMMANDS.items():
        if only in {"", name}:
            made.command(name)(getattr(import_module(f"stapsgewijs.cli.{module}"), name))
    return made


def main() -> None:
    """Run the command line; whatever a person can mend is one line, exit code 2."""
    # A verification loads much and lives for seconds: looking for garbage after every 700 objects, as Python
    # does by default, takes longer than the garbage is worth.
    gc.set_threshold(100_000)
    # What follows `--` is for pytest. Click would take it for the guide, so it is set apart first.
    ours, for_pytest = _split(sys.argv[1:])
    try:
        asked = ours[0] if ours and ours[0] in COMMANDS else ""
        command_line(asked)(args=ours, obj=for_pytest)
    except StapsgewijsError as error:
        print(error, file=sys.stderr)  # noqa: T201  # plain: a line that tools read as path:line:column
        sys.exit(UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(130)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


def stapsgewijs(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.", is_eager=True)] = False,
) -> None:
    """Show help, or the version."""
    if version:
        typer.echo(f"stapsgewijs {__version__}")
        raise typer.Exit
