"""`stapsgewijs serve`: the simulator and its phone network, for people and for systems."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    ADDRESS,
    FILE,
    PORT,
    Number,
    WholeNumber,
    access_token,
    guide_option,
    labels_option,
    option,
    site_option,
    token_file_option,
    token_option,
)

MEMORY: Final = ":memory:"
DATABASE: Final = "build/stapsgewijs.sqlite3"
"""Beside the reports, under the folder one works in: two projects do not meet in one network by accident."""

STORAGE: Final = "Storage"


@click.command(cls=Command)
@guide_option
@labels_option
@site_option
@option(
    ADDRESS,
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
    help="Address to listen on; any other than loopback needs a token.",
)
@option(ADDRESS, "--port", type=PORT, default=8025, show_default=True, metavar="PORT", help="Port; 0: a free one.")
@token_option
@token_file_option
@option(
    ADDRESS,
    "--callback-host",
    "callback_hosts",
    multiple=True,
    metavar="HOST",
    help="A host besides this machine that callbacks may be sent to. May be repeated.",
)
@option(
    ADDRESS,
    "--callback-ca",
    "callback_authorities",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A certificate authority (PEM) to trust besides when callbacks go to https. May be repeated.",
)
@option(
    ADDRESS,
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which the simulator is reached, when --host is not loopback. May be repeated; addresses (10.0.0.7) "
    "need none.",
)
@option(
    STORAGE,
    "--database",
    envvar="STAPSGEWIJS_DATABASE",
    default=DATABASE,
    show_default=True,
    metavar="DATABASE",
    help="Where everything is stored: a file (SQLite), a URL (postgresql://…), or :memory: for nowhere. "
    "Also read from STAPSGEWIJS_DATABASE.",
)
@option(
    STORAGE,
    "--keep-messages",
    type=WholeNumber(min=0),
    default=100_000,
    show_default=True,
    metavar="N",
    help="Number of messages, and of calls, that are kept of an organisation; 0: no limit.",
)
@option(
    STORAGE,
    "--keep-total",
    type=WholeNumber(min=0),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Number of messages and calls of all organisations together; above it the oldest of those with most of them "
    "go. 0: no limit.",
)
@option(
    STORAGE,
    "--keep-days",
    type=Number(min=0),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Days that messages and calls are kept; 0: no limit.",
)
@option(
    STORAGE,
    "--keep-organisations",
    type=Number(min=0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Days after which an organisation that nobody used is removed, when another one is made; 0: never. "
    "The first one, contoso, stays.",
)
def serve(
    *,
    guide: Path | None,
    labels: str,
    site: Path | None,
    host: str,
    port: int,
    token: str | None,
    token_file: Path | None,
    callback_hosts: tuple[str, ...],
    callback_authorities: tuple[Path, ...],
    allowed_hosts: tuple[str, ...],
    database: str,
    keep_messages: int,
    keep_total: int,
    keep_days: float,
    keep_organisations: float,
) -> None:
    """Run the simulator and its phone network until Ctrl-C.

    It is for exploring by hand, and for a system of your own that sends to it. What it holds is there again at the
    next start.
    """
    from functools import partial

    from stapsgewijs import bootstrap
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.settings import Settings

    project = find_project(Path.cwd())
    known = Settings(Path(), guide, None, site, LabelMode(labels), project=project).analyse()
    build = partial(
        bootstrap.build_app,
        site=site,
        locale=known.pages.locale,
        guide=known.guide,
        labels=dict(known.pages.labels),
        languages=bootstrap.languages_of(site or project.site, known.pages, known.guide),
        host=host,
        token=access_token(token, token_file),
        callback_hosts=frozenset(each.lower() for each in callback_hosts),
        callback_authorities=callback_authorities,
        allowed_hosts=frozenset(allowed_hosts),
        database="" if database == MEMORY else database,
        retention=bootstrap.retention(keep_messages, keep_days),
        keep_total=keep_total or None,
        keep_organisations_days=keep_organisations or None,
    )
    bootstrap.serve(build, host=host, port=port, kept_in=bootstrap.name_of(database), say=click.echo)
