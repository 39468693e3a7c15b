"""How `--help` shows options and arguments: in groups, with what they take, and no names of types.

Nothing but Click is loaded here: this is what `stapsgewijs --help` needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHER: Final = "Other"
WIDTH: Final = 100
"""Columns of `--help`, at most."""


class Option(click.Option):
    """An option that stands under a heading in `--help`, with what it takes and its default, and no name of a type."""

    def __init__(self, declarations: Sequence[str], *, heading: str = OTHER, **attributes: Any) -> None:  # noqa: ANN401  # click's own
        """Stand under `heading`; the rest is click's."""
        super().__init__(declarations, **attributes)
        self.heading = heading

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:  # noqa: ARG002  # click's
        """Return what the two columns of `--help` show."""
        if self.hidden:
            return None
        names = ", ".join(sorted(self.opts, key=len))
        if self.secondary_opts:
            names += f" / {self.secondary_opts[0]}"
        takes = "" if self.is_flag or self.count else f" {self.metavar or self._choices()}"
        default = f"  [default: {self.default}]" if self.show_default else ""
        return names + takes, (self.help or "") + default

    def _choices(self) -> str:
        if isinstance(self.type, click.Choice):
            return "|".join(self.type.choices)
        return "TEXT"


class Command(click.Command):
    """A command whose options stand in groups; what its docstring says first is also said in the list of commands."""

    def __init__(self, name: str | None, **attributes: Any) -> None:  # noqa: ANN401  # click's own
        """Make it; wider than click does where the terminal is."""
        attributes.setdefault("context_settings", CONTEXT)
        super().__init__(name, **attributes)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments, and the options under their headings, each heading once."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in self.get_params(ctx):
            if isinstance(each, Argument):
                groups.setdefault("Arguments", []).append((each.metavar or "", each.described))
            elif record := each.get_help_record(ctx):
                groups.setdefault(getattr(each, "heading", OTHER), []).append(record)
        if OTHER in groups:
            groups[OTHER] = groups.pop(OTHER)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


class PytestCommand(Command):
    """A command that hands to pytest what follows `--`; the command finds it in `ctx.obj`, a list."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set apart what is for pytest: click would take it for a guide."""
        place = args.index("--") if "--" in args else len(args)
        ctx.obj = args[place + 1 :]
        return super().parse_args(ctx, args[:place])


class Argument(click.Argument):
    """An argument of which `--help` says something."""

    def __init__(self, declarations: Sequence[str], *, help: str, **attributes: Any) -> None:  # noqa: A002, ANN401  # click's own
        """Say `help` of it; the rest is click's."""
        super().__init__(declarations, **attributes)
        self.described = help


CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": WIDTH}
