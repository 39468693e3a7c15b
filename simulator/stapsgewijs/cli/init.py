"""`stapsgewijs init`: a project for a guide and a product of one's own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import FILE, FOLLOWING, OWN_SYSTEM, argument, counted, fail, option, warn_of_secret


@click.command(cls=Command)
@argument(
    "guides",
    nargs=-1,
    type=FILE,
    metavar="[GUIDE]...",
    help="The guides: Markdown files, or folders. Default: those of the project, or the only one in this folder.",
)
@option(OWN_SYSTEM, "--base-url", default="", metavar="URL", help="The product. It is opened, and walked through.")
@option(
    OWN_SYSTEM,
    "--account",
    "accounts",
    multiple=True,
    metavar="USER:PASSWORD",
    help="An account that can sign in, if the settings have none. May be repeated.",
    callback=warn_of_secret,
)
@option(OWN_SYSTEM, "--phone-network", default="", metavar="URL", help="The phone network that the product sends to.")
@option(
    FOLLOWING,
    "--language",
    default="",
    metavar="nl|en",
    help="The language of the features. Default: that of the guide, or else English.",
)
def init(
    *, guides: tuple[Path, ...], base_url: str, accounts: tuple[str, ...], phone_network: str, language: str
) -> None:
    """Make a project of guides: the settings, and a feature for each procedure.

    With an address the product is opened, and what the guide tells is done on its pages. Where that cannot go on, the
    feature has a comment "# ?" that says what has to be decided. Without an address the lines are made from the words
    of the guide. A feature that was changed by hand is kept.
    """
    from stapsgewijs.runner.init import InitWish, make_project
    from stapsgewijs.runner.target import Wish

    target = Wish(base_url.rstrip("/"), phone_network, accounts)
    made = make_project(Path.cwd(), InitWish(guides, language, target, _ask, _ask_account), click.echo)
    for each in made.files:
        click.echo(each)
    for each in made.proposals:
        click.echo(f"\n{each}\n")
    for each in made.questions:
        click.echo(each, err=True)
    if made.questions:
        fail(f"{counted(len(made.questions), 'question')} to be answered; then run init again, or write the lines")
    click.echo(
        "now: stapsgewijs verify" if made.has_product else "now: stapsgewijs init --base-url URL, of the product"
    )


def _ask(name: str) -> str | None:
    """Ask what is typed in a field, at a terminal; None where nobody can answer."""
    if not sys.stdin.isatty():
        return None
    said: str = click.prompt(f"What is typed in “{name}”? (empty: decide later)", default="", show_default=False)
    return said or None


def _ask_account(url: str) -> tuple[str, str] | None:
    """Ask for an account, at a terminal; the password is not shown and not kept."""
    if not sys.stdin.isatty():
        return None
    user: str = click.prompt(f"{url} asks to sign in. User name (empty: decide later)", default="", show_default=False)
    return (user, click.prompt("Password", hide_input=True)) if user else None
