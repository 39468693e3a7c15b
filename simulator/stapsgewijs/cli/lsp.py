"""`stapsgewijs lsp`: what an editor starts to check guides and features while somebody writes them."""

from __future__ import annotations

import click

from stapsgewijs.cli.grouped_help import Command


@click.command(cls=Command)
def lsp() -> None:
    """Answer an editor (Language Server Protocol, on standard input and output).

    The editor starts it; `stapsgewijs docs editors` says how, for VS Code, Neovim and IntelliJ.
    """
    import logging
    import sys

    from stapsgewijs.errors import StapsgewijsError

    try:
        from stapsgewijs.language_server.server import build_server
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        msg = "the language server is an extra: pip install 'stapsgewijs[lsp]'"
        raise StapsgewijsError(msg) from None
    if sys.stdin.isatty():
        click.echo("an editor starts this and speaks to it on standard input; Ctrl-C ends it", err=True)
    logging.basicConfig(level=logging.WARNING)
    build_server().start_io()
