"""`stapsgewijs lint`: documents, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Documents, and folders of documents. Default: what the settings say, or this folder."),
    ] = None,
    *,
    source: Annotated[
        Path | None, typer.Option(help="The document, or the folder, that these are a translation of.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, and show what changed.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what --fix would change.")] = False,
    format_: Annotated[
        str, typer.Option("--format", help="text, json, sarif, github, gitlab, junit or markdown.")
    ] = "text",
    output: Annotated[Path | None, typer.Option(help="Write the findings to this file.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every finding, not the first of each document.")] = False,
    fail_on: Annotated[str | None, typer.Option(help="Exit code 1 from this on: error, warning or note.")] = None,
    disable: Annotated[list[str] | None, typer.Option(help="A rule not to look at. May be repeated.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Findings that may stay for now.")] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write all findings of now to the baseline.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option(help="Settings instead of the nearest stapsgewijs.toml or pyproject.toml.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Again whenever a document is saved; Ctrl-C ends it.")] = False,
    workers: Annotated[int, typer.Option("-j", min=0, help="Processes; 0: one for each core, if there is much.")] = 0,
    site: Annotated[Path | None, typer.Option("--site", help="Catalogues instead of those that ship.")] = None,
    explain: Annotated[str | None, typer.Option(help="Tell why a rule is there and how to mend it.")] = None,
) -> None:
    """Say what is wrong in documents: labels, pictures, links, steps, translation.

    Exit code 0: nothing as bad as an error; 1: a finding that is; 2: what was given cannot be used.
    """
    from stapsgewijs.cli.lint_session import Options, lint_session

    options = Options(
        paths=tuple(paths or ()),
        source=source,
        fix=fix,
        diff=diff,
        format=format_,
        output=output,
        every=every,
        fail_on=fail_on,
        disable=tuple(disable or ()),
        baseline=baseline,
        write_baseline=write_baseline,
        config=config,
        watch=watch,
        workers=workers,
        labels=site / "labels" if site else None,
        explain=explain,
    )
    raise typer.Exit(lint_session(options, typer.echo))
