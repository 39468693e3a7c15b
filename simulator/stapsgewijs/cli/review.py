"""`stapsgewijs review`: the pictures that differ, side by side on a page, to be accepted there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    PICTURES,
    RUNNING,
    TAKEN,
    UNDO,
    WholeNumber,
    config_option,
    counted,
    fail,
    guide_argument,
    labels_option,
    need_browser,
    option,
    picture_options,
    site_option,
    target_options,
)

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.review import Review


@click.command(cls=Command)
@guide_argument
@labels_option
@site_option
@target_options
@option(PICTURES, "--last", is_flag=True, help="Show the pictures of the last run; take none.")
@option(
    PICTURES,
    "--all",
    "everything",
    is_flag=True,
    help="Show all pictures, also when none of them differs from the accepted one.",
)
@picture_options
@config_option
@option(
    RUNNING,
    "--port",
    type=WholeNumber(min=0, max=65535),
    default=0,
    metavar="PORT",
    help="Port of the page; 0: a free one.",
)
@option(RUNNING, "--no-open", is_flag=True, help="Do not open the page in a browser.")
def review(
    guide: Path | None,
    *,
    labels: str,
    site: Path | None,
    base_url: str,
    phone_network: str,
    accounts: tuple[str, ...],
    last: bool,
    everything: bool,
    highlights: bool | None,
    budget_pixels: int | None,
    budget_ratio: float | None,
    config: Path | None,
    port: int,
    no_open: bool,
) -> None:
    """Take the pictures of a document and review those that differ in the browser.

    The page shows both pictures side by side, one over the other, and what changed in words; a button accepts, another
    takes that back. Exit code 1 when a picture still differs or was not taken.
    """
    import secrets

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.cli.page_address import open_page
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.project import find_project
    from stapsgewijs.review import Review
    from stapsgewijs.runner.runner import Settings, recalled
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.runner.target import Wish, open_target
    from stapsgewijs.screenshots.comparison import STRICT
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.settings import from_command_line
    from stapsgewijs.screenshots.undo_log import UndoLog

    wish = from_command_line(highlights, budget_pixels, budget_ratio)
    project = find_project(Path.cwd(), config)
    target = Wish(base_url, phone_network, accounts)
    settings = Settings(
        TAKEN.absolute(),
        guide,
        site=site,
        labels=LabelMode(labels),
        config=config,
        wish=wish,
        remembers=True,
        project=target.of(project),
    )
    known = settings.analyse()
    captured = settings.captures(known)
    with TemporaryDirectory(prefix="stapsgewijs-") as folder, PageServer(port) as server:
        if last:
            run = recalled(settings, known)
        else:
            need_browser()
            click.echo("taking the pictures …")
            with open_target(project, target, click.echo) as system:
                run = follow(replace(settings, system=system), known)
        comparer = ScreenshotComparer(dict(run.environment), STRICT, captured.budgets(STRICT))
        found = Review(run, comparer, UndoLog(UNDO.absolute()), Path(folder), click.echo)
        if found.is_settled and not everything:
            click.echo(_nothing(found))
            return
        key = secrets.token_urlsafe(24)
        page = f"{server.url}?{'all&' if found.is_settled else ''}key={key}"
        click.echo(f"{len(found.left)} to decide on: {page}  (Ctrl-C ends it)")
        if not no_open:
            open_page(page, Path(folder))
        server.run(_app(found, server, key, site=site, is_of_last_run=last))
        click.echo(found.summary())
        if not found.is_settled:
            open_ = sum(not each.state.is_settled for each in found.entries)
            fail(
                f"{counted(open_, 'picture differs', 'pictures differ')} or {'was' if open_ == 1 else 'were'} not taken"
            )


def _nothing(found: Review) -> str:
    count = len(found.entries)
    if not count:
        return "nothing to review: the guide has no pictures"
    said = f"nothing to review: {'the picture is' if count == 1 else f'all {count} pictures are'} as accepted"
    undoable = sum(each.state.may_undo for each in found.entries)
    return f"{said}; {undoable} can be undone with --all" if undoable else said


def _app(found: Review, server: PageServer, key: str, *, site: Path | None, is_of_last_run: bool) -> Starlette:
    from stapsgewijs.bootstrap import build_review_app
    from stapsgewijs.project import find_project
    from stapsgewijs.reports.language import report_catalogue
    from stapsgewijs.review import ReviewPages

    catalogue = report_catalogue(site or find_project(Path.cwd()).site, found.run.guide.locale)
    pages = ReviewPages(found, catalogue, "/static", is_of_last_run=is_of_last_run)
    return build_review_app(pages, key=key, site=site, catalogue=catalogue, stop=server.stop)
