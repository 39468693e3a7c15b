"""`stapsgewijs docs`: the documentation, which ships with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import argument

if TYPE_CHECKING:
    from pathlib import Path

_OF_THE_SITE: Final = "index"
"""The name of a page that only leads to others."""


@click.command(cls=Command)
@argument(
    "page",
    required=False,
    default="",
    metavar="[PAGE]",
    help="The page: settings, own-product, reports … Default: a list of all pages.",
)
def docs(page: str) -> None:
    """Show a page of the documentation, or which pages there are.

    The pages are Markdown: `stapsgewijs docs settings > settings.md`. A rule of `lint` has its page too: its name.
    """
    from stapsgewijs.errors import StapsgewijsError
    from stapsgewijs.lint.rules import page_of
    from stapsgewijs.project import shipped
    from stapsgewijs.suggestion import nearest

    root = shipped("docs")
    pages = _pages(root)
    if not page:
        width = max(map(len, pages))
        for name, file in pages.items():
            click.echo(f"{name:<{width}}  {_title(file)}")
        click.echo("\nnow: stapsgewijs docs PAGE; of a rule: stapsgewijs lint --explain RULE")
        return
    name = page.removeprefix("docs/").removesuffix(".md")
    if name in pages:
        click.echo(pages[name].read_text(encoding="utf-8"), nl=False)
        return
    rules = [each.stem for each in (root / "rules").glob("*.md")]
    if name not in rules:
        near = nearest(name, [*pages, *rules])
        told = f"did you mean {near!r}?" if near else "`stapsgewijs docs` lists them"
        msg = f"there is no page {page!r}; {told}"
        raise StapsgewijsError(msg)
    click.echo(page_of(name).rstrip())


def _pages(root: Path) -> dict[str, Path]:
    """Return the pages by name, those in Dutch behind the others."""
    found = [*sorted(root.glob("*.md")), *sorted(root.glob("nl/*.md"))]
    return {each.relative_to(root).with_suffix("").as_posix(): each for each in found if each.stem != _OF_THE_SITE}


def _title(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((each.removeprefix("# ") for each in lines if each.startswith("# ")), "")
