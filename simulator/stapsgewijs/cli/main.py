"""The command line: one program, and a module of `stapsgewijs.cli` for each of its commands.

Exit codes: 0 nothing is wrong; 1 the guide could not be followed, or a finding is an error, and the last line says
which; 2 what was given cannot be used, or the program has a defect; 130 Ctrl-C. Only the module of the command that was
asked for is loaded, and that loads what the command needs when it runs: `--help` answers at once, and also where a part
is missing.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import click

from stapsgewijs import __version__
from stapsgewijs.cli.grouped_help import CONTEXT, Option
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.terminal import PlainTextStream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

EXIT_UNUSABLE_INPUT: Final = 2
EXIT_INTERRUPTED: Final = 130
NAME: Final = "stapsgewijs"
_LONGEST_LINE: Final = 1000
"""Characters of a line that says what is wrong."""


class Listed(NamedTuple):
    """A command as `stapsgewijs --help` lists it: its group and what it does. Its module bears its name.

    `summary` is the first sentence of the command's own help, repeated here so that listing it does not load it.
    """

    heading: str
    summary: str


COMMANDS: Final = {
    "init": Listed("Documents", "Make a project of guides: the settings, and a feature for each procedure."),
    "verify": Listed(
        "Documents",
        "Run a how-to document against a real browser and a simulated phone, and report each step's result in place.",
    ),
    "merge": Listed("Documents", "Make one report of all parts of a run, as if it had been followed on one machine."),
    "report": Listed(
        "Documents", "Write the report of the last run again, in any format, without following the guide."
    ),
    "demo": Listed(
        "Documents", "Follow the how-to that ships: see what a run looks like before there is a guide of your own."
    ),
    "watch": Listed(
        "Documents",
        "Show documents on a page while they are written: what is wrong as it is saved, each step as it is run.",
    ),
    "coverage": Listed(
        "Documents",
        "Show which steps and labels of a document scenarios cover, and what pages have besides.",
    ),
    "lint": Listed("Documents", "Check documents without a browser: labels, pictures, links, steps, translation."),
    "lsp": Listed("Documents", "Answer an editor (Language Server Protocol, on standard input and output)."),
    "labels": Listed("Documents", "Show which control each label of a document stands for."),
    "pictures": Listed("Pictures", "Take the pictures of a document and compare them with the accepted ones."),
    "review": Listed("Pictures", "Take the pictures of a document and review those that differ in the browser."),
    "serve": Listed("Simulator", "Run the simulator and its phone network until Ctrl-C."),
    "proxy": Listed("Simulator", "Answer at the provider's own address, for a system that has it built in."),
    "export": Listed("Simulator", "Write every page and state of the simulator as static HTML."),
    "docs": Listed("Program", "Show a page of the documentation, or which pages there are."),
    "completion": Listed("Program", "Print what makes a shell complete commands and options."),
    "doctor": Listed("Program", "Show what this machine has: Python, and which browsers."),
}
"""Each command in the order of `--help`."""


class LazyGroup(click.Group):
    """A group that loads only the command that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Load a command; None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"stapsgewijs.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that is not there, say which is most like it."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            message = f"there is no command {args[0]!r}" + _nearest(args[0], COMMANDS)
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands first: they are what is looked for."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """List the commands in their groups, by what the table says of them."""
        for heading in dict.fromkeys(each.heading for each in COMMANDS.values()):
            with formatter.section(heading):
                formatter.write_dl([(name, each.summary) for name, each in COMMANDS.items() if each.heading == heading])


@click.group(NAME, cls=LazyGroup, context_settings=CONTEXT, invoke_without_command=True)
@click.option("--version", is_flag=True, cls=Option, help="Show the version and exit.")
@click.pass_context
def stapsgewijs(ctx: click.Context, *, version: bool) -> None:
    """Run how-to documents against a real browser and a simulated phone.

    The result of each step is reported at the line of the document where it stands.
    """
    if version:
        click.echo(f"{NAME} {__version__}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(EXIT_UNUSABLE_INPUT)


def command_line() -> click.Group:
    """Return the program with all its commands, none of them loaded yet."""
    return stapsgewijs


def main() -> None:
    """Run the command line; whatever goes wrong is one line or two, exit code 2."""
    # A verification loads much and lives for seconds: looking for garbage after every 700 objects, as Python
    # does by default, takes longer than the garbage is worth; the run of one guide makes fewer than these.
    gc.set_threshold(300_000)
    for stream in (sys.stdout, sys.stderr):
        _write_what_can_be_written(stream)
    sys.stdout, sys.stderr = (cast("TextIO", PlainTextStream(each)) for each in (sys.stdout, sys.stderr))
    codes: list[int] = []
    atexit.register(_end, codes)  # first here is last to be called
    codes.append(run(sys.argv[1:]))
    sys.exit(codes[0])


def _end(codes: list[int]) -> None:
    """End the process with the exit code that is known, if one is, once everything has been cleaned up.

    Python would free all that was loaded piece by piece: a tenth of a second after a verification, for nothing. mypy
    ends in this way too.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except OSError:  # nobody reads it any more: Python says so
        return
    except ValueError:  # it is closed, as by a language server that an editor told to end
        pass
    for code in codes:
        os._exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line with these arguments, and return the exit code."""
    try:
        code = stapsgewijs.main(arguments, NAME, standalone_mode=False)
    except StapsgewijsError as error:
        print(_cut(str(error)), file=sys.stderr)  # noqa: T201  # plain: a line that tools read as path:line:column
        return EXIT_UNUSABLE_INPUT
    except click.UsageError as error:
        print(_usage(error), file=sys.stderr)  # noqa: T201  # idem
        return EXIT_UNUSABLE_INPUT
    except click.ClickException as error:
        print(_cut(error.format_message()), file=sys.stderr)  # noqa: T201  # idem
        return EXIT_UNUSABLE_INPUT
    except (KeyboardInterrupt, click.Abort):
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the one guard: what gets here was not foreseen
        from stapsgewijs.cli.defect import line_of, traceback_of

        print(f"{traceback_of(error)}{line_of(error)}", file=sys.stderr)  # noqa: T201  # idem
        return EXIT_UNUSABLE_INPUT
    return code if isinstance(code, int) else 0


def _cut(told: str) -> str:
    """Return lines that can be read: what is wrong with a file may quote all of a line of a million characters."""
    return "\n".join(each if len(each) <= _LONGEST_LINE else f"{each[:_LONGEST_LINE]}…" for each in told.split("\n"))


def _usage(error: click.UsageError) -> str:
    """Return what is wrong with the arguments, and where to read what there is: two lines."""
    path = error.ctx.command_path if error.ctx else NAME
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        known = (
            [
                each
                for one in error.ctx.command.params
                if not getattr(one, "hidden", False)
                for each in (*one.opts, *one.secondary_opts)
            ]
            if error.ctx
            else []
        )
        message = f"there is no option {error.option_name}" + _nearest(error.option_name, known)
    return f"{path}: {_cut(' '.join(message.split()))}\n`{path} --help` says what there is"


def _nearest(word: str, known: Iterable[str]) -> str:
    from stapsgewijs.suggestion import nearest

    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else ""


def _write_what_can_be_written(stream: TextIO) -> None:
    """Write `?` for a letter that the encoding of a terminal does not have, and do not end for it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")
