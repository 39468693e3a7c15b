"""`stapsgewijs serve` and `proxy`: the simulator and its phone network, for people and for systems."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated, Final

import typer

from stapsgewijs.cli.options import LabelsOption, SiteOption
from stapsgewijs.guide.analysis import LabelMode

MEMORY: Final = ":memory:"
DATABASE: Final = "build/stapsgewijs.sqlite3"
"""Beside the reports, under the folder one works in: two projects do not meet in one network by accident."""


def serve(
    guide: Annotated[
        Path | None, typer.Option("--guide", help="The guide whose note and links the pages show.")
    ] = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on; anything but loopback needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8025,
    token: Annotated[
        str | None, typer.Option(envvar="STAPSGEWIJS_TOKEN", help="Token that visitors must give.")
    ] = None,
    callback_host: Annotated[
        list[str] | None, typer.Option(help="A host besides this machine that may be called back. May be repeated.")
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            envvar="STAPSGEWIJS_DATABASE",
            help="Where everything is kept: a file (SQLite), a URL (postgresql://…), or :memory: for nowhere.",
        ),
    ] = DATABASE,
    keep_messages: Annotated[
        int, typer.Option(min=0, help="So many messages, and as many calls, of an organisation; 0 is no limit.")
    ] = 100_000,
    keep_days: Annotated[float, typer.Option(min=0, help="So many days; 0 is no limit.")] = 90,
) -> None:
    """Run the simulator and its phone network, to explore by hand. Ctrl-C ends it; the next time it goes on."""
    from stapsgewijs import bootstrap
    from stapsgewijs.runner.runner import Settings

    known = Settings(Path(), guide, None, site, labels).study()
    world = bootstrap.build_app(
        site=site,
        locale=known.pages.locale,
        guide=known.guide,
        labels=dict(known.pages.labels),
        host=host,
        token=token,
        callback_hosts=frozenset(each.lower() for each in callback_host or ()),
        database="" if database == MEMORY else database,
        retention=bootstrap.retention(keep_messages, keep_days),
    )
    bootstrap.serve(world, host=host, port=port, kept_in=bootstrap.name_of(database))


def proxy(
    *,
    simulator: Annotated[str, typer.Option(help="The simulator that stands in.")] = "http://127.0.0.1:8025",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback; 0 takes a free one.")] = 8026,
    certificate: Annotated[
        Path, typer.Option("--ca", help="File for the certificate that the system under test has to trust.")
    ] = Path("build", "stapsgewijs-ca.pem"),
    account: Annotated[
        str, typer.Option(metavar="SID:TOKEN", help="The credentials that the system under test has already.")
    ] = "",
    token: Annotated[str, typer.Option(envvar="STAPSGEWIJS_TOKEN", help="Token of the simulator.")] = "",
) -> None:
    """Stand in for the provider's own address, for a system that cannot be given another. Ctrl-C ends it."""
    from stapsgewijs.cli.proxy_command import Wish, run_proxy

    run_proxy(Wish(simulator, port, certificate, account, token))
