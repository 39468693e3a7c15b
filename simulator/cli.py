"""The command line: one program, and a module of `simulator.commands` for each of its commands.

Exit codes: 0 all is well; 1 the guide could not be followed, or a finding is an error; 2 what was given
cannot be used. What a command needs is imported inside it: `--help` and `doctor` answer at once, and
they answer on a machine where a part is missing.
"""

from __future__ import annotations

import gc
import sys
from typing import Annotated, Final

import typer

from simulator import __version__
from simulator.commands.coverage import coverage
from simulator.commands.labels import labels
from simulator.commands.lint import lint
from simulator.commands.looking import doctor, export
from simulator.commands.network import proxy, serve
from simulator.commands.pictures import pictures
from simulator.commands.review import review
from simulator.commands.verify import verify
from simulator.errors import StapsgewijsError

UNUSABLE: Final = 2
app = typer.Typer(
    name="stapsgewijs",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Follows a how-to document, step by step, in a real browser, with a fake phone network at hand.",
)

for command in (verify, coverage, lint, labels, pictures, review, serve, proxy, export, doctor):
    app.command()(command)


def main() -> None:
    """Run the command line; whatever a person can mend is one line, exit code 2."""
    # A verification loads much and lives for seconds: looking for garbage after every 700 objects, as Python
    # does by default, takes longer than the garbage is worth.
    gc.set_threshold(100_000)
    # What follows `--` is for pytest. Click would take it for the guide, so it is set apart first.
    ours, for_pytest = _split(sys.argv[1:])
    try:
        app(args=ours, obj=for_pytest)
    except StapsgewijsError as error:
        print(error, file=sys.stderr)  # noqa: T201  # plain: a line that tools read as path:line:column
        sys.exit(UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(130)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


@app.callback(invoke_without_command=True)
def stapsgewijs(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.", is_eager=True)] = False,
) -> None:
    """Show help, or the version."""
    if version:
        typer.echo(f"stapsgewijs {__version__}")
        raise typer.Exit
