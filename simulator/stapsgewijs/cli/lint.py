"""`stapsgewijs lint`: documents, without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    FILE,
    FINDINGS,
    FOLLOWING,
    REPORTS,
    RUNNING,
    WholeNumber,
    argument,
    cluster_option,
    config_option,
    fail,
    format_option,
    option,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command)
@argument(
    "paths",
    nargs=-1,
    type=FILE,
    metavar="[PATH]...",
    help="Documents, and folders of documents. Default: what the settings say, or this folder.",
)
@option(
    FOLLOWING,
    "--source",
    type=FILE,
    metavar="PATH",
    help="The document, or the folder, that these are a translation of.",
)
@option(
    FOLLOWING,
    "--site",
    type=FILE,
    metavar="FOLDER",
    help="Label catalogues instead of those that ship: FOLDER/labels.",
)
@option(FINDINGS, "--fix", is_flag=True, help="Correct what is safe to correct, and show what changed.")
@option(FINDINGS, "--diff", is_flag=True, help="Only show what --fix would change.")
@option(FINDINGS, "--fail-on", metavar="SEVERITY", help="Exit code 1 from this severity on: error, warning or note.")
@option(FINDINGS, "--disable", multiple=True, metavar="RULE", help="A rule not to check. May be repeated.")
@option(FINDINGS, "--baseline", type=FILE, metavar="FILE", help="File with findings that are accepted for now.")
@option(FINDINGS, "--write-baseline", is_flag=True, help="Write all findings of now to the baseline.")
@option(
    FINDINGS,
    "--language",
    type=click.Choice(("en", "document")),
    default=None,
    help="Say findings in English, or each in the language of its document. Default: what the settings say.",
)
@option(FINDINGS, "--explain", metavar="RULE", help="Show why a rule is there and how to correct what it finds.")
@format_option
@option(REPORTS, "--output", type=FILE, metavar="FILE", help="Write the findings to this file.")
@option(REPORTS, "--all", "every", is_flag=True, help="Show all findings, not the first of each document.")
@config_option
@option(RUNNING, "--watch", is_flag=True, help="Check again whenever a document is saved, until Ctrl-C.")
@option(
    RUNNING,
    "-j",
    "workers",
    type=WholeNumber(min=0),
    default=0,
    metavar="N",
    help="Number of processes; 0: one for each core, if there are many documents.",
)
@cluster_option
@click.pass_context
def lint(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    source: Path | None,
    site: Path | None,
    fix: bool,
    diff: bool,
    fail_on: str | None,
    disable: tuple[str, ...],
    baseline: Path | None,
    write_baseline: bool,
    language: str | None,
    explain: str | None,
    format_: str,
    output: Path | None,
    every: bool,
    config: Path | None,
    watch: bool,
    workers: int,
    cluster: str,
) -> None:
    """Check documents without a browser: labels, pictures, links, steps, translation.

    Exit code 0: no finding is as bad as an error; 1: a finding is; 2: what was given cannot be used.
    """
    import sys

    from stapsgewijs.cli.lint_session import Options, lint_session
    from stapsgewijs.terminal import Terminal

    if cluster and (watch or workers):
        message = f"{'--watch' if watch else '-j'} and --cluster are two ways; leave one out"
        raise click.UsageError(message, ctx)
    terminal = Terminal.of(sys.stdout)
    options = Options(
        paths=paths,
        source=source,
        fix=fix,
        diff=diff,
        format=format_,
        output=output,
        every=every,
        fail_on=fail_on,
        disable=disable,
        baseline=baseline,
        write_baseline=write_baseline,
        config=config,
        watch=watch,
        workers=workers,
        labels=site / "labels" if site else None,
        explain=explain,
        language=language,
        colours=terminal.colours,
        cluster=cluster,
    )
    if reason := lint_session(options, terminal.say):
        fail(reason)
